"""When a person is to be contacted next, and why."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.cadence import Rule, Rules, Standing, defaults, next_follow_up
from followup.workdays import PUBLISHED, is_workday, next_workday
from registry.statuses import PLACED, Status

TODAY = date(2026, 9, 14)  # a Monday
MET = Standing(
    opened_on=date(2026, 8, 3),
    status=Status.SEEKING,
    contacted_on=date(2026, 9, 11),
    last_contact_on=date(2026, 9, 11),
    last_attempt_on=date(2026, 9, 11),
)


def ask(today=TODAY, rules=(), **changes):
    facts = {name: getattr(MET, name) for name in Standing.__dataclass_fields__} | changes
    return next_follow_up(Standing(**facts), today, Rules(rules))


def test_a_new_name_is_called_at_once_and_by_the_deadline():
    fresh = Standing(opened_on=TODAY, contact_due_on=date(2026, 9, 29))
    proposal = next_follow_up(fresh, TODAY)
    assert (proposal.why, proposal.earliest_on, proposal.due_on) == ("first_contact", TODAY, date(2026, 9, 29))


def test_a_missed_first_deadline_stays_missed():
    late = Standing(opened_on=date(2026, 8, 3), contact_due_on=date(2026, 8, 17))
    assert next_follow_up(late, TODAY).due_on == date(2026, 8, 17)


def test_who_was_not_reached_is_tried_again_soon():
    tried = Standing(opened_on=TODAY, contact_due_on=date(2026, 9, 29), last_attempt_on=TODAY)
    proposal = next_follow_up(tried, TODAY)
    assert (proposal.why, proposal.earliest_on) == ("retry", date(2026, 9, 17))


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
    proposal = next_follow_up(MET, TODAY, Rules(under=defaults(routine=10)))
    assert proposal.due_on == date(2026, 9, 21)


def test_a_rule_of_the_standards_own_stands_before_that_of_the_product():
    proposal = ask(rules=[Rule("routine", 10, ahead=4)])
    assert (proposal.earliest_on, proposal.due_on) == (date(2026, 9, 17), date(2026, 9, 21))


def test_a_rule_for_a_status_counts_for_nobody_else():
    weekly = [Rule("routine", 7, status=Status.SIGNING)]
    assert ask(rules=weekly, status=Status.SIGNING).due_on == date(2026, 9, 18)
    assert ask(rules=weekly) == ask()


@pytest.mark.parametrize(("in_group", "due_on"), [(True, date(2026, 9, 14)), (False, date(2026, 9, 18))])
def test_key_groups_are_asked_for_an_answer_sooner_where_a_rule_says_so(in_group, due_on):
    soon = [Rule("open_answer", 3, key_groups_only=True)]
    assert ask(rules=soon, in_key_group=in_group, open_answer_since=date(2026, 9, 11)).due_on == due_on


def test_a_status_is_more_particular_than_a_group():
    rules = Rules([Rule("routine", 20, key_groups_only=True), Rule("routine", 9, status=Status.SEEKING)])
    assert rules.of("routine", Standing(TODAY, status=Status.SEEKING, in_key_group=True)).days == 9


@pytest.mark.parametrize(
    ("since", "due_on"),
    [
        (date(2026, 8, 20), date(2026, 9, 17)),
        (date(2026, 8, 14), date(2026, 10, 9)),  # met the day before the second beat: that one is the fourth of them
        (date(2026, 9, 11), date(2026, 10, 9)),  # the beat is the day they were met
    ],
)
def test_an_intern_is_followed_up_counted_from_the_start(since, due_on):
    proposal = ask(interning_since=since, status=Status.INTERNING)
    assert (proposal.why, proposal.due_on) == ("internship", due_on)


def test_an_overdue_step_is_a_reason_weekly_not_every_other_day():
    proposal = ask(next_step_due_on=date(2026, 8, 31))
    assert (proposal.why, proposal.due_on) == ("step_due", date(2026, 9, 18))


def test_nobody_is_called_again_on_the_day_they_were_met():
    assert ask(date(2026, 9, 11), next_step_due_on=date(2026, 9, 16)).earliest_on == TODAY


def test_a_contact_after_the_review_date_was_the_review():
    assert ask(review_on=date(2026, 9, 10)).why == "routine"


def test_what_should_have_been_long_ago_gets_a_week_when_it_is_first_planned():
    proposal = ask(contacted_on=date(2026, 7, 1), last_contact_on=date(2026, 7, 1), last_attempt_on=date(2026, 7, 1))
    assert (proposal.earliest_on, proposal.due_on, proposal.catches_up) == (TODAY, date(2026, 9, 21), True)


@pytest.mark.parametrize("status", sorted(PLACED))
def test_who_has_started_work_is_asked_only_whether_it_lasts(status):
    proposal = ask(
        status=status, in_key_group=True, next_check_due_on=date(2026, 10, 19), next_step_due_on=date(2026, 9, 16)
    )
    assert (proposal.why, proposal.earliest_on) == ("after_start", date(2026, 10, 19))
    assert proposal.due_on > proposal.earliest_on


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
    interning_since=MAYBE,
)


@given(STANDINGS, SOME_DAY)
def test_a_proposal_is_a_working_day_not_before_today(standing, today):
    proposal = next_follow_up(standing, today)
    assert proposal.earliest_on >= today
    assert is_workday(proposal.earliest_on)


@given(STANDINGS, SOME_DAY)
def test_only_a_missed_first_contact_is_overdue_when_it_is_proposed(standing, today):
    proposal = next_follow_up(standing, today)
    assert proposal.why == "first_contact" or proposal.due_on >= proposal.earliest_on


@given(STANDINGS, SOME_DAY)
def test_a_proposal_for_a_later_day_is_the_same_tomorrow(standing, today):
    proposal = next_follow_up(standing, today)
    if proposal.earliest_on > today + timedelta(days=1):
        assert next_follow_up(standing, today + timedelta(days=1)) == proposal


@given(STANDINGS, SOME_DAY, st.lists(SOME_DAY, max_size=5, unique=True))
def test_the_offices_own_days_off_are_no_first_days(standing, today, days_off):
    calendar = PUBLISHED.with_days(dict.fromkeys(days_off, False))
    proposal = next_follow_up(standing, today, calendar=calendar)
    assert next_workday(proposal.earliest_on, calendar) == proposal.earliest_on
