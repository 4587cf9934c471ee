"""Many seekers as integer tables over an index: what each one's words mean in its vocabularies. Pure."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy

from matching.fitting import Requirements
from matching.index.gathering import gather
from matching.ranking import MAJOR_SHARES, Weights, major_points, title_points
from matching.terms import UNLINKED, Terms

REMEMBERED = 300  # intents that a process need not compare anew: most people who come want what others wanted


@dataclass
class Asked:
    """What the kernels walk: one record per seeker, and lists of numbers with where each seeker's begin."""

    seekers: numpy.ndarray  # SEEKER
    intent_starts: numpy.ndarray
    intents: numpy.ndarray
    skill_starts: numpy.ndarray
    skills: numpy.ndarray  # skills of postings that a skill of the seeker meets
    place_starts: numpy.ndarray
    places: numpy.ndarray  # area texts that hold a wished area
    pushed_starts: numpy.ndarray
    pushed: numpy.ndarray  # keys of postings the seeker has had, in order
    tier_starts: numpy.ndarray  # intents × (most title points + 2)
    tier_terms: numpy.ndarray  # terms by intent, from the most points down
    major_points: numpy.ndarray  # distinct (major, schooling) × distinct requirements
    major_order: numpy.ndarray  # the requirements of each, those with most points first
    weights: Weights  # by which tiers and majors were made, and the rest is weighed

    def only(self, rows, had):
        """Return what some of the seekers ask, without what they were pushed and (starts, keys) of what they have had."""
        starts, keys = _joined(_taken(self.pushed_starts, self.pushed, rows), had)
        intents = _taken(self.intent_starts, self.intents, rows)
        skills = _taken(self.skill_starts, self.skills, rows)
        places = _taken(self.place_starts, self.places, rows)
        lists = dict(zip(_LISTS, (*intents, *skills, *places, starts, keys), strict=True))
        return replace(self, seekers=self.seekers[rows], **lists)


_LISTS = ("intent_starts", "intents", "skill_starts", "skills", "place_starts", "places", "pushed_starts", "pushed")


def _taken(starts, numbers, rows):
    """Return (starts, numbers) of some of the lists."""
    counts = starts[rows + 1] - starts[rows]
    ends = numpy.concatenate([[0], numpy.cumsum(counts)])
    return ends, numbers[numpy.arange(ends[-1]) - numpy.repeat(ends[:-1] - starts[rows], counts)]


def _joined(some, others):
    """Return (starts, keys) of two lists each as one, in the order of the keys."""
    rows = [numpy.repeat(numpy.arange(len(starts) - 1), numpy.diff(starts)) for starts, _keys in (some, others)]
    keys = numpy.concatenate([some[1], others[1]])
    return some[0] + others[0], keys[numpy.lexsort((keys, numpy.concatenate(rows)))]


class Words:
    """The words of the Tables made ready for being asked: the costly part, worth keeping between askings."""

    def __init__(self, tables):
        self.terms = Terms(tables.terms, tables.profiles())
        self.majors = Requirements(tables.majors)
        self.skills = _Meeting(tables.skills, _skills_meet)
        self.places = _Meeting(tables.places, _place_meets)
        self.tiers = lru_cache(maxsize=REMEMBERED)(self._tiers)
        self.alike = lru_cache(maxsize=REMEMBERED)(self._alike)  # the terms that are at all like an intent

    def _alike(self, intent, links):
        return numpy.flatnonzero(self.terms.like(intent, links))

    def _tiers(self, intent, most, links):
        """Return (where the tier of `most` points begins, then that of one less, down to nothing; the terms)."""
        points_of = numpy.array([title_points(similar, most) for similar in range(101)], dtype=numpy.int64)
        points = points_of[self.terms.like(intent, links)]
        held = numpy.flatnonzero(points)
        order = held[numpy.argsort(-points[held], kind="stable")]
        edges = numpy.searchsorted(-points[order], -numpy.arange(most, -1, -1))
        return numpy.append(edges, len(order)), order.astype(numpy.int32)


def ask(tables, seekers, pushed=(), words=None, weights=None, links=UNLINKED):
    """Return what these Seekers ask of the Tables; `pushed` holds for each the keys that are left out."""
    had = pushed or [()] * len(seekers)
    return ask_gathered(tables, gather(zip(seekers, had, strict=True)), words, weights, links)


def ask_gathered(tables, gathered, words=None, weights=None, links=UNLINKED):
    """Return what those Gathered ask of the Tables: the words of both sides met, every pair of distinct ones once.

    The weights are those the tables were published with unless others are given. Nothing in the tables depends on them,
    nor on what officers say of words.
    """
    weights = weights or Weights(**tables.weights)
    words = words or Words(tables)
    tier_starts, tier_terms = _tiers(gathered.intents, words, weights.title, links)
    major_points = _majors(gathered.majors, words.majors, weights)
    return Asked(
        gathered.seekers,
        *gathered.intent_numbers,
        *_met(*gathered.skill_numbers, list(map(words.skills.of, gathered.skills))),
        *_met(*gathered.area_numbers, list(map(words.places.of, gathered.areas))),
        *gathered.pushed,
        tier_starts,
        tier_terms,
        major_points,
        numpy.argsort(-major_points.astype(numpy.int16), axis=1, kind="stable").astype(numpy.int32),
        weights,
    )


class _Meeting:
    """Which words of the index a word of a seeker meets; every distinct word is asked once."""

    def __init__(self, words, meets):
        self.words, self.meets, self.known = words, meets, {}

    def of(self, word):
        """Return the numbers of the words that this one meets."""
        if word not in self.known:
            self.known[word] = [number for number, other in enumerate(self.words) if self.meets(word, other)]
        return self.known[word]


def _skills_meet(mine, asked):
    return asked in mine or mine in asked


def _place_meets(area, text):
    return area in text


def _met(starts, numbers, lists):
    """Return (starts, numbers) after every number has become the list that it stands for."""
    lengths = numpy.array([*map(len, lists), 0], dtype=numpy.int64)
    begins = numpy.cumsum(lengths) - lengths
    items = numpy.array([item for one in lists for item in one], dtype=numpy.int32)
    counts = lengths[numbers]
    ends = numpy.concatenate([[0], numpy.cumsum(counts)])
    places = numpy.arange(ends[-1]) - numpy.repeat(ends[:-1] - begins[numbers], counts)
    return ends[starts], items[places]


def _tiers(intents, words, most, links):
    """Return the terms of each intent by the title points they earn, from the most down: the order of the walk."""
    starts, terms, begin = [], [], 0
    for intent in intents:
        edges, order = words.tiers(intent, most, links)
        starts.append(begin + edges)
        terms.append(order)
        begin += len(order)
    if not starts:
        return numpy.zeros((0, most + 2), dtype=numpy.int64), numpy.zeros(0, dtype=numpy.int32)
    return numpy.array(starts, dtype=numpy.int64), numpy.concatenate(terms)


def _majors(asked, requirements, weights):
    points = {fit: major_points(fit, weights.major, weights.unknown) for fit in MAJOR_SHARES}
    rows = [[points[fit] for fit in requirements.fits(*one)] for one in asked]
    return numpy.array(rows, dtype=numpy.uint8).reshape(len(asked), len(requirements.listed))
