"""Two files of one person become one: the service given under either counts once, and all of it can be undone."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from followup.crediting import recount
from followup.losing import sweep_lost
from followup.models import (
    Attendance,
    Briefing,
    Case,
    Evidence,
    FactConflict,
    HandingLine,
    Internship,
    Lost,
    Outcome,
    Plan,
    Session,
    Step,
    Transfer,
    Visit,
)
from followup.planning import plan_person
from matching.models import Push
from registry import merging
from registry.history import hold
from registry.merging import Moves
from registry.refusals import Refusal


@transaction.atomic
def merge_files(kept, gone, *, from_gone, reason, by, on):
    """Fold one person's file into another's, with all that was given, and return the Merge."""
    hold(kept.pk, gone.pk)
    moves = Moves()
    if kept.pk != gone.pk:
        _move_what_was_given(kept, gone, moves, on)
        _move_cases(kept, gone, moves, on)
    merge = merging.merge_people(kept, gone, from_gone=from_gone, moves=moves, reason=reason, by=by)
    _recount(kept, gone)
    sweep_lost(on=on, by=by, people=[kept.pk])
    plan_person(kept, on=on)
    return merge


@transaction.atomic
def undo_merge(merge, *, by):
    """Make two files of one again; returns how many rows have been changed since and stay."""
    left = merging.undo_merge(merge, by=by)
    _recount(merge.kept, merge.gone)
    return left


def _recount(*people):
    recount(list(Case.objects.filter(person__in=people).values_list("pk", flat=True)))


# --- What was given ----------------------------------------------------------------------------


def _move_what_was_given(kept, gone, moves, on):
    _move_visits(kept, gone, moves, on)
    _move_internships(kept, gone, moves)
    _move_outcomes(kept, gone, moves)
    _move_plans(kept, gone, moves, on)
    for model in (Briefing, Session):
        moves.move(model, kept, gone)
    moves.move(Push, kept, gone, ("posting",))
    moves.move(HandingLine, kept, gone, ("handing", "part", "tier"))
    moves.move(Attendance, kept, gone, ("gathering",))
    moves.move(FactConflict, kept, gone)
    if Transfer.objects.waiting().filter(person=kept).exists():
        waiting = Transfer.objects.waiting().filter(person=gone)
        moves.put(waiting, state=Transfer.State.WITHDRAWN.value, answered_on=on)
    moves.move(Transfer, kept, gone)


def _move_visits(kept, gone, moves, on):
    """One visit stays planned: that of the file that is kept."""
    if Visit.objects.planned().filter(person=kept).exists():
        planned = Visit.objects.planned().filter(person=gone)
        moves.put(planned, cancelled_on=on, cancel_reason=Case.ClosedReason.MERGED.label[:200])
    else:
        moves.put(Visit.objects.planned().filter(person=gone), officer_id=kept.owner_id)
    moves.move(Visit, kept, gone)


def _move_internships(kept, gone, moves):
    running = Internship.objects.filter(starts_on__isnull=False, ended_on=None)
    if running.filter(person=kept).exists() and running.filter(person=gone).exists():
        raise Refusal(_("两份档案都有正在进行的见习，请先结束其中一个。"))
    moves.move(Internship, kept, gone)


def _move_outcomes(kept, gone, moves):
    """Of two outcomes in force one would be counted twice: the other stays with the file that goes."""
    theirs = Outcome.objects.filter(person=gone)
    if Outcome.objects.filter(person=kept, ended_on=None).exists():
        theirs = theirs.exclude(ended_on=None)
    moves.put(theirs, person_id=kept.pk)


def _move_plans(kept, gone, moves, on):
    """The versions of the other plan come after those of the plan that stays in force."""
    mine = Plan.objects.filter(person=kept)
    last = mine.aggregate(last=Max("version"))["last"] or 0
    if mine.filter(replaced_on=None).exists():
        moves.put(Plan.objects.filter(person=gone, replaced_on=None), replaced_on=on)
    for plan in Plan.objects.filter(person=gone).order_by("version"):
        moves.put(Plan.objects.filter(pk=plan.pk), version=last + plan.version, person_id=kept.pk)


# --- Cases -------------------------------------------------------------------------------------


def _move_cases(kept, gone, moves, on):
    """One open case goes on. What the other has met meets the steps that are still open in it; the other is closed
    and stays with the file that goes, so that nobody is counted twice."""
    mine = Case.objects.open().filter(person=kept).first()
    theirs = Case.objects.open().filter(person=gone).first()
    if mine and theirs:
        _credit_again(theirs, mine, moves)
        _take_dates(theirs, mine, moves)
        reason = Case.ClosedReason.MERGED.value
        moves.put(Case.objects.filter(pk=theirs.pk), closed_on=on, closed_reason=reason)
    moves.put(Case.objects.filter(person=gone).exclude(pk=theirs.pk if mine and theirs else None), person_id=kept.pk)
    moves.put(Lost.objects.filter(person=gone, case__person=kept), person_id=kept.pk)


def _credit_again(theirs, mine, moves):
    """Let the proofs of one case meet the unmet steps of the same kind in the other, in their order."""
    unmet = list(Step.objects.unmet().filter(case=mine).order_by("promise__rank", "number"))
    for step in Step.objects.filter(case=theirs, done_on__isnull=False).order_by("done_on", "pk"):
        target = next((one for one in unmet if one.kind == step.kind), None)
        if target is None:
            continue
        unmet.remove(target)
        moves.put(Evidence.objects.filter(step=step), step_id=target.pk)
        moves.put(Step.objects.filter(pk=target.pk), done_on=step.done_on, offered_on=step.offered_on)
        moves.put(Step.objects.filter(pk=step.pk), done_on=None)


def _take_dates(theirs, mine, moves):
    """The first contact of either is the first, the last of either the last."""
    first = [day for day in (mine.contacted_on, theirs.contacted_on) if day]
    last = [day for day in (mine.last_contact_on, theirs.last_contact_on) if day]
    days = {"contacted_on": min(first, default=None), "last_contact_on": max(last, default=None)}
    moves.put(Case.objects.filter(pk=mine.pk), **days)
