"""When a person is to be contacted next, and why. Pure: facts and dates in, a proposal out."""

from dataclasses import dataclass
from datetime import date, timedelta

from followup.workdays import add_workdays, next_workday
from registry.statuses import Status

RETRY_DAYS = 3  # after a call that reached nobody
STEP_AHEAD = 5  # days before a step's date that it becomes a reason to call
SPACING = 2  # days that lie between two contacts at the least


@dataclass(frozen=True, slots=True)
class Standing:
    """What the cadence looks at, for one person."""

    opened_on: date
    status: str = Status.TO_VERIFY
    contact_due_on: date | None = None
    contacted_on: date | None = None
    last_contact_on: date | None = None
    last_attempt_on: date | None = None  # the last visit made, whoever was reached
    in_key_group: bool = False
    open_answer_since: date | None = None
    next_step_due_on: date | None = None
    next_check_due_on: date | None = None
    review_on: date | None = None
    routine_days: int = 30
    key_group_days: int = 15
    open_answer_days: int = 7


@dataclass(frozen=True, slots=True)
class Proposal:
    """One follow-up: why, the day it is proposed for, and the latest day."""

    why: str
    planned_for: date
    due_on: date


def next_follow_up(standing, today):
    """Return the most pressing Proposal for a person, never before today and always on a working day."""
    if standing.contacted_on is None:
        return _first_contact(standing, today)
    reasons = sorted(_reasons(standing), key=lambda reason: reason[1])
    why, due_on = reasons[0]
    return _proposal(why, due_on, today)


def _first_contact(standing, today):
    due_on = standing.contact_due_on or add_workdays(standing.opened_on, 10)
    if standing.last_attempt_on:
        retry_on = standing.last_attempt_on + timedelta(days=RETRY_DAYS)
        return Proposal("retry", next_workday(max(retry_on, today)), max(due_on, next_workday(retry_on)))
    return Proposal("first_contact", next_workday(max(today, standing.opened_on)), due_on)


def _reasons(standing):
    """Yield (why, latest day) of everything that asks for a contact."""
    since = standing.last_contact_on or standing.contacted_on
    if standing.last_attempt_on and standing.last_attempt_on > since:
        yield "retry", standing.last_attempt_on + timedelta(days=RETRY_DAYS)
    if standing.open_answer_since:
        yield "open_answer", max(standing.open_answer_since, since) + timedelta(days=standing.open_answer_days)
    if standing.next_step_due_on:
        yield "step_due", max(standing.next_step_due_on, since + timedelta(days=SPACING))
    if standing.next_check_due_on:
        yield "after_start", max(standing.next_check_due_on, since + timedelta(days=SPACING))
    if standing.review_on:
        yield "exam_review", max(standing.review_on, since + timedelta(days=SPACING))
    if standing.in_key_group:
        yield "key_group", since + timedelta(days=standing.key_group_days)
    yield "routine", since + timedelta(days=standing.routine_days)


def _proposal(why, due_on, today):
    """Plan a few days before the latest day; a fresh proposal is never overdue on the day it is made."""
    ahead = STEP_AHEAD if why == "step_due" else SPACING
    planned_for = next_workday(max(due_on - timedelta(days=ahead), today))
    return Proposal(why, planned_for, next_workday(max(due_on, today)))
