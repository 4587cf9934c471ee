"""Every write to an outcome and the end of a case: placed, checked, stable, closed."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from followup.models import Case, Outcome, OutcomeCheck, Visit
from followup.planning import plan_follow_ups, plan_person
from registry.history import Line, hold, note, note_many
from registry.models import Entry
from registry.refusals import Refusal
from registry.registering import change_status, change_statuses
from registry.statuses import PLACED, Status

STATUS_OF = {
    Outcome.Kind.AGREEMENT: Status.EMPLOYED,
    Outcome.Kind.CONTRACT: Status.EMPLOYED,
    Outcome.Kind.OTHER_HIRE: Status.EMPLOYED,
    Outcome.Kind.RESEARCH: Status.RESEARCH,
    Outcome.Kind.CONSCRIPT: Status.ARMY,
    Outcome.Kind.NATIONAL_PROJECT: Status.GRASSROOTS,
    Outcome.Kind.LOCAL_PROJECT: Status.GRASSROOTS,
    Outcome.Kind.OWN_BUSINESS: Status.OWN_BUSINESS,
    Outcome.Kind.FREELANCE: Status.FLEXIBLE,
    Outcome.Kind.STUDY: Status.STUDYING,
    Outcome.Kind.ABROAD: Status.ABROAD,
}
NEEDS_OUTCOME = {Case.ClosedReason.STABLE, Case.ClosedReason.PLACED}
STATUS_AFTER = {
    Case.ClosedReason.MOVED: Status.MOVED,
    Case.ClosedReason.OUT_OF_SCOPE: Status.OUT_OF_SCOPE,
    Case.ClosedReason.DIED: Status.DIED,
}
DEFAULT_CHECKS = (30, 90, 180)


@transaction.atomic
def record_outcome(person, *, kind, started_on, proof, by, on, **facts):
    """Record what became of a person, with its proof, and the checks to come; the status follows.

    `facts` are employer, position, area_code, pay, insured, relevant. The case stays open until the last check.
    """
    kind = Outcome.Kind(kind)
    hold(person.pk)
    try:
        with transaction.atomic():
            outcome = Outcome.objects.create(
                person=person, kind=kind, started_on=started_on, proof=proof, by=by, **facts
            )
    except IntegrityError as error:
        raise Refusal(_("此人已有有效去向，请先结束原去向。")) from error
    _plan_checks([outcome])
    note(person, Entry.Act.OUTCOME, by=by, facts=_noted(outcome))
    change_status(person, STATUS_OF[kind], on=started_on, by=by)
    plan_person(person, on=on)
    return outcome


@transaction.atomic
def record_outcomes(outcomes, *, by, on):
    """The same for unsaved outcomes of people none of whom has one in force, set by set."""
    people = [outcome.person_id for outcome in outcomes]
    hold(*people)
    Outcome.objects.bulk_create(outcomes)
    _plan_checks(outcomes)
    note_many([Line(outcome.person_id, Entry.Act.OUTCOME, _noted(outcome)) for outcome in outcomes], by=by)
    for kind in {Outcome.Kind(outcome.kind) for outcome in outcomes}:
        since = {outcome.person_id: outcome.started_on for outcome in outcomes if outcome.kind == kind}
        change_statuses(since, STATUS_OF[kind], by=by)
    plan_follow_ups(on=on, cases=Case.objects.open().filter(person__in=people).values("pk"))


def _plan_checks(outcomes):
    """Set the days on which to ask whether it lasts, as each person's standard has them."""
    cases = Case.objects.open().filter(person__in=[outcome.person_id for outcome in outcomes])
    days = dict(cases.values_list("person", "standard__checks_after_start"))
    OutcomeCheck.objects.bulk_create(
        OutcomeCheck(outcome=outcome, days=count, due_on=outcome.started_on + timedelta(days=count))
        for outcome in outcomes
        for count in days.get(outcome.person_id) or DEFAULT_CHECKS
    )


def _noted(outcome):
    return {"outcome": outcome.pk, "kind": str(outcome.kind), "proof": str(outcome.proof)}


@transaction.atomic
def check_outcome(check, *, still_there, by, on):
    """Record whether the person is still there, which shows only on the day; that they left may be known before.

    Left: the search goes on. Still there at the last check: stable, and the case is closed.
    """
    if still_there and on < check.due_on:
        raise Refusal(_("核实期限 %(day)s 尚未到。") % {"day": check.due_on.isoformat()})
    hold(check.outcome.person_id)
    unchecked = OutcomeCheck.objects.filter(pk=check.pk, checked_on=None)
    if check.outcome.ended_on or not unchecked.update(checked_on=on, still_there=still_there, by=by):
        raise Refusal(_("该次核实已记录。"))
    check.refresh_from_db()
    outcome, person = check.outcome, check.outcome.person
    note(person, Entry.Act.OUTCOME, by=by, facts={"check": check.days, "still_there": still_there})
    _cancel_planned(Visit.objects.filter(person=person, why=Visit.Why.AFTER_START), _("核实已记录。"), on)
    if not still_there:
        Outcome.objects.filter(pk=outcome.pk).update(ended_on=on)
        change_status(person, Status.SEEKING, on=on, by=by)
    elif not outcome.checks.filter(checked_on=None).exists():
        case = Case.objects.open().filter(person=person).first()
        if case:
            close_case(case, reason=Case.ClosedReason.STABLE, by=by, on=on)
    plan_person(person, on=on)
    return check


def _cancel_planned(visits, reason, on):
    visits.planned().update(cancelled_on=on, cancel_reason=str(reason)[:200])


@transaction.atomic
def close_case(case, *, reason, by, on, note_text=""):
    """Close a case with its reason; its planned visit is cancelled with it, and the status never contradicts it."""
    reason, person = Case.ClosedReason(reason), case.person
    if reason == Case.ClosedReason.OTHER and not note_text.strip():
        raise Refusal(_("请说明结案原因。"))
    if reason in NEEDS_OUTCOME and not person.outcomes.filter(ended_on=None).exists() and person.status not in PLACED:
        raise Refusal(_("请先登记去向。"))
    hold(person.pk)
    closed = Case.objects.open().filter(pk=case.pk)
    if not closed.update(closed_on=on, closed_reason=reason, closed_note=note_text[:200]):
        raise Refusal(_("该台账已结案。"))
    _cancel_planned(Visit.objects.filter(person=person), reason.label, on)
    note(person, Entry.Act.CASE_CLOSED, by=by, facts={"reason": reason.value}, reason=note_text)
    if reason in STATUS_AFTER:
        change_status(person, STATUS_AFTER[reason], on=on, by=by, status_note=note_text[:200])
    case.refresh_from_db()
    return case
