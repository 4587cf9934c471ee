"""The peer of the planner: what a project without sets writes, one person after another, each fact its own query."""

from followup.cadence import Standing, next_follow_up
from followup.models import Case, Visit
from followup.schedules import office_calendar, rules_of
from matching.models import Push


def plan_row_by_row(cases, on):
    """Give each of these cases its next visit by the same rules; returns how many. Days are not spread."""
    calendar, planned = office_calendar(), 0
    for case in Case.objects.filter(pk__in=cases).select_related("person__owner", "standard"):
        proposal = next_follow_up(_standing(case), on, rules_of(case.standard), calendar)
        Visit(
            person=case.person,
            officer=case.person.owner,
            why=proposal.why,
            earliest_on=proposal.earliest_on,
            planned_for=proposal.earliest_on,
            due_on=proposal.due_on,
        ).save()
        planned += 1
    return planned


def _standing(case):
    person = case.person
    return Standing(
        opened_on=case.opened_on,
        status=person.status,
        contact_due_on=case.contact_due_on,
        contacted_on=case.contacted_on,
        last_contact_on=case.last_contact_on,
        last_attempt_on=_first(Visit.objects.made().filter(person=person), "-made_on"),
        in_key_group=person.groups.filter(until=None).exists(),
        open_answer_since=_first(Push.objects.asked().filter(person=person), "asked_on"),
        next_step_due_on=_first(case.steps.filter(done_on=None, excused_on=None), "due_on"),
        next_check_due_on=_first_check(person),
        review_on=_first(person.plans.filter(replaced_on=None, review_on__isnull=False), "review_on"),
        interning_since=_first(person.internships.filter(starts_on__isnull=False, ended_on=None), "starts_on"),
    )


def _first(queryset, field):
    return queryset.order_by(field).values_list(field.lstrip("-"), flat=True).first()


def _first_check(person):
    outcome = person.outcomes.filter(ended_on=None).first()
    return outcome and _first(outcome.checks.filter(checked_on=None), "due_on")
