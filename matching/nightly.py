"""The night's ranking: everybody's best postings, worked out in shards that any machine may take, kept for the day.

A shard is a stretch of people. Who takes it holds a claim that lapses when its worker stops moving; only the latest
claim may write, and it writes all of a shard or nothing. So a killed worker, a message that comes twice and a worker
that was thought dead all end in the same rows. What the lists are depends on the day, the postings, the people, the
weights and the words, never on how many shards there are or on which machine.
"""

from array import array
from datetime import timedelta

import numpy
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from matching.candidates import LIMIT, each_offer, is_large
from matching.index import keeping
from matching.index.asking import ask_gathered
from matching.index.engine import walk_all
from matching.index.gathering import gather
from matching.models import Listed, Posting, RankingRun, RankingShard
from matching.ranking import COMPONENTS
from matching.seeking import seekers_of
from matching.weights import current_weights, weights_by_number
from matching.wording import standing_links
from registry.models import Person
from registry.pouring import pour_array
from registry.statuses import OPEN

LEASE = timedelta(minutes=10)  # a worker that has not moved for so long was killed; a step of a shard takes a minute
NIGHTS = 2  # that are kept
FEW = 20_000  # people who are not worth being cut into shards
LISTED = numpy.dtype(
    [("run", "i8"), ("person", "i8"), ("place", "i2"), ("posting", "i8"), ("score", "i2")]
    + [(name, "i2") for name in COMPONENTS]
)


class Superseded(Exception):
    """Another worker has taken the shard over."""


def served():
    """Those who get lists: everybody who is still to be served."""
    return Person.objects.filter(status__in=OPEN)


# --- Cutting --------------------------------------------------------------------------------------


@transaction.atomic
def start_run(*, on, shards=None):
    """Cut the people of a day into shards and return the run; asked for again, it is the same one."""
    people = served().order_by("pk")
    total = people.count()
    shards = min(shards or (settings.RANKING_SHARDS if total > FEW else 1), max(total, 1))
    facts = {
        "weights": str(current_weights().version),
        "words": standing_links().version,
        "shards": shards,
        "began_at": timezone.now(),
    }
    run, is_new = RankingRun.objects.get_or_create(on=on, defaults=facts)
    if is_new:
        keys = people.values_list("pk", flat=True)
        firsts = [keys[total * number // shards] for number in range(shards)] if total else [0]
        lasts = [first - 1 for first in firsts[1:]] + [keys.last() or 0]
        RankingShard.objects.bulk_create(
            RankingShard(run=run, number=number, first_person=first, last_person=last)
            for number, (first, last) in enumerate(zip(firsts, lasts, strict=True), 1)
        )
    return run


def free_shards(*, now):
    """Return the keys of shards of the latest run that nobody works on: not begun, or their worker was killed."""
    latest = RankingRun.objects.order_by("-on")[:1]
    return list(RankingShard.objects.free(now - LEASE).filter(run__in=latest).values_list("pk", flat=True))


# --- Ranking a shard ------------------------------------------------------------------------------


def rank_shard(shard_pk):
    """Rank the people of a shard and keep their lists; returns whether it was free to be done.

    Run twice, or again after a kill, there is one set of rows, and always the same.
    """
    shard = _claim(shard_pk)
    if shard is None:
        return False
    try:
        keys, lists, index = _ranked(shard)
        _keep(shard, _rows(shard.run_id, keys, lists), len(keys), index)
    except Superseded:
        return False
    _end(shard.run)
    return True


def _claim(shard_pk):
    now = timezone.now()
    free = RankingShard.objects.free(now - LEASE).filter(pk=shard_pk)
    if not free.update(claims=F("claims") + 1, began_at=now, moved_at=now):
        return None
    return RankingShard.objects.select_related("run").get(pk=shard_pk)


def _held(shard):
    return RankingShard.objects.unfinished().filter(pk=shard.pk, claims=shard.claims)


def _move(shard):
    """Say that this worker is alive; whose claim has gone to another stops here."""
    if not _held(shard).update(moved_at=timezone.now()):
        raise Superseded


def _ranked(shard):
    """Return (keys of the people, their Lists, version of the index that was walked)."""
    run, keys = shard.run, array("q")
    pieces, index = _pieces(run)
    _move(shard)
    gathered = gather(_told(served().filter(pk__range=(shard.first_person, shard.last_person)), keys))
    _move(shard)
    number = int(run.weights)
    weights, links = weights_by_number([number])[number], standing_links(at=run.began_at)
    lists = None
    for tables, words in pieces:
        asked = ask_gathered(tables, gathered, words, weights, links)
        _move(shard)
        found = walk_all(tables, asked, limit=LIMIT, on=run.on)
        lists = found if lists is None else lists.merged(found)
        _move(shard)
    return numpy.array(keys), lists, index


def _pieces(run):
    """Return ([(Tables, Words)] that hold every open posting once, the version of this machine's index or "")."""
    postings = Posting.objects.open_on(run.on)
    if not is_large(run.on):
        return [keeping.apart(each_offer(postings), on=run.on)], ""
    index = keeping.fresh(postings, on=run.on, offers_of=each_offer)
    return index.pieces(postings, on=run.on, offers_of=each_offer), index.path.name


def _told(people, keys):
    for key, seeker, had in seekers_of(people):
        keys.append(key)
        yield seeker, had


def _rows(run, people, lists):
    """Return the lists as rows of LISTED, person by person, the best first."""
    places = numpy.arange(lists.postings.shape[1])
    held = places < lists.counts[:, None]
    rows = numpy.empty(int(lists.counts.sum()), dtype=LISTED)
    rows["run"] = run
    rows["person"] = numpy.repeat(people, lists.counts)
    rows["place"] = numpy.broadcast_to(places + 1, held.shape)[held]
    rows["posting"] = lists.postings[held]
    rows["score"] = lists.scores[held]
    for number, name in enumerate(COMPONENTS):
        rows[name] = lists.components[:, :, number][held]
    return rows


@transaction.atomic
def _keep(shard, rows, people, index):
    """Write all rows of a shard and end it, or nothing; a worker that was killed here has left nothing behind."""
    now = timezone.now()
    done = {"ended_at": now, "moved_at": now, "people": people, "rows": len(rows), "index": index}
    if not _held(shard).update(**done):
        raise Superseded
    pour_array(Listed, rows)


# --- Ending ---------------------------------------------------------------------------------------


@transaction.atomic
def _end(run):
    """When the last shard is done: the run is, and the nights before the last two are forgotten."""
    if run.parts.unfinished().exists() or not RankingRun.objects.filter(pk=run.pk, ended_at=None).update(
        ended_at=timezone.now()
    ):
        return
    old = list(RankingRun.objects.order_by("-on").values_list("pk", flat=True)[NIGHTS:])
    Listed.objects.filter(run__in=old).delete()
    RankingRun.objects.filter(pk__in=old).delete()
