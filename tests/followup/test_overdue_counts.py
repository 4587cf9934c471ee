"""One meaning of overdue: the same people on the first page, behind its badge, in the list, on the board, in the file."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import Export, Visit
from placement.accounts.roles import Role
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db
FROM_TODAY = (-20, -1, -1, 0, 0, 1, 5)  # days from today to the latest day of each visit
LATE = 3


@pytest.fixture
def station():
    return make_station()


@pytest.fixture
def officer(station):
    """Somebody three of whose visits are overdue, besides what is due, made, cancelled or a colleague's."""
    officer, today = make_user(Role.CASEWORKER, station=station), timezone.localdate()
    for days in FROM_TODAY:
        planned(officer, today + timedelta(days=days))
    long_ago = today - timedelta(days=9)
    planned(officer, long_ago, cancelled_on=long_ago)
    planned(officer, long_ago, made_on=long_ago, manner="phone", result="self")
    planned(make_user(Role.CASEWORKER, station=make_station()), long_ago)
    return officer


def planned(officer, due_on, **facts):
    person = make_case(owner=officer, station=officer.station).person
    facts |= {"planned_for": due_on, "due_on": due_on, "why": "routine", "officer": officer}
    Visit.objects.filter(person=person).update(**facts)
    return person


def exported(client):
    """Ask for the people whose visit is overdue and return how many rows the file has."""
    asked = {"all": "yes", "purpose": "daily", "columns": ["name"], "kind": "xlsx"}
    response = client.post(reverse("followup:export_new") + "?due=late", asked)
    assert response.status_code == 302, response.context["form"].errors
    return Export.objects.get().rows_total


def listed(client):
    return client.get(reverse("followup:people"), {"due": "late"}).context["count"].number


def visits(client):
    page = client.get(reverse("followup:visits"), {"when": "overdue"})
    return page.context["counts"]["overdue"], len(page.context["table"].rows)


def test_of_an_officer_every_page_counts_the_same(officer, signed_in):
    client = signed_in(officer)
    today = client.get(reverse("dashboards:today")).context["wall"]
    first = next(section for section in today["sections"] if section.code == "overdue")
    assert (first.count, len(first.lines)) == (LATE, LATE)
    assert visits(client) == (LATE, LATE)
    assert listed(client) == LATE
    assert exported(client) == LATE


def test_of_a_supervisor_every_page_counts_the_same(officer, station, signed_in):
    client = signed_in(make_user(Role.SUPERVISOR, station=station))
    (late,) = client.get(reverse("dashboards:figures")).context["page"]["officers"]
    assert late.part.people == LATE
    assert client.get(late.url).context["found"].people.count() == LATE
    assert visits(client) == (LATE, LATE)
    assert listed(client) == LATE
    assert exported(client) == LATE


def test_a_visit_due_today_is_overdue_nowhere_before_tomorrow(officer, signed_in, monkeypatch):
    client, today = signed_in(officer), timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_at: today + timedelta(days=1))
    assert visits(client)[0] == listed(client) == LATE + FROM_TODAY.count(0)
