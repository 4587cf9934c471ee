"""Many seekers as integer tables over an index: what each one's words mean in its vocabularies. Pure."""

from dataclasses import dataclass

import numpy

from matching.eligibility import FULL_TIME_TOO
from matching.fitting import Requirements
from matching.index.tables import GROUPS, KINDS, area_number
from matching.ranking import MAJOR_SHARES, major_points, title_points
from matching.terms import Terms
from registry.statuses import EDUCATION_RANK

NOBODY = -1

SEEKER = numpy.dtype(
    [
        ("groups", "i8"),  # bits of GROUPS
        ("floor", "i4"),  # the lowest pay among the wishes, 0 when none was said
        ("limit", "i4"),  # the pay that is a hard limit, 0 when one wish has none
        ("majors", "i4"),  # row of the table of majors
        ("county", "i4"),
        ("prefecture", "i4"),
        ("province", "i4"),
        ("schooling", "i1"),
        ("kinds", "u1"),  # bits of KINDS
        ("roams", "i1"),  # whether other provinces are no limit
        ("wishes", "i1"),  # whether there are any
        ("intends", "i1"),  # whether any of them names an occupation
    ],
    align=True,
)


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


class Words:
    """The words of the Tables made ready for being asked: the costly part, worth keeping between askings."""

    def __init__(self, tables):
        self.terms = Terms(tables.terms, tables.profiles())
        self.majors = Requirements(tables.majors)
        self.skills = _Meeting(tables.skills, _skills_meet)
        self.places = _Meeting(tables.places, _place_meets)


def ask(tables, seekers, pushed=(), words=None):
    """Return what these Seekers ask of the Tables; `pushed` holds for each the keys that are left out."""
    words = words or Words(tables)
    intents, majors = _Numbers(), _Numbers()
    records = numpy.zeros(len(seekers), dtype=SEEKER)
    wanted, skills, places = [], [], []
    for row, seeker in enumerate(seekers):
        terms = [wish.term for wish in seeker.wishes if wish.term]
        wanted.append(list(dict.fromkeys(intents.of(term) for term in terms)))
        skills.append(words.skills.all(seeker.skills))
        places.append(words.places.all(area for wish in seeker.wishes for area in wish.areas if area))
        records[row] = _record(seeker, majors.of((seeker.major, seeker.education)), bool(terms))
    tier_starts, tier_terms = _tiers(intents.listed(), words.terms, tables.weights["title"])
    had = [sorted(keys) for keys in pushed] or [[]] * len(seekers)
    major_points = _majors(majors.listed(), words.majors, tables.weights["major"])
    return Asked(
        records,
        *_flat(wanted),
        *_flat(skills),
        *_flat(places),
        *_flat(had, numpy.int64),
        tier_starts,
        tier_terms,
        major_points,
        numpy.argsort(-major_points.astype(numpy.int16), axis=1, kind="stable").astype(numpy.int32),
    )


class _Numbers:
    def __init__(self):
        self.numbers = {}

    def of(self, thing):
        return self.numbers.setdefault(thing, len(self.numbers))

    def listed(self):
        return list(self.numbers)


class _Meeting:
    """Which words of the index a word of a seeker meets; every distinct word is asked once."""

    def __init__(self, words, meets):
        self.words, self.meets, self.known = words, meets, {}

    def all(self, asked):
        """Return the numbers that any of these words meets, in order."""
        found = set()
        for word in asked:
            if word not in self.known:
                self.known[word] = [number for number, other in enumerate(self.words) if self.meets(word, other)]
            found.update(self.known[word])
        return sorted(found)


def _skills_meet(mine, asked):
    return asked in mine or mine in asked


def _place_meets(area, text):
    return area in text


def _record(seeker, majors, intends):
    floors = [wish.pay_floor for wish in seeker.wishes]
    said = [floor for floor in floors if floor]
    kinds = {wish.kind for wish in seeker.wishes if wish.kind}
    if "full_time" in kinds:
        kinds |= FULL_TIME_TOO
    return (
        sum(GROUPS.get(group, 0) for group in seeker.groups),
        min(said, default=0),
        min(floors) if floors and None not in floors else 0,
        majors,
        *(area_number(seeker.area, length) for length in (6, 4, 2)),
        EDUCATION_RANK.get(seeker.education, 0),
        sum(KINDS[kind] for kind in kinds) or sum(KINDS.values()),
        any(wish.other_province for wish in seeker.wishes),
        bool(seeker.wishes),
        intends,
    )


def _flat(lists, dtype=numpy.int32):
    """Return (where each list begins and the last ends, all their numbers)."""
    starts = numpy.cumsum([0, *map(len, lists)]).astype(numpy.int64)
    return starts, numpy.array([number for one in lists for number in one], dtype=dtype)


def _tiers(intents, vocabulary, most):
    """Return the terms of each intent by the title points they earn, from the most down: the order of the walk."""
    points_of = numpy.array([title_points(similar, most) for similar in range(101)], dtype=numpy.int64)
    starts, terms, begin = [], [], 0
    for intent in intents:
        points = points_of[vocabulary.like(intent)]
        held = numpy.flatnonzero(points)
        order = held[numpy.argsort(-points[held], kind="stable")]
        # Where the tier of `most` points begins, then that of one less, down to nothing.
        edges = numpy.searchsorted(-points[order], -numpy.arange(most, -1, -1))
        starts.append(begin + numpy.append(edges, len(order)))
        terms.append(order)
        begin += len(order)
    if not starts:
        return numpy.zeros((0, most + 2), dtype=numpy.int64), numpy.zeros(0, dtype=numpy.int32)
    return numpy.array(starts, dtype=numpy.int64), numpy.concatenate(terms).astype(numpy.int32)


def _majors(asked, requirements, most):
    points = {fit: major_points(fit, most) for fit in MAJOR_SHARES}
    rows = [[points[fit] for fit in requirements.fits(*one)] for one in asked]
    return numpy.array(rows, dtype=numpy.uint8).reshape(len(asked), len(requirements.listed))
