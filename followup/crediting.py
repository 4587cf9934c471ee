"""Lights the pips: a service that was really given meets the next step that asks for it."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Case as Where
from django.db.models import Count, F, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from followup.models import Case, Evidence, Lost, Promise, Step
from followup.planning import plan_person
from registry.history import hold, note
from registry.models import Entry
from registry.refusals import Refusal


@transaction.atomic
def credit(person, kind, *, on, by, **proof):
    """Meet the next unmet step of the person's open case that this kind of service counts for.

    `proof` is one of briefing=, push=, session=, internship=. Where the promise counts occasions, a second
    service on the same day meets nothing more. Returns the Step, or None when nothing asked for it.
    """
    step = _step_for(person, kind, on)
    # Two who give the same service at once: the conditional update lets one of them have the step, the other looks on.
    while step and not _still_unmet(step).update(done_on=on, offered_on=Coalesce(F("offered_on"), on)):
        step = _step_for(person, kind, on)
    if step is None:
        return None
    Evidence.objects.create(step=step, by=by, **proof)
    recount([step.case_id])
    step.refresh_from_db()
    return step


@transaction.atomic
def credit_many(kind, proof, given, *, on, by):
    """Meet the steps that ask for what was given to any number of people on one day; as credit() does for one.

    `given` are the records, each of one person; `proof` is the name by which credit() takes one of them.
    """
    steps = Step.objects.unmet().filter(case__person__in=[one.person_id for one in given])
    locked = steps.select_for_update(of=("self",), no_key=True).select_related("promise", "case")
    asking = defaultdict(list)
    for step in locked.order_by("promise__rank", "number", "pk"):
        if _counts_for(step.promise, kind):
            asking[step.case.person_id].append(step)
    cases = {step.case_id for steps in asking.values() for step in steps}
    met = set(Step.objects.filter(case__in=cases, done_on=on).order_by().values_list("case", "promise"))
    proved = [(step, one) for one in given if (step := _taken(asking[one.person_id], met))]
    Step.objects.filter(pk__in=[step.pk for step, _one in proved]).update(
        done_on=on, offered_on=Coalesce(F("offered_on"), on)
    )
    Evidence.objects.bulk_create(Evidence(step=step, by=by, **{proof: one}) for step, one in proved)
    recount(cases)


def _taken(steps, met):
    """Take the first of a person's steps that another record can meet, or None; `met` are the occasions of the day."""
    for step in steps:
        occasion = (step.case_id, step.promise_id)
        if step.promise.counts == Promise.Counts.ITEM or occasion not in met:
            met.add(occasion)
            steps.remove(step)
            return step
    return None


@transaction.atomic
def take_back(proof, given):
    """Let the steps that these records proved be unmet again: what they record did not happen.

    `proof` is the name by which credit() took them. A step keeps its date, so that it may be late at once.
    """
    proofs = Evidence.objects.filter(**{f"{proof}__in": [one.pk for one in given]})
    steps = dict(proofs.values_list("step", "step__case"))
    proofs.delete()
    offered_before = Where(When(offered_on__lt=F("done_on"), then=F("offered_on")))
    Step.objects.filter(pk__in=steps).update(done_on=None, offered_on=offered_before)
    recount(set(steps.values()))


def _still_unmet(step):
    """The step itself, if it is still unmet. Its own columns only: an update that joins does not look again."""
    return Step.objects.filter(pk=step.pk, done_on=None, excused_on=None)


def _step_for(person, kind, on):
    steps = Step.objects.unmet().filter(case__person=person).select_related("promise")
    steps = [step for step in steps.order_by("promise__rank", "number") if _counts_for(step.promise, kind)]
    for step in steps:
        if step.promise.counts == Promise.Counts.ITEM or not _met_that_day(step, on):
            return step
    return None


def _counts_for(promise, kind):
    return promise.kind == kind or kind in promise.alternatives


def _met_that_day(step, on):
    return Step.objects.filter(case=step.case_id, promise=step.promise_id, done_on=on).exists()


def offer(person, kind, *, on):
    """Mark the next unmet step of this kind as offered: half a pip until it is really given."""
    step = _step_for(person, kind, on)
    if step:
        Step.objects.filter(pk=step.pk, offered_on=None).update(offered_on=on)
    return step


def withdraw_offer(person, kind, *, on):
    """Let the unmet step that was offered on a day be as it was before: the offer was not made."""
    offered = Step.objects.unmet().filter(case__person=person, offered_on=on).select_related("promise")
    step = next((step for step in offered.order_by("promise__rank", "number") if _counts_for(step.promise, kind)), None)
    if step:
        Step.objects.filter(pk=step.pk, done_on=None).update(offered_on=None)


@transaction.atomic
def excuse_step(step, *, excuse, by, on, note_text=""):
    """Free a step from being given, with a reason; an excused step no longer counts as promised."""
    excuse = Step.Excuse(excuse)
    if excuse == Step.Excuse.OTHER and not note_text.strip():
        raise Refusal(_("请说明免除原因。"))
    hold(step.case.person_id)
    if excuse == Step.Excuse.UNREACHABLE and not Lost.objects.found(on).filter(case=step.case_id).exists():
        raise Refusal(_("此人未经主管认定失联，不能以失联免除。"))
    if step.case.closed_on or not _still_unmet(step).update(
        excused_on=on, excuse=excuse, excuse_note=note_text[:200], excused_by=by
    ):
        raise Refusal(_("该步骤已完成或已免除。"))
    facts = {"kind": step.kind, "number": step.number, "excuse": excuse.value}
    note(step.case.person, Entry.Act.STEP_EXCUSED, by=by, facts=facts, reason=note_text)
    recount([step.case_id])
    plan_person(step.case.person, on=on)
    step.refresh_from_db()
    return step


def recount(case_pks):
    """Set the sums of these cases from their steps, in one statement: promised, done, first and last day."""
    steps = Step.objects.filter(case=OuterRef("pk")).order_by().values("case")
    promised = steps.annotate(n=Count("pk", filter=Q(excused_on=None))).values("n")
    done = steps.annotate(n=Count("pk", filter=Q(done_on__isnull=False))).values("n")
    Case.objects.filter(pk__in=case_pks).update(
        steps_total=Coalesce(Subquery(promised), 0),
        steps_done=Coalesce(Subquery(done), 0),
        served_on=Subquery(steps.annotate(day=Min("done_on")).values("day")),
    )
    _complete(Case.objects.filter(pk__in=case_pks))


def _complete(cases):
    """The completion date is the last day a step was done, once none is open and at least one was given."""
    last = Step.objects.filter(case=OuterRef("pk"), done_on__isnull=False).order_by("-done_on").values("done_on")[:1]
    cases.filter(steps_done__gt=0, steps_done=F("steps_total")).update(completed_on=Subquery(last))
    cases.exclude(steps_done__gt=0, steps_done=F("steps_total")).update(completed_on=None)
