"""Runs the night's planning: one run a day, taken up where it stood, worked by one process at a time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from followup.models import PlanRun
from followup.planning import chunks, plan_rows, to_plan
from followup.schedules import Terms

LEASE = timedelta(minutes=5)  # without progress for so long, a run is taken for dead and may be taken up


def plan_day(*, on, clock=timezone.now):
    """Plan every open case for a day; returns its PlanRun, or None where another process is at it.

    What is planned and how far it came are written together, part by part: a run that was killed goes on behind its
    last part and comes to the plan it would have made uninterrupted. A run that has ended is left alone.
    """
    run = _taken(on, clock())
    if run is None or run.ended_at:
        return run
    terms = Terms(on)
    for rows in chunks(to_plan(), run.last_case):
        if not _advance(run, rows, terms, clock()):
            return None
        run.refresh_from_db()
    _holding(run).update(ended_at=clock())
    run.refresh_from_db()
    return run


def _taken(on, now):
    """Begin the day's run, or take up one that stands still; an ended one is returned as it is."""
    facts = {"began_at": now, "moved_at": now, "cases_total": lambda: to_plan().count()}
    run, is_new = PlanRun.objects.get_or_create(day=on, defaults=facts)
    if is_new or run.ended_at:
        return run
    stood_still = PlanRun.objects.filter(pk=run.pk, ended_at=None, moved_at__lte=now - LEASE)
    if not stood_still.update(moved_at=now):
        return None
    run.refresh_from_db()
    return run


def _holding(run):
    """The run, if nobody has taken it from this process since it last moved."""
    return PlanRun.objects.filter(pk=run.pk, last_case=run.last_case, moved_at=run.moved_at, ended_at=None)


@transaction.atomic
def _advance(run, rows, terms, now):
    """Plan one part and move the run behind it, both or neither; False where another process has the run."""
    if not _holding(run).update(last_case=rows[-1]["pk"], moved_at=now, cases_done=F("cases_done") + len(rows)):
        return False
    planned = plan_rows(rows, terms)
    PlanRun.objects.filter(pk=run.pk).update(planned=F("planned") + planned)
    return True
