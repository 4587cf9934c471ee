"""When a person is to be contacted next, and why. Pure: facts, rules and dates in, a proposal out."""

from dataclasses import dataclass
from datetime import date, timedelta

from followup.workdays import PUBLISHED, add_workdays, next_workday
from registry.statuses import PLACED, Status

SPACING = 2  # days that lie between two contacts at the least
FIRST_CONTACT_WORKDAYS = 10  # where a case does not say
CATCH_UP = 7  # days for what should have been long ago when it is first planned: it is not all for today


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for a follow-up: at the latest so many days after what it counts from, and how much sooner it may be.

    What the days are counted from belongs to the reason: the last contact (routine, key_group), an attempt that
    reached nobody (retry), an answer awaited (open_answer), the review date (exam_review), the start of an internship
    again and again (internship), the day of a check after which it is to be made (after_start). A step is due by its
    own date; its days say how often one that stays ungiven is asked for (step_due).
    """

    why: str
    days: int
    ahead: int = SPACING
    status: str = ""  # "" is every status
    key_groups_only: bool = False

    @property
    def key(self):
        return self.why, self.status, self.key_groups_only


def defaults(routine=30, key_group=15, open_answer=7):
    """Return the product's rules with the three intervals that a standard names itself."""
    return (
        Rule("routine", routine),
        Rule("key_group", key_group),
        Rule("open_answer", open_answer),
        Rule("step_due", open_answer, ahead=5),
        Rule("retry", 3),
        Rule("retry", routine, status=Status.UNREACHABLE),  # a supervisor has said so: as often as everybody
        Rule("internship", 28),
        Rule("after_start", 7, ahead=0),  # before its date a check proves nothing
        Rule("exam_review", 0),
    )


class Rules:
    """A standard's rules over those of the product; the most particular one for a person counts."""

    def __init__(self, own=(), under=None):
        self._rules = {rule.key: rule for rule in (*(defaults() if under is None else under), *own)}
        self._found = {}

    def __iter__(self):
        return iter(self._rules.values())

    def of(self, why, standing):
        """Return the rule of a reason for a person: of the status before any, of key groups before everybody."""
        asked = (why, standing.status, standing.in_key_group)
        if asked not in self._found:
            self._found[asked] = self._most_particular(*asked)
        return self._found[asked]

    def _most_particular(self, why, status, in_key_group):
        groups = (True, False) if in_key_group else (False,)
        keys = [(why, some, group) for some in (status, "") for group in groups]
        return next(self._rules[key] for key in keys if key in self._rules)


PRODUCT = Rules()


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
    interning_since: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One follow-up: why, the first day it makes sense, and the latest day; which of them is a matter of pace."""

    why: str
    earliest_on: date
    due_on: date
    catches_up: bool = False  # its time had passed before anybody planned it: the latest day is one of grace


def next_follow_up(standing, today, rules=PRODUCT, calendar=PUBLISHED):
    """Return the most pressing Proposal for a person; its first day is a working day and never before today."""
    if standing.status in PLACED and standing.next_check_due_on:
        return _check(standing, today, rules, calendar)
    if standing.contacted_on is None:
        return _first_contact(standing, today, rules, calendar)
    due_on, rule = min(_reasons(standing, rules), key=lambda reason: reason[0])
    earliest = next_workday(max(due_on - timedelta(days=rule.ahead), _rested(standing), today), calendar)
    return _proposal(rule.why, earliest, due_on, calendar)


def _proposal(why, earliest, due_on, calendar):
    """A fresh proposal is never overdue on the day it is made."""
    latest = next_workday(due_on, calendar)
    if latest >= earliest:
        return Proposal(why, earliest, latest)
    return Proposal(why, earliest, next_workday(earliest + timedelta(days=CATCH_UP), calendar), catches_up=True)


def _rested(standing):
    """The first day on which another contact is no nuisance."""
    last = max(filter(None, (standing.opened_on, standing.last_contact_on, standing.last_attempt_on)))
    return last + timedelta(days=SPACING)


def _check(standing, today, rules, calendar):
    """Who has started work is asked only whether it lasts, on the day of the check or soon after it."""
    rule, since = rules.of("after_start", standing), max(standing.next_check_due_on, _rested(standing))
    earliest = next_workday(max(since, today), calendar)
    return _proposal("after_start", earliest, since + timedelta(days=rule.days), calendar)


def _first_contact(standing, today, rules, calendar):
    """A deadline that has passed stays passed: a person nobody has reached in time is overdue, whoever looks."""
    due_on = standing.contact_due_on or add_workdays(standing.opened_on, FIRST_CONTACT_WORKDAYS, calendar)
    if standing.last_attempt_on:
        earliest = next_workday(max(_retry_on(standing, rules), today), calendar)
        return Proposal("retry", earliest, max(due_on, earliest))
    return Proposal("first_contact", next_workday(max(today, standing.opened_on), calendar), due_on)


def _retry_on(standing, rules):
    return standing.last_attempt_on + timedelta(days=rules.of("retry", standing).days)


def _reasons(standing, rules):
    """Yield (latest day, rule) of everything that asks for a contact."""
    since = standing.last_contact_on or standing.contacted_on
    soonest = since + timedelta(days=SPACING)
    if standing.last_attempt_on and standing.last_attempt_on > since:
        yield _retry_on(standing, rules), rules.of("retry", standing)
    if standing.open_answer_since:
        rule = rules.of("open_answer", standing)
        yield max(standing.open_answer_since, since) + timedelta(days=rule.days), rule
    if standing.next_step_due_on:
        rule = rules.of("step_due", standing)
        yield _step_by(standing, since, rule), rule
    if standing.next_check_due_on:
        yield max(standing.next_check_due_on, soonest), rules.of("after_start", standing)
    if standing.review_on and standing.review_on > since:  # a contact on the day or after it was the review
        rule = rules.of("exam_review", standing)
        yield max(standing.review_on + timedelta(days=rule.days), soonest), rule
    if standing.interning_since:
        rule = rules.of("internship", standing)
        yield max(_next_beat(standing.interning_since, since, rule), soonest), rule
    if standing.in_key_group:
        rule = rules.of("key_group", standing)
        yield since + timedelta(days=rule.days), rule
    rule = rules.of("routine", standing)
    yield since + timedelta(days=rule.days), rule


def _step_by(standing, since, rule):
    """By the step's own date; what stays ungiven after it is asked for weekly, not every other day."""
    if standing.next_step_due_on > since:
        return max(standing.next_step_due_on, since + timedelta(days=SPACING))
    return since + timedelta(days=rule.days)


def _next_beat(start, since, rule):
    """The next full number of intervals after a start; a contact made a few days ahead of one was that one."""
    passed = max((since + timedelta(days=rule.ahead) - start).days, 0)
    return start + timedelta(days=(passed // rule.days + 1) * rule.days)
