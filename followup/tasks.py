"""Follow-up's nightly work."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from followup import planning


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=30)
def plan_follow_ups():
    """Propose today's missing follow-ups. Safe to run twice, and again after a kill."""
    planning.plan_follow_ups(on=timezone.localdate())
