"""Ranks many seekers over an index at once; what it returns equals the oracle in ranking.py, number for number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import NamedTuple

import numpy
from django.utils.module_loading import import_string

from matching.index.asking import ask
from matching.ranking import COMPONENTS
from matching.terms import UNLINKED

WALK = "matching.index.kernels.walk"  # by name: a process that never walks does not load the compiler, 70 MB of it
AT_ONCE = 2048  # seekers a thread takes at a time


class Lists(NamedTuple):
    """The best of each seeker: keys, scores, and the components in the order of COMPONENTS; `counts` says how many."""

    postings: numpy.ndarray  # seekers × limit, int64
    scores: numpy.ndarray  # seekers × limit, int16
    components: numpy.ndarray  # seekers × limit × 6, int16
    counts: numpy.ndarray

    @classmethod
    def empty(cls, total, limit):
        """Return Lists of so many seekers with nothing in them yet."""
        return cls(
            numpy.zeros((total, limit), dtype=numpy.int64),
            numpy.zeros((total, limit), dtype=numpy.int16),
            numpy.zeros((total, limit, len(COMPONENTS)), dtype=numpy.int16),
            numpy.zeros(total, dtype=numpy.int64),
        )

    def keys_of(self, row):
        """Return the keys of one seeker's postings, the best first."""
        return self.postings[row, : self.counts[row]].tolist()

    def merged(self, others):
        """Return the best of both for each seeker, of the same length; a posting stands in one of them at most."""
        limit = self.postings.shape[1]
        postings, scores, components = (
            numpy.concatenate(pair, axis=1) for pair in zip(self[:3], others[:3], strict=True)
        )
        is_held = numpy.arange(limit) < numpy.stack([self.counts, others.counts], axis=1)[:, :, None]
        last = numpy.where(is_held.reshape(len(postings), -1), -scores.astype(numpy.int32), 1)
        order = numpy.lexsort((postings, last), axis=1)[:, :limit]
        return Lists(
            numpy.take_along_axis(postings, order, axis=1),
            numpy.take_along_axis(scores, order, axis=1),
            numpy.take_along_axis(components, order[:, :, None], axis=1),
            numpy.minimum(self.counts + others.counts, limit),
        )

    def of(self, row):
        """Return [(posting key, score, {component: points})] of one seeker, the best first."""
        return [
            (
                int(self.postings[row, place]),
                int(self.scores[row, place]),
                dict(zip(COMPONENTS, map(int, self.components[row, place]), strict=True)),
            )
            for place in range(self.counts[row])
        ]


def rank_many(tables, seekers, *, limit=10, pushed=(), on=None, threads=1, weights=None, links=UNLINKED):
    """Return the Lists of these Seekers; `pushed` holds for each the keys of postings that are left out."""
    return walk_all(
        tables, ask(tables, seekers, pushed, weights=weights, links=links), limit=limit, on=on, threads=threads
    )


def as_mapped(array):
    """Return an array as one that is mapped: for one that could be written to, the walk would be compiled once more."""
    seen = array.view()
    seen.flags.writeable = False
    return seen


def walk_all(tables, asked, *, limit=10, on=None, threads=1):
    """Return the Lists of what was asked as of a day, that of the tables by default.

    Threads share the tables and write into rows of their own.
    """
    total = len(asked.seekers)
    lists = Lists.empty(total, limit)
    points = (*asked.weights.points(), asked.weights.unknown)
    today = (on or date.fromisoformat(tables.on)).toordinal()
    given = (limit, points, today, *map(as_mapped, tables.walked()))
    given += (len(tables.skills), len(tables.places), asked.seekers, asked.intent_starts, asked.intents)
    given += (asked.skill_starts, asked.skills, asked.place_starts, asked.places, asked.pushed_starts, asked.pushed)
    given += (asked.tier_starts, asked.tier_terms, asked.major_points, asked.major_order, *lists)

    walk = import_string(WALK)

    def some(first):
        walk(first, min(first + AT_ONCE, total), *given)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, range(0, total, AT_ONCE)))
    return lists
