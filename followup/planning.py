"""The plan of the day: the next follow-up of every open case, as the cadence has it now. Twice changes nothing."""

from collections import defaultdict

from django.db.models import DateField, Exists, F, FilteredRelation, Max, Min, OuterRef, Q, Subquery

from followup.cadence import Standing, next_follow_up
from followup.models import Case, OutcomeCheck, Plan, Step, Visit
from matching.models import Push
from registry.models import GroupMembership
from registry.statuses import OUT

CHUNK = 2000


def _day(queryset, by, field, aggregate=Min):
    """A subquery of the first (or last) date of a field among the rows of one person or case."""
    rows = queryset.order_by().values(by).annotate(day=aggregate(field))
    return Subquery(rows.values("day"), output_field=DateField())


def _what_counts():
    """Return what the cadence looks at, each as the database works it out for one case."""
    person = OuterRef("person")
    waiting = Push.objects.asked().filter(person=person)
    steps = Step.objects.filter(case=OuterRef("pk"), done_on=None, excused_on=None)
    checks = OutcomeCheck.objects.waiting().filter(outcome__person=person)
    plans = Plan.objects.filter(person=person, replaced_on=None)
    return {
        "status": F("person__status"),
        "in_key_group": Exists(GroupMembership.objects.filter(person=person, until=None)),
        "last_attempt_on": _day(Visit.objects.made().filter(person=person), "person", "made_on", Max),
        "open_answer_since": _day(waiting, "person", "asked_on"),
        "next_step_due_on": _day(steps, "case", "due_on"),
        "next_check_due_on": _day(checks, "outcome__person", "due_on"),
        "review_on": _day(plans, "person", "review_on"),
        "routine_days": F("standard__routine_days"),
        "key_group_days": F("standard__key_group_days"),
        "open_answer_days": F("standard__open_answer_days"),
    }


def _planned_visit():
    """The one planned visit of a case's person, joined so that a case without one keeps its row."""
    return FilteredRelation(
        "person__visits", condition=Q(person__visits__made_on=None, person__visits__cancelled_on=None)
    )


def to_plan():
    """Open cases of people still in scope, as rows with what the cadence looks at and the visit planned, if any."""
    return (
        Case.objects.open()
        .exclude(person__status__in=OUT)
        .annotate(planned=_planned_visit())
        .values(
            "pk",
            "person_id",
            "opened_on",
            "contact_due_on",
            "contacted_on",
            "last_contact_on",
            officer=F("person__owner"),
            visit=F("planned__pk"),
            visit_why=F("planned__why"),
            visit_for=F("planned__planned_for"),
            visit_due=F("planned__due_on"),
            **_what_counts(),
        )
        .order_by("pk")
    )


def plan_follow_ups(*, on, cases=None):
    """Let every open case (or these) have the next visit the rules ask for; returns how many were set.

    Without a planned visit one is proposed. A proposal for a later day moves when something has happened since; a
    day agreed with the person, and what is due already, stay. Constant memory: cases come in chunks by key. One
    planned visit a person is a unique row, so a second run, or one that was killed half-way, does only what is missing.
    """
    found = to_plan() if cases is None else to_plan().filter(pk__in=cases)
    planned, last = 0, 0
    while True:
        rows = list(found.filter(pk__gt=last)[:CHUNK])
        planned += _plan_chunk(rows, on)
        if len(rows) < CHUNK:
            return planned
        last = rows[-1]["pk"]


def _plan_chunk(rows, on):
    proposals = [(row, next_follow_up(standing_of(row), on)) for row in rows if _may_be_planned(row, on)]
    fresh = [_visit(row, proposal) for row, proposal in proposals if row["visit"] is None]
    Visit.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh) + _move(
        (row, proposal) for row, proposal in proposals if row["visit"] and _differs(row, proposal)
    )


def _move(proposals):
    """Set planned visits to what is proposed now, all that get the same dates at once; returns how many moved."""
    moved = defaultdict(list)
    for row, proposal in proposals:
        moved[proposal].append(row["visit"])
    # A visit that was made, cancelled or agreed since the rows were read is left as it is.
    still_proposed = Visit.objects.planned().exclude(why=Visit.Why.AGREED)
    return sum(
        still_proposed.filter(pk__in=visits).update(why=to.why, planned_for=to.planned_for, due_on=to.due_on)
        for to, visits in moved.items()
    )


def _may_be_planned(row, on):
    return row["visit"] is None or (row["visit_why"] != Visit.Why.AGREED and row["visit_for"] > on)


def _differs(row, proposal):
    return (row["visit_why"], row["visit_for"], row["visit_due"]) != (
        proposal.why,
        proposal.planned_for,
        proposal.due_on,
    )


def _visit(row, proposal):
    return Visit(
        person_id=row["person_id"],
        officer_id=row["officer"],
        why=proposal.why,
        planned_for=proposal.planned_for,
        due_on=proposal.due_on,
    )


STANDING = tuple(Standing.__dataclass_fields__)


def standing_of(row):
    """Return the Standing of a row of to_plan()."""
    return Standing(**{name: row[name] for name in STANDING})
