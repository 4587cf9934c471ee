"""Overdue visits climb from the officer to the street and the county, and fall off by themselves."""

from datetime import date, timedelta

import pytest

from followup.escalating import climb_overdue, overdue_of, tell_overdue
from followup.models import CalendarDay, Escalation, Standard, Visit
from followup.visiting import cancel_visit, plan_visit
from placement.accounts.roles import Role
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_case, make_station, make_user
from tests.followup.doors import visit as make_visit

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 7)  # a Monday of a week without holidays


@pytest.fixture
def city():
    city = make_station("白杨市", level="city")
    county = make_station("161团", parent=city, level="county")
    street = make_station("龙泉街道", parent=county, level="street")
    return {
        "city": city,
        "county": county,
        "street": street,
        "village": make_station("一村", parent=street, level="community"),
    }


@pytest.fixture
def officer(city):
    return make_user(station=city["village"])


@pytest.fixture
def late(officer):
    return overdue(officer)


def overdue(officer, due_on=DUE):
    person = make_case(owner=officer, on=date(2026, 8, 3)).person
    return plan_visit(person, planned_for=due_on, by=officer)


def after(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "level", "since"),
    [(1, "village", 1), (3, "village", 1), (4, "street", 4), (9, "street", 4), (10, "county", 10), (40, "county", 10)],
)
def test_it_climbs_with_the_working_days_that_passed(late, city, days, level, since):
    climb_overdue(on=after(days))
    row = Escalation.objects.get()
    assert (row.station.name, row.since) == (city[level].name, after(since))


def test_on_its_day_nothing_is_overdue(late):
    assert climb_overdue(on=DUE) == 0


def test_a_day_the_office_has_off_does_not_count(late, city):
    CalendarDay.objects.create(day=after(1), works=False)
    climb_overdue(on=after(4))
    assert Escalation.objects.get().station == city["village"]


def test_a_standard_says_how_soon(late, city):
    Standard.objects.update(street_after_workdays=1, county_after_workdays=2)
    climb_overdue(on=after(3))
    assert Escalation.objects.get().station == city["county"]


def test_where_there_is_no_street_the_next_above_answers(city):
    overdue(make_user(station=city["county"]))
    climb_overdue(on=after(5))
    assert Escalation.objects.get().station == city["county"]


def test_a_second_run_changes_nothing(late):
    assert [climb_overdue(on=after(5)) for _n in range(2)] == [1, 0]


def test_a_night_that_was_missed_is_made_up_for(late):
    climb_overdue(on=after(1))
    assert climb_overdue(on=after(12)) == 1
    assert Escalation.objects.get().since == after(10)


@pytest.mark.parametrize("people", [1, 8])
def test_very_many_take_the_same_queries(officer, people, django_assert_max_num_queries):
    for number in range(people):
        overdue(officer, DUE - timedelta(days=number % 2 * 30))
    with django_assert_max_num_queries(12):
        climb_overdue(on=after(5))


# --- Falling off ----------------------------------------------------------------------------------


def made(visit, by):
    make_visit(visit.person, by, made_on=after(5))


def cancelled(visit, by):
    cancel_visit(visit, reason="迁出", by=by, on=after(5))


def replanned(visit, by):
    plan_visit(visit.person, planned_for=after(9), by=by)


@pytest.mark.parametrize("act", [made, cancelled, replanned])
def test_what_is_overdue_no_longer_is_gone_at_once(late, officer, city, act):
    climb_overdue(on=after(4))
    supervisor = make_user(Role.SUPERVISOR, station=city["street"])
    assert overdue_of(supervisor, after(5))["mine"].count() == 1
    act(late, officer)
    assert not any(rows.exists() for rows in overdue_of(supervisor, after(5)).values())
    climb_overdue(on=after(5))
    assert not Escalation.objects.exists()


def test_each_supervisor_sees_what_climbed_so_far_and_only_below(late, officer, city):
    overdue(officer, after(8))
    climb_overdue(on=after(10))
    seen = {
        level: {
            code: rows.count()
            for code, rows in overdue_of(make_user(Role.SUPERVISOR, station=station), after(10)).items()
        }
        for level, station in city.items()
    }
    assert seen["county"] == {"mine": 1, "below": 0, "officers": 1, "silent": 2}
    assert seen["street"] == seen["city"] == {"mine": 0, "below": 1, "officers": 1, "silent": 2}
    elsewhere = make_user(Role.SUPERVISOR, station=make_station("外市"))
    assert not any(rows.exists() for rows in overdue_of(elsewhere, after(10)).values())


def test_before_any_night_has_run_what_is_overdue_is_there_already(late, city):
    supervisor = make_user(Role.SUPERVISOR, station=city["street"])
    counts = {code: visits.count() for code, visits in overdue_of(supervisor, after(9)).items()}
    assert counts == {"mine": 0, "below": 0, "officers": 1, "silent": 1}


@pytest.mark.parametrize("level", ["county", "street", "village"])
def test_the_parts_add_up_to_what_is_overdue(officer, city, level):
    for days in (0, 3, 8, 9):
        overdue(officer, after(days))
    climb_overdue(on=after(9))
    overdue(officer, after(7))
    sides = overdue_of(make_user(Role.SUPERVISOR, station=city[level]), after(10))
    assert (
        sum(sides[code].count() for code in ("mine", "below", "officers"))
        == Visit.objects.overdue(after(10)).count()
        == 5
    )


def test_who_moved_to_another_station_climbs_there(late, city):
    climb_overdue(on=after(4))
    other = make_station("西城街道", parent=city["county"], level="street")
    Person.objects.update(station=other)
    climb_overdue(on=after(4))
    assert Escalation.objects.get().station == other


# --- Why ------------------------------------------------------------------------------------------


def test_the_officer_says_why_before_any_night_has_run(late, officer):
    row = tell_overdue(late, reason="road", note_text="大雪封路", by=officer, on=after(1))
    assert (row.rung, row.reason, row.reason_by) == (1, "road", officer)
    entry = late.person.entries.first()
    assert (entry.act, entry.facts["reason"], entry.reason) == ("overdue_told", "road", "大雪封路")


def test_the_reason_stays_while_it_climbs(late, officer):
    tell_overdue(late, reason="road", note_text="", by=officer, on=after(1))
    climb_overdue(on=after(12))
    row = Escalation.objects.get()
    assert (row.rung, row.reason) == (3, "road")


def test_the_same_said_twice_is_said_once(late, officer):
    for _n in range(2):
        tell_overdue(late, reason="road", note_text="", by=officer, on=after(1))
    assert late.person.entries.filter(act="overdue_told").count() == 1


def test_what_is_not_overdue_needs_no_reason(late, officer):
    with pytest.raises(Refusal, match="没有逾期"):
        tell_overdue(late, reason="road", note_text="", by=officer, on=DUE)


def test_another_reason_needs_words(late, officer):
    with pytest.raises(Refusal, match="说明"):
        tell_overdue(late, reason="other", note_text=" ", by=officer, on=after(1))
    assert not Visit.objects.filter(escalation__isnull=False).exists()
