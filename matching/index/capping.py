"""Everybody's list when a posting has room for so many only: ranked, shared out, and those left short ranked again. Pure.

One sharing out of lists gives what spreading.py gives: the pairs go by their points, of equals who comes first, and so no
person and posting would rather have each other. What is full then is dropped, and whoever is short walks the rest; the
rounds end when nobody finds anything any more.
"""

import numpy
from django.utils.module_loading import import_string

from matching.index.engine import COMPONENTS, Lists, walk_all

SHARE_OUT = "matching.index.kernels.share_out"  # by name: the compiler is loaded where it is needed
SPARE = 10  # postings beyond a list's length that are found at once, so that few walk again
ROUNDS = 8


def rank_capped(tables, asked, room, *, limit=10, on=None, threads=1, spare=SPARE):
    """Return the Lists of what was asked, no posting in more of them than its room: {key: how many}, others have none."""
    kept = _Kept(len(asked.seekers), limit)
    keys = numpy.sort(tables.postings["posting"])
    left = numpy.array([room.get(key, 0) for key in keys.tolist()], dtype=numpy.int64)
    rows = numpy.arange(len(asked.seekers))
    for _round in range(ROUNDS):
        tables = tables.without(keys[left <= 0])
        lists = walk_all(tables, asked.only(rows, kept.keys_of(rows)), limit=limit + spare, on=on, threads=threads)
        if not kept.share_out(lists, rows, keys, left):
            break
        # Who found fewer than could be given has seen all there is.
        rows = rows[(kept.free[rows] > 0) & (lists.counts == limit + spare)]
        if not len(rows):
            break
    return kept.lists()


class _Kept:
    """What everybody has been given so far."""

    def __init__(self, total, limit):
        self.limit, self.free = limit, numpy.full(total, limit, dtype=numpy.int64)
        self.rows, self.postings = numpy.empty(0, numpy.int64), numpy.empty(0, numpy.int64)
        self.scores, self.components = numpy.empty(0, numpy.int16), numpy.empty((0, len(COMPONENTS)), numpy.int16)

    def share_out(self, lists, rows, keys, left):
        """Give of these rows' Lists what there is room for; returns whether anything was given."""
        held = numpy.arange(lists.postings.shape[1]) < lists.counts[:, None]
        people = numpy.repeat(rows, lists.counts)
        postings, scores, components = lists.postings[held], lists.scores[held], lists.components[held]
        order = numpy.lexsort((postings, people, -scores.astype(numpy.int32)))
        given = numpy.zeros(len(order), dtype=bool)
        import_string(SHARE_OUT)(people[order], numpy.searchsorted(keys, postings[order]), left, self.free, given)
        taken = order[given]
        self.rows = numpy.concatenate([self.rows, people[taken]])
        self.postings = numpy.concatenate([self.postings, postings[taken]])
        self.scores = numpy.concatenate([self.scores, scores[taken]])
        self.components = numpy.concatenate([self.components, components[taken]])
        return len(taken) > 0

    def keys_of(self, rows):
        """Return (starts, keys) of what each of these rows has, in the order of the keys."""
        order = numpy.lexsort((self.postings, self.rows))
        sorted_rows, keys = self.rows[order], self.postings[order]
        first, last = numpy.searchsorted(sorted_rows, rows), numpy.searchsorted(sorted_rows, rows, side="right")
        chosen = numpy.isin(sorted_rows, rows)
        return numpy.concatenate([[0], numpy.cumsum(last - first)]), keys[chosen]

    def lists(self):
        """Return it all as Lists, each one's best first."""
        counts = self.limit - self.free
        found = Lists.empty(len(counts), self.limit)
        order = numpy.lexsort((self.postings, -self.scores.astype(numpy.int32), self.rows))
        held = numpy.arange(self.limit) < counts[:, None]
        found.postings[held] = self.postings[order]
        found.scores[held] = self.scores[order]
        found.components[held] = self.components[order]
        return found._replace(counts=counts)
