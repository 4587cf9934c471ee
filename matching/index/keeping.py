"""The index of this machine: built from the database, published, opened warm, and put right by what changed since.

Every machine builds its own under INDEX_DIR. A list from it is exact: postings that changed after the index was read are
left out of the walk and ranked beside it, and winners that have closed since are left out and the walk repeated.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import numpy
from django.conf import settings
from django.core.files import locks
from django.db.models import Q
from django.utils import timezone

from matching import relaxing
from matching.index import loosening
from matching.index.asking import Words, ask
from matching.index.choosing import rank_all, told
from matching.index.engine import rank_many, walk_all
from matching.index.standing import standing_before
from matching.index.tables import current_version, hold, opened, publish, tables_of
from matching.models import Posting
from matching.ranking import Seeker, rank
from registry.parts import in_chunks

AT_ONCE = 5000  # postings read by their keys
SLACK = timedelta(minutes=5)  # a transaction may have begun before the index was read and end after
ROUNDS = 5  # walks after which so many winners have closed that the index has to be built anew


def build(offers, *, on, weights=None):
    """Publish an index of these offers, read from now on; returns its path.

    It is walked once before: what that takes the first time on a machine, nobody shall wait for at a page.
    """
    read_at = timezone.now() - SLACK
    tables = tables_of(offers, on=on, weights=weights)
    rank_many(tables, [Seeker()])
    standing_before(tables, ask(tables, [Seeker()]), [(0, 0)])
    return publish(tables, settings.INDEX_DIR, read_at=read_at)


class Warm:
    """An opened version with its words made ready; kept by the process until another version is current."""

    def __init__(self, path):
        self.held = hold(path)  # the folder stays as long as anybody has this
        self.path, self.tables = path, opened(path)
        self.words = Words(self.tables)

    def pieces(self, postings, *, on, offers_of):
        """Return [(Tables, Words)] that together hold the open postings as they are now: the index, and what is newer."""
        still_open = _keys(postings)
        changed = _keys(Posting.objects.filter(updated_at__gte=self.tables.read_at))
        held = self.tables.postings["posting"]
        gone = numpy.union1d(numpy.setdiff1d(held, still_open), changed)
        newer = numpy.union1d(numpy.setdiff1d(still_open, held), numpy.intersect1d(changed, still_open)).tolist()
        found = [(self.tables.without(gone), self.words)]
        if newer:
            parts = in_chunks(newer, AT_ONCE)
            found.append(apart((offer for some in parts for offer in offers_of(postings.filter(pk__in=some))), on=on))
        return found

    def kept_away(self, seeker, had, *, on, offers_of, links):
        """Return which open postings but those a person has `had` one wish Alone keeps away, as they are now."""
        stale = had | self._stale(on)
        newer = offers_of(Posting.objects.open_on(on).filter(self._newer()).exclude(pk__in=had))
        within = loosening.kept_away(self.tables, seeker, stale, self.words, links)
        return within.along(relaxing.kept_away(seeker, newer, links))

    def places(self, seeker, had, matches, *, on, offers_of, weights, links):
        """Return {key: place} of Matches in a person's whole list as it is now, without the keys that person has `had`."""
        if not matches:
            return {}
        asked = ask(self.tables, [seeker], [had | self._stale(on)], self.words, weights, links)
        pairs = [(match.posting_id, match.score) for match in matches]
        before = standing_before(self.tables, asked, pairs, on=on)
        newer = offers_of(Posting.objects.open_on(on).filter(self._newer()).exclude(pk__in=had))
        others = rank(seeker, newer, on=on, limit=None, weights=weights, links=links)
        better = [sum(_order(other) < _order(match) for other in others) for match in matches]
        counted = zip(matches, before, better, strict=True)
        return {match.posting_id: 1 + inside + beside for match, inside, beside in counted}

    def _newer(self):
        """Changed since the index was read, or open only since its day."""
        return Q(updated_at__gte=self.tables.read_at) | Q(opens_on__gt=self.tables.on)

    def _stale(self, on):
        """Return the keys of postings that are not as the index has them: changed, closed or past their day since."""
        gone = Q(closed_on__gte=self.tables.on) | Q(closes_on__gte=self.tables.on, closes_on__lt=on)
        return set(Posting.objects.filter(self._newer() | gone).values_list("pk", flat=True))

    def best(self, seekers, had, *, on, limit, offers_of, weights, links, without=frozenset()):
        """Return the best Matches of each seeker of all open postings; None when too much has closed.

        `had` holds for each the keys that are left out, `without` those that are for all; `offers_of(postings)` reads
        Offers from the database.
        """
        still_open = Posting.objects.open_on(on)
        changed = set(Posting.objects.filter(updated_at__gte=self.tables.read_at).values_list("pk", flat=True))
        newer = [offer for offer in offers_of(still_open.filter(pk__in=changed)) if offer.posting_id not in without]
        left_out = changed | without
        for _round in range(ROUNDS):
            asked = ask(self.tables, seekers, [keys | left_out for keys in had], self.words, weights, links)
            lists = walk_all(self.tables, asked, limit=limit, on=on)
            found = [lists.keys_of(row) for row in range(len(seekers))]
            offers = offers_of(still_open.filter(pk__in={key for keys in found for key in keys}))
            closed = {key for keys in found for key in keys} - {offer.posting_id for offer in offers}
            if not closed:
                beside = rank_all(seekers, newer, had, on=on, limit=limit, weights=weights, links=links)
                matches = told(seekers, found, offers, on=on, weights=weights, links=links)
                return list(map(partial(_merged, limit), matches, beside))
            left_out |= closed
        return None


def apart(offers, *, on):
    """Return (Tables, Words) of offers that are in no index."""
    tables = tables_of(offers, on=on)
    return tables, Words(tables)


def _keys(postings):
    return numpy.fromiter(postings.order_by().values_list("pk", flat=True).iterator(), dtype=numpy.int64)


def _merged(limit, matches, others):
    """The best of both, in ranking's order."""
    return sorted([*matches, *others], key=_order)[:limit]


def _order(match):
    return -match.score, match.posting_id


def fresh(postings, *, on, offers_of):
    """Return the Warm index of this machine as of a day, built where it has none; who comes second waits for the first."""
    Path(settings.INDEX_DIR).mkdir(parents=True, exist_ok=True)
    with open(Path(settings.INDEX_DIR) / ".turn", "w") as turn:
        locks.lock(turn, locks.LOCK_EX)  # given up as the file is closed, or its process dies
        index = warm()
        if index is None or index.tables.on < on.isoformat():
            build(offers_of(postings), on=on)
            index = warm()
        return index


_warm = {}


def warm():
    """Return the Warm index of this process, the current one, or None when none was published."""
    while path := current_version(Path(settings.INDEX_DIR)):
        index = _warm.get("index")
        if index is not None and index.path == path:
            return index
        with suppress(FileNotFoundError):  # swept away between being named and being opened: another is current now
            _warm["index"] = index = Warm(path)
            return index
    return None
