"""Working days, make-up days and deadlines on the office's calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.workdays import LAST_ANNOUNCED, add_workdays, due_after, is_announced, is_workday, next_workday

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 1), True),  # a Tuesday
        (date(2026, 9, 5), False),  # a Saturday
        (date(2026, 9, 20), True),  # a Sunday worked before the holidays
        (date(2026, 10, 1), False),  # the National Day
        (date(2026, 10, 10), True),  # a Saturday worked after them
    ],
)
def test_holidays_rest_and_make_up_days_work(day, works):
    assert is_workday(day) is works


def test_a_year_nobody_has_announced_knows_only_weekends():
    year = LAST_ANNOUNCED + 1
    assert is_announced(LAST_ANNOUNCED)
    assert not is_announced(year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert all(is_workday(day) == (day.weekday() < 5) for day in days)


def test_ten_working_days_leap_over_the_national_week():
    assert add_workdays(date(2026, 9, 28), 10) == date(2026, 10, 16)


def test_a_deadline_in_the_holidays_moves_behind_them():
    assert due_after(date(2026, 9, 17), 15) == date(2026, 10, 8)


@given(DAYS, st.integers(0, 400))
def test_a_deadline_is_a_working_day_and_moves_on_as_little_as_possible(day, days):
    due_on = due_after(day, days)
    skipped = (due_on - (day + timedelta(days=days))).days
    assert skipped >= 0
    assert is_workday(due_on)
    assert not any(is_workday(due_on - timedelta(days=back)) for back in range(1, skipped + 1))


@given(DAYS, st.integers(0, 60))
def test_so_many_working_days_lie_between(day, count):
    end = add_workdays(day, count)
    assert sum(is_workday(day + timedelta(days=n)) for n in range(1, (end - day).days + 1)) == count


@given(DAYS, DAYS)
def test_an_earlier_start_is_never_due_later(one, other):
    one, other = sorted((one, other))
    assert next_workday(one) <= next_workday(other)
    assert due_after(one, 60) <= due_after(other, 60)
