"""The yes-or-no facts a person carries as of a day, worked out in SQL; every figure is made of these and nothing else.

Dated facts (visits, cases, outcomes, checks) are read as they were known on the day. Status, willingness and station
are those of now: what they were on a past day is kept by that day's snapshot, taken when it was today.
"""

from datetime import timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from followup.models import Case, Lost, Outcome, OutcomeCheck, Step, Visit
from registry.statuses import OUT, Status, Willingness

PERIOD = 30  # days looked back for follow-ups that were due
STABLE_DAYS = 180  # still at work after so many days is stable
WILLING = Q(willingness__in=(Willingness.WILLING, Willingness.SETTLED))  # who has found work wished to


def registered(people, on):
    """The people a rate may speak of on a day: registered by then and still in scope."""
    return people.filter(registered_on__lte=on).exclude(status__in=OUT)


def last_cases(on):
    """The case that counts for each person: the last one opened by a day. A reopened case promises anew."""
    begun = Case.objects.filter(opened_on__lte=on)
    same_day = Q(opened_on=OuterRef("opened_on"), pk__gt=OuterRef("pk"))
    later = begun.filter(Q(opened_on__gt=OuterRef("opened_on")) | same_day, person=OuterRef("person"))
    return begun.filter(~Exists(later))


def promised(on, **claims):
    """Whether a case promises anything from which it has not been freed; claims narrow it to some of its steps."""
    kept = Q(excused_on=None) | Q(excused_on__gt=on)
    return Exists(Step.objects.filter(kept, case=OuterRef("pk"), **claims))


def running(on):
    """Whether a case still has time: a promise whose date has not passed."""
    return promised(on, due_on__gte=on)


def mature(on):
    """Whether a case can be judged: completed, or all its dates have passed. One freed of everything never can."""
    return completed(on) | (promised(on) & ~running(on))


def completed(on):
    """Whether a case had been completed; yes or no, never NULL."""
    return Q(completed_on__isnull=False, completed_on__lte=on)


def lost(on):
    """Whether a supervisor had found the person unreachable, as of a day; the status alone, without proof, is none."""
    return Q(Exists(Lost.objects.found(on).filter(person=OuterRef("pk"))), status=Status.UNREACHABLE)


def facts(on):
    """Return {name: expression} of every fact as of a day."""
    person = OuterRef("pk")
    cases = Case.objects.filter(person=person, opened_on__lte=on)
    last = last_cases(on).filter(person=person)
    made = Visit.objects.made().filter(person=person, made_on__lte=on)
    again = made.filter(result__in=Visit.REACHED).exclude(why=Visit.Why.FIRST_CONTACT)
    due = Visit.objects.filter(person=person, stands=True, due_on__gte=on - timedelta(days=PERIOD), due_on__lt=on)
    due = due.filter(Q(cancelled_on=None) | Q(cancelled_on__gt=on))
    outcomes = Outcome.objects.filter(person=person, started_on__lte=on)
    checks = OutcomeCheck.objects.filter(outcome__person=person, days__gte=STABLE_DAYS, due_on__lte=on)
    return {
        "willing": _claim(WILLING),
        "verified": _claim(Q(Exists(made)) & ~Q(status=Status.TO_VERIFY)),
        "findable": _claim(~lost(on)),
        "contacted": Exists(cases.filter(contacted_on__lte=on)),
        "served": Exists(cases.filter(served_on__lte=on)),
        "due": Exists(due),
        "kept": ~Exists(due.filter(Q(made_on=None) | Q(made_on__gt=on))),
        "again": Exists(again),
        "mature": Exists(last.filter(mature(on))),
        "completed": Exists(last.filter(completed(on))),
        "placed": Exists(outcomes.filter(Q(ended_on=None) | Q(ended_on__gt=on))),
        "check_due": Exists(checks),
        "stable": Exists(checks.filter(still_there=True, checked_on__lte=on)),
    }


def _claim(condition):
    return ExpressionWrapper(condition, output_field=BooleanField())
