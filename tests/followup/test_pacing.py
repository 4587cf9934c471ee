"""Which day of those that suit: an officer's visits spread over the working days they allow."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cadence import Proposal
from followup.pacing import Pace
from followup.workdays import is_workday, next_workday

MONDAY = date(2026, 9, 14)
FRIDAY = date(2026, 9, 18)
WEEK = Proposal("routine", MONDAY, FRIDAY)
OFFICER, OTHER = 1, 2


def placed(pace, count, proposal=WEEK, officer=OFFICER):
    return [pace.place(officer, proposal) for _n in range(count)]


def test_a_weeks_visits_do_not_all_fall_on_monday():
    days = Counter(placed(Pace(MONDAY, capacities={OFFICER: 12}), 50))
    assert len(days) == 5
    assert max(days.values()) <= 12


def test_the_first_day_is_taken_while_it_is_light():
    assert placed(Pace(MONDAY, capacities={OFFICER: 12}), 4) == [MONDAY] * 3 + [MONDAY + timedelta(days=1)]


def test_who_can_do_more_a_day_gets_more_of_them_early():
    assert placed(Pace(MONDAY, capacities={OFFICER: 24}), 6) == [MONDAY] * 6


def test_what_should_have_been_made_before_fills_today():
    pace = Pace(MONDAY, capacities={OFFICER: 12})
    pace.take(OFFICER, date(2026, 9, 3), visits=12)
    assert MONDAY not in placed(pace, 40)


def test_officers_do_not_fill_each_others_days():
    pace = Pace(MONDAY)
    pace.take(OTHER, MONDAY, visits=30)
    assert placed(pace, 1) == [MONDAY]


def test_a_day_away_is_left_free():
    away = {MONDAY, date(2026, 9, 15)}
    assert not away & set(placed(Pace(MONDAY, away={OFFICER: away}), 40))


def test_who_is_away_all_the_time_still_keeps_the_latest_day():
    week = {MONDAY + timedelta(days=number) for number in range(5)}
    assert max(placed(Pace(MONDAY, away={OFFICER: week}), 40)) <= FRIDAY


def test_a_visit_that_leaves_a_day_makes_room_there():
    pace = Pace(MONDAY, capacities={OFFICER: 4})
    placed(pace, 5)
    pace.take(OFFICER, MONDAY, visits=-1)
    assert placed(pace, 1) == [MONDAY]


def test_nobodys_visit_is_for_its_first_day():
    assert placed(Pace(MONDAY), 9, officer=None) == [MONDAY] * 9


def test_an_overdue_visit_is_for_its_first_day():
    assert placed(Pace(MONDAY), 9, Proposal("first_contact", MONDAY, date(2026, 9, 1))) == [MONDAY] * 9


@pytest.mark.parametrize("days", [400, 40_000])
def test_a_year_to_do_it_in_is_not_waited_out(days):
    last = max(placed(Pace(MONDAY), 600, Proposal("exam_review", MONDAY, MONDAY + timedelta(days=days))))
    assert last < MONDAY + timedelta(days=90)


SOME_DAY = st.dates(date(2026, 7, 1), date(2026, 12, 31)).map(next_workday)
PROPOSALS = st.builds(
    lambda first, days: Proposal("routine", first, next_workday(first + timedelta(days=days))),
    SOME_DAY,
    st.integers(0, 30),
)


@given(st.lists(st.tuples(st.sampled_from([OFFICER, OTHER, None]), PROPOSALS), max_size=40))
def test_every_visit_is_on_a_working_day_in_its_time_and_again_the_same(asked):
    one, other = Pace(MONDAY), Pace(MONDAY)
    for officer, proposal in asked:
        day = one.place(officer, proposal)
        assert proposal.earliest_on <= day <= proposal.due_on
        assert is_workday(day)
        assert day == other.place(officer, proposal)
