"""Follow-up's nightly work."""

from celery import shared_task
from django.utils import timezone

from followup import planning


@shared_task(ignore_result=True)
def plan_follow_ups():
    """Propose today's missing follow-ups. Safe to run twice, and again after a kill."""
    planning.plan_follow_ups(on=timezone.localdate())
