"""When a person is to be contacted next, and why. Pure: facts and dates in, a proposal out."""

from dataclasses import dataclass
from datetime import date, timedelta

from followup.workdays import add_workdays, next_workday
from registry.statuses import PLACED, Status

RETRY_DAYS = 3  # after a call that reached nobody
STEP_AHEAD = 5  # days before a step's date that it becomes a reason to call
SPACING = 2  # days that lie between two contacts at the least
CHECK_WINDOW = 7  # days after a check's date in which it is to be made; before its date it proves nothing


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
    if standing.status in PLACED and standing.next_check_due_on:
        return _check(standing, today)
    if standing.contacted_on is None:
        return _first_contact(standing, today)
    why, due_on = min(_reasons(standing), key=lambda reason: reason[1])
    return _proposal(why, due_on, max(today, _rested(standing)))


def _rested(standing):
    """The first day on which another contact is no nuisance."""
    last = max(filter(None, (standing.opened_on, standing.last_contact_on, standing.last_attempt_on)))
    return last + timedelta(days=SPACING)


def _check(standing, today):
    """Who has started work is asked only whether it lasts, on the day of the check or soon after it."""
    planned_for = next_workday(max(standing.next_check_due_on, _rested(standing), today))
    return Proposal("after_start", planned_for, next_workday(planned_for + timedelta(days=CHECK_WINDOW)))


def _first_contact(standing, today):
    """A deadline that has passed stays passed: a person nobody has reached in time is overdue, whoever looks."""
    due_on = standing.contact_due_on or add_workdays(standing.opened_on, 10)
    if standing.last_attempt_on:
        planned_for = next_workday(max(_retry_on(standing), today))
        return Proposal("retry", planned_for, max(due_on, planned_for))
    return Proposal("first_contact", next_workday(max(today, standing.opened_on)), due_on)


def _retry_on(standing):
    """Soon, until a supervisor has called the person unreachable; from then on as often as everybody."""
    days = standing.routine_days if standing.status == Status.UNREACHABLE else RETRY_DAYS
    return standing.last_attempt_on + timedelta(days=days)


def _reasons(standing):
    """Yield (why, latest day) of everything that asks for a contact."""
    since = standing.last_contact_on or standing.contacted_on
    if standing.last_attempt_on and standing.last_attempt_on > since:
        yield "retry", _retry_on(standing)
    if standing.open_answer_since:
        yield "open_answer", max(standing.open_answer_since, since) + timedelta(days=standing.open_answer_days)
    if standing.next_step_due_on:
        yield "step_due", _step_by(standing, since)
    if standing.next_check_due_on:
        yield "after_start", max(standing.next_check_due_on, since + timedelta(days=SPACING))
    if standing.review_on and standing.review_on > since:  # a contact on the day or after it was the review
        yield "exam_review", max(standing.review_on, since + timedelta(days=SPACING))
    if standing.in_key_group:
        yield "key_group", since + timedelta(days=standing.key_group_days)
    yield "routine", since + timedelta(days=standing.routine_days)


def _step_by(standing, since):
    """By the step's own date; what stays ungiven after it is asked for weekly, not every other day."""
    if standing.next_step_due_on > since:
        return max(standing.next_step_due_on, since + timedelta(days=SPACING))
    return since + timedelta(days=standing.open_answer_days)


def _proposal(why, due_on, earliest):
    """Plan a few days before the latest day; a fresh proposal is never overdue on the day it is made."""
    ahead = STEP_AHEAD if why == "step_due" else SPACING
    planned_for = next_workday(max(due_on - timedelta(days=ahead), earliest))
    return Proposal(why, planned_for, next_workday(max(due_on, earliest)))
