"""One worker at a job: taken in one statement, kept by the moment it was taken, free again when nothing moves for long."""

from contextlib import suppress
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

STILL = timedelta(minutes=5)  # after which whoever was at it is taken for dead: a chunk takes seconds


class Overtaken(Exception):
    """Somebody else has the job: it stood still for so long that it seemed to be left."""


def take(job, *, free, stage):
    """Take a job that is at one of the free stages, or that stands still at this one; False when it is somebody's."""
    now = timezone.now()
    open_to_us = Q(stage__in=free) | Q(stage=stage, moved_at__lt=now - STILL)
    taken = type(job).objects.filter(open_to_us, pk=job.pk).update(stage=stage, began_at=now, moved_at=now)
    job.refresh_from_db()
    return bool(taken)


def keep(job, **fields):
    """Write what is known while the job is still ours, and hold it until the transaction ends; raises Overtaken."""
    ours = type(job).objects.filter(pk=job.pk, stage=job.stage, began_at=job.began_at)
    if not ours.update(moved_at=timezone.now(), **fields):
        raise Overtaken


def end(job, stage, **fields):
    """Let go of a job with what is known at its end, if it is still ours; returns it as it is."""
    with suppress(Overtaken):
        keep(job, stage=stage, **fields)
    job.refresh_from_db()
    return job
