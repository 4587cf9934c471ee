"""The dashboards' nightly work."""

from celery import shared_task
from django.utils import timezone

from placement.dashboards import snapshots


@shared_task(ignore_result=True)
def take_snapshot():
    """Keep today's figures. Safe to run twice."""
    snapshots.take_snapshot(timezone.localdate())
