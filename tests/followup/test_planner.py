"""How the planner fares, as a supervisor sees it."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import CalendarDay, ParkedCase, PlanRun
from followup.planner import SILENT, trouble_of
from placement.accounts.roles import Role
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 14, 9, tzinfo=timezone.get_default_timezone())
OPENED = date(2026, 9, 1)


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR)


def run(moved_at):
    return PlanRun.objects.create(day=timezone.localdate(moved_at), began_at=moved_at, moved_at=moved_at)


def test_a_planner_that_never_ran_is_told_of_once_somebody_waits(supervisor):
    assert not trouble_of(supervisor, NOW)
    make_case(on=OPENED)
    assert trouble_of(supervisor, NOW).is_silent


def test_a_planner_that_moved_in_the_night_is_no_trouble(supervisor):
    make_case(on=OPENED)
    run(NOW - timedelta(hours=5))
    assert not trouble_of(supervisor, NOW)


def test_a_planner_that_has_not_moved_for_a_day_is(supervisor):
    make_case(on=OPENED)
    last = run(NOW - SILENT - timedelta(minutes=1))
    trouble = trouble_of(supervisor, NOW)
    assert (trouble.is_silent, trouble.moved_at) == (True, last.moved_at)


def test_parked_cases_are_those_of_ones_own_people(supervisor):
    mine = make_case(station=supervisor.station, on=OPENED)
    other = make_case(station=make_station(), on=OPENED)
    for case in (mine, other):
        ParkedCase.objects.create(case=case, since=OPENED, error="OverflowError: date value out of range")
    trouble = trouble_of(supervisor, NOW)
    assert ([one.case for one in trouble.parked], trouble.parked_count) == ([mine], 1)


def test_a_year_without_holidays_is_told_until_it_is_imported(supervisor):
    winter = NOW.replace(month=11)
    assert trouble_of(supervisor, winter).year == 2027
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2027, 2, 1) + timedelta(days=number), works=False) for number in range(11)
    )
    assert trouble_of(supervisor, winter).year is None


def test_the_supervisors_first_page_says_it(supervisor, signed_in):
    case = make_case(station=supervisor.station, on=OPENED)
    ParkedCase.objects.create(case=case, since=OPENED, error="OverflowError")
    page = signed_in(supervisor).get(reverse("dashboards:today")).content.decode()
    assert "排期程序已超过一天没有进展" in page
    assert "1 人无法排期" in page
    assert case.person.get_absolute_url() in page
