"""The registry's work after the response: comparing and applying rosters."""

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from registry.importing import apply_roster, compare_roster
from registry.models import Roster


@shared_task(ignore_result=True)
def compare(roster_pk):
    """Compare a received roster; run twice it stores the same verdicts. A deleted roster is not an error."""
    roster = Roster.objects.select_related("station").filter(pk=roster_pk).first()
    if roster:
        compare_roster(roster, today=timezone.localdate())


@shared_task(ignore_result=True)
def apply(roster_pk, by_pk):
    """Apply a taken roster; run twice, or again after a kill, it writes every row once."""
    roster = Roster.objects.select_related("station").filter(pk=roster_pk).first()
    if roster:
        apply_roster(roster, by=get_user_model().objects.get(pk=by_pk), on=timezone.localdate())
