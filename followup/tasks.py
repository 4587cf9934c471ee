"""Follow-up's work after the response and at night."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from followup import exporting, planning
from followup.models import Export


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def plan_follow_ups():
    """Propose today's missing follow-ups. Safe to run twice, and again after a kill."""
    planning.plan_follow_ups(on=timezone.localdate())


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
