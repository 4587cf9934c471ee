"""While an officer is away a colleague stands in and sees the people; before and after nobody does, and no date moves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followup.absences import (
    absences_of,
    enter_absence,
    people_stood_in_for,
    stand_ins_for,
    standing_in,
    withdraw_absence,
)
from followup.caseloads import Selection
from followup.handing import hand_over
from followup.models import Absence, Case, Step, Visit
from placement.accounts.roles import Role
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def colleague(officer):
    return make_user()


@pytest.fixture
def person(officer):
    return make_case(owner=officer, on=TODAY - timedelta(days=40)).person


def away(officer, stand_in=None, *, begins=0, ends=3, by=None):
    days = {"begins_on": TODAY + timedelta(days=begins), "ends_on": TODAY + timedelta(days=ends)}
    return enter_absence(officer, **days, stand_in=stand_in, by=by or officer, on=TODAY, reason="年休假")


def sees(user):
    return Person.objects.visible_to(user).exists()


def dates():
    visits = Visit.objects.planned().values_list("pk", "planned_for", "due_on", "why")
    return [
        sorted(visits),
        sorted(Step.objects.values_list("pk", "due_on")),
        list(Case.objects.values_list("contact_due_on")),
    ]


def test_the_stand_in_sees_the_people_while_the_colleague_is_away(person, officer, colleague):
    assert not sees(colleague)
    away(officer, colleague)
    assert list(Person.objects.visible_to(colleague)) == [person]
    assert sees(officer)
    assert not sees(make_user())


@pytest.mark.parametrize(("begins", "ends"), [(1, 3), (-5, -1)])
def test_before_and_after_nobody_sees_them(person, officer, colleague, begins, ends):
    days = {"begins_on": TODAY + timedelta(days=begins), "ends_on": TODAY + timedelta(days=ends)}
    Absence.objects.create(user=officer, stand_in=colleague, by=officer, **days)
    assert not sees(colleague)


def test_called_off_it_ends_at_once(person, officer, colleague):
    absence = away(officer, colleague)
    withdraw_absence(absence, by=officer, on=TODAY)
    assert not sees(colleague)
    with pytest.raises(Refusal, match="已撤销"):
        withdraw_absence(absence, by=officer, on=TODAY)


def test_standing_in_is_not_passed_on(person, officer, colleague):
    third = make_user()
    Absence.objects.create(user=colleague, stand_in=third, by=colleague, begins_on=TODAY, ends_on=TODAY)
    Absence.objects.create(user=officer, stand_in=colleague, by=officer, begins_on=TODAY, ends_on=TODAY)
    assert not sees(third)


def test_the_stand_in_counts_nobody_of_the_colleague(person, officer, colleague):
    away(officer, colleague)
    assert not Person.objects.counted_for(colleague).exists()


def test_a_leave_moves_no_date(person, officer, colleague):
    before = dates()
    away(officer, colleague)
    assert dates() == before


@pytest.mark.parametrize("late", [True, False])
def test_a_hand_over_moves_no_date(person, officer, colleague, late):
    Visit.objects.planned().update(due_on=TODAY - timedelta(days=1) if late else TODAY + timedelta(days=9))
    before = dates()
    hand_over(Selection(Person.objects.all(), make_user(Role.SUPERVISOR)), [colleague], by=make_user(Role.SUPERVISOR))
    assert dates() == before
    assert Visit.objects.planned().get().officer == colleague
    assert Visit.objects.overdue(TODAY).exists() == late


def test_the_day_lists_for_whom_one_stands_in(person, officer, colleague):
    away(officer, colleague)
    [absence] = standing_in(colleague, TODAY)
    assert (absence.user, absence.people) == (officer, 1)
    assert list(people_stood_in_for(colleague, TODAY)) == [person]
    assert not standing_in(colleague, TODAY + timedelta(days=4))


def test_a_supervisor_enters_it_for_those_below_and_for_nobody_else(officer, colleague):
    supervisor = make_user(Role.SUPERVISOR)
    away(officer, colleague, by=supervisor)
    elsewhere = make_user(station=make_station("外市"))
    for by, user in ((supervisor, elsewhere), (colleague, officer)):
        with pytest.raises(Refusal, match="只能为"):
            away(user, by=by)


def test_only_a_colleague_near_by_who_works_stands_in(officer):
    city = officer.station
    village = make_station("一村", parent=make_station("龙泉街道", parent=city), level="community")
    alone, near = make_user(station=village), make_user(station=village.parent)
    assert list(stand_ins_for(alone)) == [near]
    for wrong in (officer, make_user(Role.JOB_OFFICER, station=village)):
        with pytest.raises(Refusal, match="代理人"):
            away(alone, wrong)


@pytest.mark.parametrize(("begins", "ends"), [(3, 9), (-2, 0), (1, 2)])
def test_nobody_is_away_twice_at_once(officer, begins, ends):
    away(officer)
    with pytest.raises(Refusal, match="已登记"):
        away(officer, begins=begins, ends=ends)


def test_who_is_away_does_not_stand_in(officer, colleague):
    away(colleague, begins=2, ends=8)
    with pytest.raises(Refusal, match="也请假"):
        away(officer, colleague)


@pytest.mark.parametrize(("begins", "ends"), [(2, 1), (-9, -3), (0, 400)])
def test_a_span_that_makes_no_sense_is_refused(officer, begins, ends):
    with pytest.raises(Refusal):
        away(officer, begins=begins, ends=ends)


def test_everyone_sees_the_leave_that_concerns_them(officer, colleague):
    away(officer, colleague)
    supervisor = make_user(Role.SUPERVISOR)
    assert [absences_of(one, TODAY).count() for one in (officer, colleague, supervisor, make_user())] == [1, 1, 1, 0]
