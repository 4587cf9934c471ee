"""Many seekers as whole numbers, before any index is asked: every distinct word once, and who says it. Pure."""

from array import array
from dataclasses import dataclass
from functools import lru_cache

import numpy

from matching.eligibility import FULL_TIME_TOO
from matching.index.tables import GROUPS, KINDS, area_number
from registry.statuses import EDUCATION_RANK

SEEKER = numpy.dtype(
    [
        ("groups", "i8"),  # bits of GROUPS
        ("floor", "i4"),  # the lowest pay among the wishes, 0 when none was said
        ("limit", "i4"),  # the pay that is a hard limit, 0 when one wish has none
        ("majors", "i4"),  # which distinct major and schooling
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
_AT_ONCE = 10_000  # records that are Python's before they are numpy's


class Numbered:
    """Gives every distinct thing a number, from 0 up."""

    def __init__(self):
        self.numbers = {}

    def of(self, thing):
        return self.numbers.setdefault(thing, len(self.numbers))

    def listed(self):
        return list(self.numbers)


class Runs:
    """A list of whole numbers for each seeker, one behind the other."""

    def __init__(self):
        self.items, self.ends = array("q"), array("q", [0])

    def add(self, numbers):
        """Keep the next seeker's."""
        self.items.extend(numbers)
        self.ends.append(len(self.items))

    def arrays(self, dtype=numpy.int32):
        """Return (where each seeker's begin and the last end, all their numbers)."""
        return numpy.array(self.ends, dtype=numpy.int64), numpy.array(self.items, dtype=dtype)


@dataclass
class Gathered:
    """One record per seeker, lists of numbers with where each seeker's begin, and the words that the numbers stand for."""

    seekers: numpy.ndarray  # SEEKER
    intents: list  # distinct terms of wishes
    majors: list  # distinct (major, schooling)
    skills: list
    areas: list
    intent_numbers: tuple  # (starts, numbers), as of all that follow
    skill_numbers: tuple
    area_numbers: tuple
    pushed: tuple  # keys of postings the seeker has had, in order

    def __len__(self):
        return len(self.seekers)


def gather(told):
    """Return what is Gathered of (Seeker, keys of postings it has had) pairs, of which only few are held at a time."""
    intents, majors, skills, areas = Numbered(), Numbered(), Numbered(), Numbered()
    wanted, held, near, had = Runs(), Runs(), Runs(), Runs()
    pieces, rows = [], []
    for seeker, keys in told:
        terms = [wish.term for wish in seeker.wishes if wish.term]
        wanted.add(dict.fromkeys(map(intents.of, terms)))
        held.add(map(skills.of, seeker.skills))
        near.add(areas.of(area) for wish in seeker.wishes for area in wish.areas if area)
        had.add(sorted(keys))
        rows.append(_record(seeker, majors.of((seeker.major, seeker.education)), bool(terms)))
        if len(rows) == _AT_ONCE:
            pieces.append(numpy.array(rows, dtype=SEEKER))
            rows = []
    return Gathered(
        numpy.concatenate([*pieces, numpy.array(rows, dtype=SEEKER)]),
        intents.listed(),
        majors.listed(),
        skills.listed(),
        areas.listed(),
        wanted.arrays(),
        held.arrays(),
        near.arrays(),
        had.arrays(numpy.int64),
    )


def _record(seeker, majors, intends):
    floors = [wish.pay_floor for wish in seeker.wishes]
    said = [floor for floor in floors if floor]
    return (
        _bits(seeker.groups),
        min(said, default=0),
        min(floors) if floors and None not in floors else 0,
        majors,
        *_area(seeker.area),
        EDUCATION_RANK.get(seeker.education, 0),
        _kinds(frozenset([wish.kind for wish in seeker.wishes if wish.kind])),
        any(wish.other_province for wish in seeker.wishes),
        bool(seeker.wishes),
        intends,
    )


@lru_cache(maxsize=4096)
def _bits(groups):
    return sum(GROUPS.get(group, 0) for group in groups)


@lru_cache(maxsize=20_000)
def _area(code):
    return tuple(area_number(code, length) for length in (6, 4, 2))


@lru_cache(maxsize=256)
def _kinds(kinds):
    """Return bits of KINDS: what is wished, all when nothing is said; with a full-time job go those that are one too."""
    if "full_time" in kinds:
        kinds |= FULL_TIME_TOO
    return sum(KINDS[kind] for kind in kinds) or sum(KINDS.values())
