"""What a standard promises, when it is due, and how it is drawn."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.flow import draw, spell, state_of, steps_of
from followup.workdays import is_workday

TODAY = date(2026, 9, 15)


@dataclass
class Promised:
    times: int
    within_days: int


@dataclass
class Taken:
    """A step as the rules see it."""

    kind: str = "push"
    promise_id: int = 1
    due_on: date = TODAY
    offered_on: date | None = None
    done_on: date | None = None
    excused_on: date | None = None

    def get_excuse_display(self):
        return "本人书面谢绝"


def test_every_time_a_service_is_promised_is_a_step():
    steps = list(steps_of([Promised(1, 15), Promised(3, 60)], date(2026, 9, 1)))
    assert [(promise.times, number) for promise, number, _due in steps] == [(1, 1), (3, 1), (3, 2), (3, 3)]
    assert {due_on for _promise, _number, due_on in steps} == {date(2026, 9, 16), date(2026, 11, 2)}


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.integers(1, 5), st.integers(0, 200))
def test_no_step_is_due_early_or_on_a_rest_day(opened_on, times, within):
    for _promise, _number, due_on in steps_of([Promised(times, within)], opened_on):
        assert due_on >= opened_on + timedelta(days=within)
        assert is_workday(due_on)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (Taken(), "empty"),
        (Taken(offered_on=TODAY), "offered"),
        (Taken(due_on=date(2026, 9, 14)), "late"),
        (Taken(due_on=date(2026, 9, 14), offered_on=TODAY), "late"),
        (Taken(due_on=date(2026, 9, 14), done_on=TODAY), "done"),
        (Taken(excused_on=TODAY), "excused"),
    ],
)
def test_a_pip_shows_what_became_of_its_step(step, state):
    assert state_of(step, TODAY) == state


def test_the_summary_says_what_the_pips_show():
    steps = [
        Taken(done_on=TODAY),
        Taken(due_on=date(2026, 9, 12)),
        Taken(kind="guidance", promise_id=2, excused_on=TODAY),
    ]
    pips = draw(steps, TODAY)
    assert pips.characters == spell(steps, TODAY) == "●◎  ⊘"
    assert pips.summary == "岗位推送 1/2，职业指导 0/1，岗位推送逾期 3 天"
    assert [(group.kind, group.done, group.total, group.late_days) for group in pips] == [
        ("push", 1, 2, 3),
        ("guidance", 0, 1, 0),
    ]
