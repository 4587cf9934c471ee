"""The registry's work after the response: comparing, applying and undoing rosters."""

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from registry import pouring, reconciling
from registry.applying import apply_roster
from registry.importing import compare_roster
from registry.models import Comparison, Roster
from registry.taking import STILL
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


@shared_task(ignore_result=True)
def compare_list(comparison_pk):
    """Compare a received list; run twice, or again after a kill, it finds the same. A deleted one is not an error."""
    comparison = Comparison.objects.select_related("station").filter(pk=comparison_pk).first()
    if comparison:
        reconciling.compare_list(comparison, today=timezone.localdate())


TAKEN_UP_BY = {
    Roster.Stage.RECEIVED: lambda roster: compare.delay(roster.pk),
    Roster.Stage.COMPARING: lambda roster: compare.delay(roster.pk),
    Roster.Stage.APPLYING: lambda roster: apply.delay(roster.pk, roster.applied_by_id),
    Roster.Stage.UNDOING: lambda roster: undo.delay(roster.pk, roster.undone_by_id),
}


@shared_task(ignore_result=True)
def take_up_rosters():
    """Send again what stands still: its worker was killed, or the broker has lost the message."""
    for roster in Roster.objects.standing_still(timezone.now() - STILL):
        TAKEN_UP_BY[roster.stage](roster)
    for comparison in Comparison.objects.standing_still(timezone.now() - STILL):
        compare_list.delay(comparison.pk)


@shared_task(ignore_result=True)
def learn_sizes():
    """Every night, after what the day has added and taken."""
    pouring.learn_sizes()
