"""The registry's work after the response: comparing, applying and undoing rosters."""

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from registry.applying import apply_roster
from registry.importing import compare_roster
from registry.models import Roster
from registry.undoing import undo_roster


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


@shared_task(ignore_result=True)
def undo(roster_pk, by_pk):
    """Undo a taken roster; run twice, or again after a kill, every row is taken back once."""
    roster = Roster.objects.select_related("station").filter(pk=roster_pk).first()
    if roster:
        undo_roster(roster, by=get_user_model().objects.get(pk=by_pk), on=timezone.localdate())
