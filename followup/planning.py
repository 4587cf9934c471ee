"""The plan of the day: a follow-up proposed for every open case that has none. Twice changes nothing."""

from django.db.models import DateField, Exists, F, Max, Min, OuterRef, Subquery

from followup.cadence import Standing, next_follow_up
from followup.models import Case, OutcomeCheck, Plan, Step, Visit
from matching.models import Push
from registry.models import GroupMembership

CHUNK = 2000


def _day(queryset, by, field, aggregate=Min):
    """A subquery of the first (or last) date of a field among the rows of one person or case."""
    rows = queryset.order_by().values(by).annotate(day=aggregate(field))
    return Subquery(rows.values("day"), output_field=DateField())


def unplanned():
    """Open cases without a planned visit, each with what the cadence looks at, in one query."""
    person = OuterRef("person")
    planned = Visit.objects.planned().filter(person=person)
    groups = GroupMembership.objects.filter(person=person, until=None)
    waiting = Push.objects.unanswered().filter(person=person)
    steps = Step.objects.filter(case=OuterRef("pk"), done_on=None, excused_on=None)
    checks = OutcomeCheck.objects.waiting().filter(outcome__person=person)
    plans = Plan.objects.filter(person=person, replaced_on=None)
    return (
        Case.objects.open()
        .filter(~Exists(planned))
        .annotate(
            status=F("person__status"),
            officer=F("person__owner"),
            in_key_group=Exists(groups),
            last_attempt_on=_day(Visit.objects.made().filter(person=person), "person", "made_on", Max),
            open_answer_since=_day(waiting, "person", "pushed_on"),
            next_step_due_on=_day(steps, "case", "due_on"),
            next_check_due_on=_day(checks, "outcome__person", "due_on"),
            review_on=_day(plans, "person", "review_on"),
        )
        .select_related("standard")
        .order_by("pk")
    )


def plan_follow_ups(*, on, cases=None):
    """Propose the next visit for every open case without one (or for these cases); returns how many were added.

    Constant memory: cases come in chunks by key. One planned visit a person is a unique row, so a second run, or
    one that was killed half-way and begins again, adds only what is missing.
    """
    found = unplanned() if cases is None else unplanned().filter(pk__in=cases)
    before, last = Visit.objects.planned().count(), 0
    while True:
        chunk = list(found.filter(pk__gt=last)[:CHUNK])
        if not chunk:
            return Visit.objects.planned().count() - before
        last = chunk[-1].pk
        Visit.objects.bulk_create((_proposed(case, on) for case in chunk), ignore_conflicts=True)


def _proposed(case, on):
    proposal = next_follow_up(standing_of(case), on)
    return Visit(
        person_id=case.person_id,
        officer_id=case.officer,
        why=proposal.why,
        planned_for=proposal.planned_for,
        due_on=proposal.due_on,
    )


def standing_of(case):
    """Return the Standing of a case that came from unplanned()."""
    return Standing(
        opened_on=case.opened_on,
        status=case.status,
        contact_due_on=case.contact_due_on,
        contacted_on=case.contacted_on,
        last_contact_on=case.last_contact_on,
        last_attempt_on=case.last_attempt_on,
        in_key_group=case.in_key_group,
        open_answer_since=case.open_answer_since,
        next_step_due_on=case.next_step_due_on,
        next_check_due_on=case.next_check_due_on,
        review_on=case.review_on,
        routine_days=case.standard.routine_days,
        key_group_days=case.standard.key_group_days,
        open_answer_days=case.standard.open_answer_days,
    )
