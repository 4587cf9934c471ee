"""Ranking some people's lists by two versions of the weights side by side, and keeping what differs."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from matching.candidates import LIMIT
from matching.changes import Change, change_of, summed
from matching.models import RankingPreview, RankingVersion
from matching.suiting import best_of_pool
from matching.weights import current_weights, weights_by_number
from registry.models import Person
from registry.parts import in_chunks
from registry.statuses import OPEN

CHUNK = 500
PATIENCE = timedelta(minutes=30)
KEPT = timedelta(days=30)  # of the silent ones


@transaction.atomic
def ask_for_preview(version, *, by, on):
    """Have a version compared with the one in force for the people this user sees; asked again while it runs, it is the same."""
    RankingVersion.objects.select_for_update().get(pk=version.pk)
    against = current_weights().version
    return running(version, by, timezone.now()) or version.previews.create(
        against=against, asked_by=by, on=on, asked_at=timezone.now()
    )


def running(version, by, now):
    """Return the preview that is being worked out for a user; one that stands still, its worker gone, is none."""
    asked = version.previews.filter(asked_by=by, ended_at=None, asked_at__gt=now - PATIENCE)
    return asked.first()


def latest(version, by):
    """Return the last preview that is done: the user's own, or else that of a night."""
    done = version.previews.filter(ended_at__isnull=False)
    return done.filter(asked_by=by).first() or done.filter(asked_by=None).first()


@transaction.atomic
def observe_lists(*, on):
    """Return the silent preview of the night for the version under observation, the same however often it is asked for."""
    version = RankingVersion.objects.select_for_update().observed().first()
    if version is None:
        return None
    version.previews.filter(asked_by=None, on__lt=on - KEPT).delete()
    about = {"against": current_weights().version, "asked_by": None, "on": on}
    preview, _made = version.previews.get_or_create(**about, defaults={"asked_at": timezone.now()})
    return preview


def work_out(preview):
    """Rank the lists both ways and keep what differs; run again after a kill it begins anew, and once done it stays."""
    people = Person.objects.filter(status__in=OPEN)
    if preview.asked_by:
        people = people.visible_to(preview.asked_by)
    keys = list(people.order_by("pk").values_list("pk", flat=True))
    chosen = sample(keys, settings.RANKING_SAMPLE)
    found = RankingPreview.objects.filter(pk=preview.pk, ended_at=None)
    if not found.update(began_at=timezone.now(), people=len(keys), rows_total=len(chosen), rows_done=0):
        return
    versions = weights_by_number([preview.against])[preview.against], preview.version.weights
    changes, done = [], 0
    for some in in_chunks(chosen, CHUNK):
        changes += _changes(some, *versions, on=preview.on)
        done += len(some)
        found.update(rows_done=done)
    found.update(changes=changes, ended_at=timezone.now())


def sample(keys, most):
    """Return at most so many of these keys, evenly from all of them, the same ones every time."""
    if len(keys) <= most:
        return keys
    return [keys[place * len(keys) // most] for place in range(most)]


def _changes(some, before, after, *, on):
    people = Person.objects.filter(pk__in=some).order_by("pk")
    lists = [best_of_pool(people, on=on, limit=LIMIT, weights=weights) for weights in (before, after)]
    listed = ((person, *(_keys(found.get(person, ())) for found in lists)) for person in some)
    changes = ((person, change_of(was, becomes)) for person, was, becomes in listed)
    return [[person, *change] for person, change in changes if change]


def _keys(matches):
    return [match.posting_id for match in matches]


def changed(preview):
    """Return {person key: Change} of a preview, the furthest moved first."""
    found = {person: Change(*change) for person, *change in preview.changes}
    return dict(sorted(found.items(), key=lambda one: (-one[1].furthest, -one[1].entered, one[0])))


def effect(preview):
    """Return the Sum of a preview."""
    return summed((Change(*change) for _person, *change in preview.changes), preview.rows_done)
