"""When a person is to be contacted next, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cadence import Standing, next_follow_up
from followup.workdays import is_workday
from registry.statuses import PLACED, Status

TODAY = date(2026, 9, 14)  # a Monday
MET = Standing(
    opened_on=date(2026, 8, 3),
    status=Status.SEEKING,
    contacted_on=date(2026, 9, 11),
    last_contact_on=date(2026, 9, 11),
    last_attempt_on=date(2026, 9, 11),
)


def ask(today=TODAY, **changes):
    facts = {name: getattr(MET, name) for name in Standing.__dataclass_fields__} | changes
    return next_follow_up(Standing(**facts), today)


def test_a_new_name_is_called_at_once_and_by_the_deadline():
    fresh = Standing(opened_on=TODAY, contact_due_on=date(2026, 9, 29))
    proposal = next_follow_up(fresh, TODAY)
    assert (proposal.why, proposal.planned_for, proposal.due_on) == ("first_contact", TODAY, date(2026, 9, 29))


def test_a_missed_first_deadline_stays_missed():
    late = Standing(opened_on=date(2026, 8, 3), contact_due_on=date(2026, 8, 17))
    assert next_follow_up(late, TODAY).due_on == date(2026, 8, 17)


def test_who_was_not_reached_is_tried_again_soon():
    tried = Standing(opened_on=TODAY, contact_due_on=date(2026, 9, 29), last_attempt_on=TODAY)
    proposal = next_follow_up(tried, TODAY)
    assert (proposal.why, proposal.planned_for) == ("retry", date(2026, 9, 17))


def test_who_is_called_unreachable_is_tried_no_oftener_than_others():
    proposal = ask(status=Status.UNREACHABLE, last_attempt_on=TODAY)
    assert proposal.due_on - TODAY > timedelta(days=25)


@pytest.mark.parametrize(
    ("facts", "why", "due_on"),
    [
        ({}, "routine", date(2026, 10, 12)),  # 30 days are a Sunday
        ({"in_key_group": True}, "key_group", date(2026, 9, 28)),  # 15 days are a Saturday
        ({"open_answer_since": date(2026, 9, 11)}, "open_answer", date(2026, 9, 18)),
        ({"next_step_due_on": date(2026, 9, 23)}, "step_due", date(2026, 9, 23)),
        ({"review_on": date(2026, 9, 30)}, "exam_review", date(2026, 9, 30)),
    ],
)
def test_the_most_pressing_reason_is_named(facts, why, due_on):
    proposal = ask(**facts)
    assert (proposal.why, proposal.due_on) == (why, due_on)


def test_a_standard_says_how_often():
    assert ask(routine_days=10).due_on == date(2026, 9, 21)


def test_an_overdue_step_is_a_reason_weekly_not_every_other_day():
    proposal = ask(next_step_due_on=date(2026, 8, 31))
    assert (proposal.why, proposal.due_on) == ("step_due", date(2026, 9, 18))


def test_nobody_is_called_again_on_the_day_they_were_met():
    assert ask(date(2026, 9, 11), next_step_due_on=date(2026, 9, 16)).planned_for == TODAY


def test_a_contact_after_the_review_date_was_the_review():
    assert ask(review_on=date(2026, 9, 10)).why == "routine"


@pytest.mark.parametrize("status", sorted(PLACED))
def test_who_has_started_work_is_asked_only_whether_it_lasts(status):
    proposal = ask(
        status=status, in_key_group=True, next_check_due_on=date(2026, 10, 19), next_step_due_on=date(2026, 9, 16)
    )
    assert (proposal.why, proposal.planned_for) == ("after_start", date(2026, 10, 19))
    assert proposal.due_on > proposal.planned_for


def test_who_is_placed_without_a_check_is_still_followed_up():
    assert ask(status=Status.EMPLOYED).why == "routine"


SOME_DAY = st.dates(date(2026, 7, 1), date(2026, 12, 31))
MAYBE = st.none() | SOME_DAY
STANDINGS = st.builds(
    Standing,
    opened_on=SOME_DAY,
    status=st.sampled_from(sorted(Status)),
    contact_due_on=MAYBE,
    contacted_on=MAYBE,
    last_contact_on=MAYBE,
    last_attempt_on=MAYBE,
    in_key_group=st.booleans(),
    open_answer_since=MAYBE,
    next_step_due_on=MAYBE,
    next_check_due_on=MAYBE,
    review_on=MAYBE,
)


@given(STANDINGS, SOME_DAY)
def test_a_proposal_is_a_working_day_not_before_today(standing, today):
    proposal = next_follow_up(standing, today)
    assert proposal.planned_for >= today
    assert is_workday(proposal.planned_for)


@given(STANDINGS, SOME_DAY)
def test_only_a_missed_first_contact_is_overdue_when_it_is_proposed(standing, today):
    proposal = next_follow_up(standing, today)
    assert proposal.why == "first_contact" or proposal.due_on >= proposal.planned_for


@given(STANDINGS, SOME_DAY)
def test_a_proposal_for_a_later_day_is_the_same_tomorrow(standing, today):
    proposal = next_follow_up(standing, today)
    if proposal.planned_for > today + timedelta(days=1):
        assert next_follow_up(standing, today + timedelta(days=1)) == proposal
