"""Follow-up's work after the response and at night."""

from contextlib import suppress

from celery import shared_task
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.http import QueryDict
from django.utils import timezone

from followup import chasing, escalating, exporting, losing, photos, relocating, running, suggesting, transferring
from followup.caseloads import receivers_for
from followup.handing import hand_over, undo_handing
from followup.models import Export, Handing
from followup.narrowing import FindingFilter
from followup.previews import chosen_officers, ticked_in
from followup.proposing import decide_findings
from followup.selecting import selection_of
from registry.models import Comparison
from registry.refusals import Refusal
from registry.tasks import compare


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def plan_follow_ups():
    """Plan the day; beat calls again and again before dawn, so that a run that was killed is taken up."""
    running.plan_day(on=timezone.localdate())


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def expire_transfers():
    """End the offers nobody answered in time; they come back to whoever offered them. Safe to run twice."""
    transferring.expire_transfers(on=timezone.localdate())


@shared_task(ignore_result=True)
def hand_over_selection(query, by_pk, previewed, reason):
    """Give a large selection to officers as it was previewed; run twice, the second finds nothing as it was."""
    by, asked = get_user_model().objects.select_related("station").get(pk=by_pk), QueryDict(query)
    with suppress(Refusal):
        selection = selection_of(asked, by, timezone.localdate())
        officers = chosen_officers(asked, receivers_for(selection, ticked_in(asked)))
        hand_over(selection, officers, by=by, previewed=previewed, reason=reason)


@shared_task(ignore_result=True)
def undo_large_handing(handing_pk, by_pk):
    """Take a large act back; run twice, the second finds it taken back."""
    with suppress(Refusal):
        undo_handing(Handing.objects.get(pk=handing_pk), by=get_user_model().objects.get(pk=by_pk))


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def sweep_closed_stations():
    """Let whoever came to a closed station go on to its successor. Safe to run twice."""
    relocating.sweep_closed_stations(on=timezone.localdate())


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def sweep_lost():
    """End the findings of those who can be found again: a roster or a list brought a number. Safe to run twice."""
    losing.sweep_lost(on=timezone.localdate())


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def climb_overdue():
    """Let overdue visits climb to the street and the county. Safe to run twice, and again after a kill."""
    escalating.climb_overdue(on=timezone.localdate())


@shared_task(ignore_result=True)
def write_export(export_pk):
    """Write the file of an export; run twice, or again after a kill, there is one file. A deleted one is no error."""
    export = Export.objects.select_related("by__station", "station", "template").filter(pk=export_pk).first()
    if export:
        exporting.write_export(export, today=timezone.localdate())


@shared_task(ignore_result=True)
def take_up_exports():
    """Send again what stands still: its worker was killed, or the broker has lost the message."""
    for key in exporting.stalled_exports(now=timezone.now()):
        write_export.delay(key)


@shared_task(ignore_result=True)
def expire_exports():
    """Delete the files whose time is over. Safe to run twice."""
    exporting.expire_exports(now=timezone.now())


@shared_task(ignore_result=True)
def expire_photos():
    """Delete the visits' photos whose time is over. Safe to run twice."""
    photos.expire_photos(now=timezone.now())


@shared_task(ignore_result=True)
def decide_matching(comparison_pk, query, decision, by_pk, note):
    """Decide all findings that a filter matches; run twice, or again after a kill, each is decided once."""
    comparison = Comparison.objects.filter(pk=comparison_pk).first()
    if comparison is None:
        return
    by = get_user_model().objects.get(pk=by_pk)
    findings = FindingFilter(QueryDict(query), user=by).apply(comparison.findings.visible_to(by))
    decided = decide_findings(comparison, findings, decision, by=by, on=timezone.localdate(), note=note)
    if decided.roster:
        compare.delay(decided.roster.pk)


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def settle_pushes():
    """End the waiting for answers that did not come, and mark pushes whose posting has closed. Safe to run twice."""
    chasing.expire_pushes(on=timezone.localdate())
    chasing.mark_lost(on=timezone.localdate())


@shared_task(ignore_result=True)
def suggest_pushes(user_pk):
    """Work out what is proposed to an officer today; run twice it finds the same. Nothing is sent."""
    user = get_user_model().objects.select_related("station").filter(pk=user_pk).first()
    if user:
        suggesting.keep(user, on=timezone.localdate())
