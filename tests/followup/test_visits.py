"""The visit at the door: short, once, and only what changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import Session, Visit
from placement.accounts.roles import Role
from registry.models import Phone
from tests.factories import make_case, make_person, make_user
from tests.followup.doors import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    return make_case(owner=officer, phones=["13812345678"], on=timezone.localdate()).person


def today():
    return timezone.localdate()


def form_of(client, person):
    """The form as the page hands it out, as a browser would send it back untouched."""
    form = client.get(reverse("followup:visit_new", args=[person.pk])).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}


def send(client, person, **changes):
    data = {**form_of(client, person), **changes}
    return client.post(reverse("followup:visit_new", args=[person.pk]), data)


def test_an_ordinary_visit_is_the_form_as_it_stands(signed_in, officer, person):
    response = send(signed_in(officer), person)
    made = Visit.objects.made().get()
    assert response["Location"] == person.get_absolute_url()
    assert (made.manner, made.result, made.made_on, made.officer) == ("door", "self", today(), officer)


def test_the_same_form_sent_twice_is_one_visit(signed_in, officer, person):
    client = signed_in(officer)
    data = form_of(client, person)
    for _ in range(2):
        client.post(reverse("followup:visit_new", args=[person.pk]), data)
    assert Visit.objects.made().count() == 1


def test_nothing_but_what_was_ticked_changes(signed_in, officer, person):
    send(signed_in(officer), person, result="no_answer", manner="video")
    person.refresh_from_db()
    assert person.status == "to_verify"
    assert person.cases.get().contacted_on is None


def test_what_was_given_at_the_door_lights_its_pips(signed_in, officer, person):
    booked = timezone.localtime() + timedelta(days=3)
    send(
        signed_in(officer),
        person,
        briefing_topics=["subsidy"],
        session_booked_for=booked.strftime("%Y-%m-%dT%H:%M"),
        status="seeking",
    )
    steps = {step.kind: step for step in person.cases.get().steps.all()}
    person.refresh_from_db()
    assert steps["briefing"].done_on == today()
    assert steps["guidance"].offered_on == today()
    assert Session.objects.get().held_on is None
    assert person.status == "seeking"


def test_a_dead_number_is_marked_as_dead(signed_in, officer, person):
    send(signed_in(officer), person, manner="phone", result="dead_number")
    assert person.phones.get().state == Phone.State.DEAD


def test_a_visit_at_the_door_says_nothing_of_the_number(signed_in, officer, person):
    send(signed_in(officer), person, manner="door", result="dead_number")
    assert person.phones.get().state == Phone.State.UNKNOWN


def test_the_agreed_date_becomes_the_next_visit(signed_in, officer, person):
    agreed = today() + timedelta(days=8)
    send(signed_in(officer), person, next_on=agreed.isoformat())
    assert person.visits.planned().get().planned_for == agreed


def test_without_a_date_the_rules_propose_one(signed_in, officer, person):
    send(signed_in(officer), person)
    assert person.visits.planned().get().planned_for > today()


def test_a_refused_form_keeps_what_was_typed(signed_in, officer, person):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    response = send(signed_in(officer), person, made_on=tomorrow, findings="家在村口")
    page = response.content.decode()
    assert "走访日期不能晚于今天。" in page
    assert "家在村口" in page
    assert not Visit.objects.made().exists()


@pytest.mark.parametrize(("then", "page"), [("jobs", "jobs"), ("internship", "internship_new"), ("nonsense", "person")])
def test_the_saved_visit_leads_on_to_what_is_given_next(signed_in, officer, person, then, page):
    response = send(signed_in(officer), person, then=then)
    assert response["Location"] == reverse(f"followup:{page}", args=[person.pk])


def test_anothers_phone_cannot_be_named(signed_in, officer, person):
    stranger = make_person(owner=officer, phones=["13900000000"])
    response = send(signed_in(officer), person, manner="phone", phone=stranger.phones.get().pk)
    assert "phone" in response.context["form"].errors


def test_a_person_of_a_colleague_cannot_be_visited(signed_in, officer, person):
    colleague = make_user(Role.CASEWORKER, station=officer.station)
    url = reverse("followup:visit_new", args=[person.pk])
    assert signed_in(colleague).post(url, {"uuid": uuid4()}).status_code == 404


# --- The plan of visits -----------------------------------------------------------------------


def test_counts_and_lists_of_due_visits_agree(signed_in, officer):
    for days in (60, 60, 0):
        make_case(owner=officer, on=today() - timedelta(days=days))
    client = signed_in(officer)
    for when, count in client.get(reverse("followup:visits")).context["counts"].items():
        table = client.get(reverse("followup:visits"), {"when": when}).context["table"]
        assert len(table.rows) == count


@pytest.mark.parametrize("people", [1, 30])
def test_the_queries_do_not_grow_with_visits(signed_in, officer, people, django_assert_num_queries):
    for _ in range(people):
        make_case(owner=officer)
    client = signed_in(officer)
    with django_assert_num_queries(8):
        client.get(reverse("followup:visits"))


def test_a_visit_is_cancelled_with_a_reason(signed_in, officer, person):
    planned = person.visits.planned().get()
    url = reverse("followup:visit_cancel", args=[planned.pk])
    assert "form" in signed_in(officer).post(url, {"reason": ""}).context
    signed_in(officer).post(url, {"reason": "本人外出"})
    planned.refresh_from_db()
    assert planned.cancel_reason == "本人外出"


def test_a_day_is_agreed_and_never_in_the_past(signed_in, officer, person):
    url = reverse("followup:visit_plan", args=[person.pk])
    yesterday = today() - timedelta(days=1)
    response = signed_in(officer).post(url, {"planned_for": yesterday.isoformat()})
    assert "约定日期不能早于今天。" in response.content.decode()
    agreed = today() + timedelta(days=5)
    signed_in(officer).post(url, {"planned_for": agreed.isoformat()})
    assert person.visits.planned().get().planned_for == agreed


def test_a_made_visit_takes_the_place_of_the_planned_one(signed_in, officer, person):
    planned = person.visits.planned().get()
    visit(person, officer)
    planned.refresh_from_db()
    assert planned.made_on == today()
