"""The plan of the day: the next follow-up of every open case, as the cadence has it now. Twice changes nothing."""

from collections import defaultdict
from typing import NamedTuple
from uuid import uuid4

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import DateField, Exists, F, FilteredRelation, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from followup.cadence import Standing, next_follow_up
from followup.models import Case, Internship, OutcomeCheck, ParkedCase, Plan, Step, Visit
from followup.schedules import Terms
from followup.workdays import is_workday
from matching.models import Push
from registry.models import GroupMembership
from registry.pouring import pour_values
from registry.statuses import OUT

CHUNK = 10_000
LARGE = 100  # new visits from which on pouring is worth it


# --- What is looked at --------------------------------------------------------------------------


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
    running = Internship.objects.filter(person=person, starts_on__isnull=False, ended_on=None)
    return {
        "status": F("person__status"),
        "in_key_group": Exists(GroupMembership.objects.filter(person=person, until=None)),
        "last_attempt_on": _day(Visit.objects.made().filter(person=person), "person", "made_on", Max),
        "open_answer_since": _day(waiting, "person", "asked_on"),
        "next_step_due_on": _day(steps, "case", "due_on"),
        "next_check_due_on": _day(checks, "outcome__person", "due_on"),
        "review_on": _day(plans, "person", "review_on"),
        "interning_since": _day(running, "person", "starts_on"),
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
            "standard_id",
            "opened_on",
            "contact_due_on",
            "contacted_on",
            "last_contact_on",
            officer=F("person__owner"),
            visit=F("planned__pk"),
            visit_officer=F("planned__officer"),
            visit_why=F("planned__why"),
            visit_for=F("planned__planned_for"),
            visit_due=F("planned__due_on"),
            visit_moved=F("planned__moved_on"),
            routine_days=F("standard__routine_days"),
            key_group_days=F("standard__key_group_days"),
            open_answer_days=F("standard__open_answer_days"),
            **_what_counts(),
        )
        .order_by("pk")
    )


STANDING = tuple(Standing.__dataclass_fields__)


def standing_of(row):
    """Return the Standing of a row of to_plan()."""
    return Standing(**{name: row[name] for name in STANDING})


# --- What is planned ----------------------------------------------------------------------------


class Dates(NamedTuple):
    """The columns of a planned visit that the planner decides."""

    why: str
    earliest_on: object
    planned_for: object
    due_on: object


def plan_follow_ups(*, on, cases=None):
    """Let every open case (or these) have the next visit the rules ask for; returns how many were set.

    Without a planned visit one is proposed. A proposal for a later day moves when something has happened since; one
    that is still right stays where it is, and so do a day agreed with the person and what is due already.
    """
    found, terms = to_plan() if cases is None else to_plan().filter(pk__in=cases), None
    planned = 0
    for rows in chunks(found):
        officers = None if cases is None else {row["officer"] for row in rows} | {row["visit_officer"] for row in rows}
        terms = terms if terms and cases is None else Terms(on, officers)
        planned += plan_rows(rows, terms)
    return planned


def plan_person(person, *, on):
    """Something has happened that the cadence minds: let the person's next visit follow from it at once."""
    return plan_follow_ups(on=on, cases=Case.objects.open().filter(person=person).values("pk"))


def chunks(found, last=0):
    """Yield lists of rows by key, from after `last` on: constant memory, each read when the one before is written."""
    while rows := list(found.filter(pk__gt=last)[:CHUNK]):
        yield rows
        if len(rows) < CHUNK:
            return
        last = rows[-1]["pk"]


def plan_rows(rows, terms):
    """Plan these rows of to_plan(); returns how many visits were set. What cannot be planned is parked."""
    placed, broken = [], {}
    for row in rows:
        try:
            dates = _place(row, terms)
        except DatabaseError:  # while the terms were read: that is no record's fault
            raise
        except Exception as error:  # whatever is wrong with one record, the others go on
            broken[row["pk"]] = error
        else:
            if dates:
                placed.append((row, dates))
    with transaction.atomic():
        _unpark([row["pk"] for row in rows if row["pk"] not in broken])
        _park(broken, terms.on)
        return _write(placed, terms.on)


def _place(row, terms):
    """Return the Dates a row's visit is to have, None where it stays as it is."""
    if row["visit"] and (row["visit_moved"] or row["visit_why"] == Visit.Why.AGREED or row["visit_for"] <= terms.on):
        return None
    rules = terms.rules(row["standard_id"], row["routine_days"], row["key_group_days"], row["open_answer_days"])
    proposal = next_follow_up(standing_of(row), terms.on, rules, terms.calendar)
    if row["visit"]:
        if _is_right(row, proposal, terms.calendar):
            return None
        terms.pace.take(row["visit_officer"], row["visit_for"], -1)
    day = terms.pace.place(row["visit_officer"] or row["officer"], proposal)
    return Dates(proposal.why, proposal.earliest_on, day, proposal.due_on)


def _is_right(row, proposal, calendar):
    """Whether a visit may stay: the same reason and latest day, and its day is among those that suit.

    Days of grace are not given anew each morning: what catches up stays on the day it has.
    """
    return (
        row["visit_why"] == proposal.why
        and (proposal.catches_up or row["visit_due"] == proposal.due_on)
        and proposal.earliest_on <= row["visit_for"] <= max(proposal.due_on, proposal.earliest_on)
        and is_workday(row["visit_for"], calendar)
    )


def _write(placed, on):
    """Write the visits; one that the database refuses is looked for by halves and parked. Returns how many were set."""
    try:
        with transaction.atomic():
            fresh = [(row, dates) for row, dates in placed if not row["visit"]]
            return _add(fresh) + _move((row["visit"], dates) for row, dates in placed if row["visit"])
    except (IntegrityError, DataError) as error:
        if len(placed) == 1:
            _park({placed[0][0]["pk"]: error}, on)
            return 0
    half = len(placed) // 2
    return _write(placed[:half], on) + _write(placed[half:], on)


def _add(fresh):
    """Add visits; somebody who was given one since the rows were read keeps that."""
    if len(fresh) < LARGE:
        return len(Visit.objects.bulk_create((_visit(row, dates) for row, dates in fresh), ignore_conflicts=True))
    now = timezone.now()
    try:
        with transaction.atomic():
            pour_values(Visit, [_values(row, dates, now) for row, dates in fresh])
    except IntegrityError:
        Visit.objects.bulk_create((_visit(row, dates) for row, dates in fresh), ignore_conflicts=True, batch_size=500)
    return len(fresh)


def _visit(row, dates):
    return Visit(person_id=row["person_id"], officer_id=row["officer"], **dates._asdict())


def _values(row, dates, now):
    """The same for pouring, with what the model would have filled in itself."""
    return {
        "uuid": uuid4().hex,
        "person_id": row["person_id"],
        "officer_id": row["officer"],
        "recorded_at": now,
        **dates._asdict(),
    }


def _move(visits):
    """Set planned visits to new dates, all that get the same at once; returns how many moved."""
    moved = defaultdict(list)
    for visit, dates in visits:
        moved[dates].append(visit)
    # A visit that was made, cancelled, agreed or moved since the rows were read is left as it is.
    still_proposed = Visit.objects.planned().filter(moved_on=None).exclude(why=Visit.Why.AGREED)
    return sum(still_proposed.filter(pk__among=keys).update(**dates._asdict()) for dates, keys in moved.items())


# --- What could not be planned ------------------------------------------------------------------


def _park(broken, on):
    """Set cases aside with what was wrong; the day of the first time stays."""
    if broken:
        told = {pk: f"{type(error).__name__}: {error}"[:300] for pk, error in broken.items()}
        ParkedCase.objects.bulk_create(
            (ParkedCase(case_id=pk, since=on, error=error) for pk, error in told.items()),
            update_conflicts=True,
            unique_fields=["case"],
            update_fields=["error"],
        )


def _unpark(cases):
    ParkedCase.objects.filter(case__among=cases).delete()
