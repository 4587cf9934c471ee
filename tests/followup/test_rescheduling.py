"""Visits moved together lie evenly over the days, and what is late stays late unless a supervisor grants a date."""

from collections import Counter
from datetime import date, timedelta

import pytest

from followup.models import CalendarDay, Visit
from followup.planning import plan_follow_ups
from followup.rescheduling import grant_date, reschedule, spread_of
from followup.visiting import plan_visit
from placement.accounts.models import User
from placement.accounts.roles import Role
from placement.dashboards.figures import BY_CODE, behind
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 9, 7)
FRIDAY = MONDAY + timedelta(days=4)
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture
def officer():
    return make_user()


def planned(officer, day=MONDAY, number=1):
    """So many people with a visit planned for a day, which is its latest too."""
    people = [make_case(owner=officer, on=date(2026, 8, 3)).person for _n in range(number)]
    return [plan_visit(person, planned_for=day, by=officer) for person in people]


def move(first=NEXT, last=NEXT + timedelta(days=4), *, by, on=MONDAY, reason="集中培训", **more):
    return reschedule(Visit.objects.all(), first, last, reason=reason, by=by, on=on, **more)


def days():
    return Counter(Visit.objects.planned().values_list("planned_for", flat=True))


def test_they_lie_evenly_over_the_working_days(officer):
    User.objects.filter(pk=officer.pk).update(visits_a_day=4)
    planned(officer, number=10)
    assert move(by=officer, last=NEXT + timedelta(days=5)) == 10
    assert days() == {NEXT + timedelta(days=n): 2 for n in range(5)}


def test_the_most_urgent_come_first(officer):
    User.objects.filter(pk=officer.pk).update(visits_a_day=4)
    [late], [soon] = planned(officer, FRIDAY), planned(officer, MONDAY)
    spread = spread_of(Visit.objects.all(), NEXT, NEXT + timedelta(days=1), on=MONDAY)
    assert [(shift.visit, shift.day) for shift in spread.shifts] == [
        (soon.pk, NEXT),
        (late.pk, NEXT + timedelta(days=1)),
    ]


def test_a_full_day_is_left_alone_and_each_officer_has_days_of_his_own(officer):
    User.objects.filter(pk=officer.pk).update(visits_a_day=4)
    planned(officer, NEXT, 4)
    moved, others = planned(officer, MONDAY, 2), planned(make_user(), MONDAY, 2)
    ours = Visit.objects.filter(pk__in=[one.pk for one in (*moved, *others)])
    reschedule(ours, NEXT, NEXT + timedelta(days=1), reason="培训", by=officer, on=MONDAY)
    assert set(Visit.objects.filter(pk__in=[one.pk for one in moved]).values_list("planned_for", flat=True)) == {
        NEXT + timedelta(days=1)
    }
    assert days()[NEXT] == 6


def test_days_off_are_not_used(officer):
    CalendarDay.objects.create(day=NEXT, works=False)
    planned(officer)
    move(by=officer)
    assert days() == {NEXT + timedelta(days=1): 1}


def test_a_latest_day_never_moves_and_what_is_late_stays_late(officer):
    planned(officer)
    move(by=officer, on=FRIDAY)
    visit = Visit.objects.get()
    assert (visit.planned_for, visit.due_on) == (NEXT, MONDAY)
    assert Visit.objects.overdue(FRIDAY).exists()
    missed = behind(BY_CODE["follow_up"], Person.objects.all(), on=FRIDAY, counted=False)
    assert missed.exists()


def test_the_planner_leaves_what_was_moved(officer):
    planned(officer)
    Visit.objects.update(why="routine")
    move(by=officer)
    plan_follow_ups(on=MONDAY)
    visit = Visit.objects.planned().get()
    assert (visit.planned_for, visit.due_on, visit.moved_on) == (NEXT, MONDAY, MONDAY)


def test_granted_the_new_day_is_the_latest_and_the_file_says_so(officer):
    [visit] = planned(officer)
    move(by=make_user(Role.SUPERVISOR), grants=True)
    visit.refresh_from_db()
    assert (visit.planned_for, visit.due_on) == (NEXT, NEXT)
    entry = visit.person.entries.first()
    assert (entry.act, entry.facts["due"], entry.reason) == ("visit_moved", NEXT.isoformat(), "集中培训")


def test_granting_never_makes_a_date_earlier(officer):
    [visit] = planned(officer, NEXT + timedelta(days=30))
    move(by=make_user(Role.SUPERVISOR), grants=True)
    visit.refresh_from_db()
    assert visit.due_on == NEXT + timedelta(days=30)


def test_twice_is_once(officer):
    planned(officer, number=3)
    assert [move(by=officer) for _n in range(2)] == [3, 0]
    assert Person.objects.first().entries.filter(act="visit_moved").count() == 1


def test_exactly_what_was_shown_is_done_or_nothing(officer):
    planned(officer, number=2)
    shown = spread_of(Visit.objects.all(), NEXT, NEXT + timedelta(days=4), on=MONDAY).digest
    planned(officer)
    with pytest.raises(Refusal, match="情况有变"):
        move(by=officer, previewed=shown)
    assert days() == {MONDAY: 3}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (MONDAY - timedelta(days=1), FRIDAY),
        (FRIDAY, MONDAY),
        (MONDAY, MONDAY + timedelta(days=31)),
        (date(2026, 9, 12), date(2026, 9, 13)),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(officer, first, last):
    planned(officer)
    with pytest.raises(Refusal):
        move(first, last, by=officer)


def test_moving_takes_a_reason(officer):
    planned(officer)
    with pytest.raises(Refusal, match="原因"):
        move(by=officer, reason=" ")


def test_a_full_day_is_shown_as_such(officer):
    User.objects.filter(pk=officer.pk).update(visits_a_day=2)
    planned(officer, number=3)
    spread = spread_of(Visit.objects.all(), NEXT, NEXT, on=MONDAY)
    full = spread.loads[officer.pk][NEXT]
    assert (full.before, full.comes, full.is_over, spread.after_due) == (0, 3, True, 3)


@pytest.mark.parametrize("number", [2, 12])
def test_many_take_the_same_queries(officer, number, django_assert_max_num_queries):
    planned(officer, number=number)
    with django_assert_max_num_queries(24):
        move(by=officer, last=NEXT)


# --- One date granted -----------------------------------------------------------------------------


def test_a_supervisor_grants_another_latest_day(officer):
    [visit] = planned(officer)
    grant_date(visit, due_on=NEXT, reason="本人外出考试", by=make_user(Role.SUPERVISOR), on=FRIDAY)
    visit.refresh_from_db()
    assert (visit.planned_for, visit.due_on) == (NEXT, NEXT)
    assert visit.person.entries.first().facts["due"] == NEXT.isoformat()


@pytest.mark.parametrize(("due_on", "reason"), [(NEXT, " "), (MONDAY, "考试")])
def test_a_grant_has_a_reason_and_a_day_to_come(officer, due_on, reason):
    [visit] = planned(officer)
    with pytest.raises(Refusal):
        grant_date(visit, due_on=due_on, reason=reason, by=make_user(Role.SUPERVISOR), on=FRIDAY)


def test_what_was_made_meanwhile_gets_no_date(officer):
    [visit] = planned(officer)
    Visit.objects.update(cancelled_on=FRIDAY)
    with pytest.raises(Refusal, match="已取消"):
        grant_date(visit, due_on=NEXT, reason="考试", by=make_user(Role.SUPERVISOR), on=FRIDAY)
