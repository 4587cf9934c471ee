"""All open postings as integer tables, sorted by term; built from Offers, kept in a folder, mapped into memory. Pure."""

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

import numpy
from django.core.files import locks

from matching.occupations import Profiles
from matching.ranking import Weights
from matching.terms import profiles_of
from registry.statuses import EDUCATION_RANK, Group, WorkKind

KINDS = {kind: 1 << number for number, kind in enumerate(WorkKind.values)}
GROUPS = {group: 1 << number for number, group in enumerate(Group.values)}
OTHER = 1 << 62
UNKNOWN = -1  # pay that was not said
MANIFEST = "manifest.json"
_AT_ONCE = 50_000  # records that are Python's before they are numpy's

# One packed record per posting: what the hard limits and the components read, side by side in memory. Without a byte
# between the fields, which would hold anything: the same postings must give the same checksum.
POSTING = numpy.dtype(
    [
        ("posting", "i8"),
        ("audience", "i8"),  # bits of GROUPS
        ("low", "i4"),
        ("high", "i4"),
        ("majors", "i4"),  # which distinct requirement
        ("place", "i4"),  # which distinct area text
        ("county", "i4"),  # the first 6, 4 and 2 digits of the area code, 0 for none
        ("prefecture", "i4"),
        ("province", "i4"),
        ("skills", "i4"),  # which distinct set of skills; 0 asks for none
        ("term", "i4"),
        ("schooling", "i4"),
        ("kind", "u4"),  # a bit of KINDS
        ("opened", "i4"),  # day, 0 when it is not known
    ],
    align=True,
)


@dataclass
class Tables:
    """The index. Arrays are parallel where they share a name; words stand for what their number is elsewhere."""

    postings: numpy.ndarray  # POSTING, sorted by term and key
    starts: numpy.ndarray  # of each term's postings, and the end
    by_majors: numpy.ndarray  # the same records sorted by requirement and key: for what no wish leads to
    major_starts: numpy.ndarray  # of each requirement's postings, and the end
    skill_starts: numpy.ndarray  # of each set's skills in skill_items, and the end
    skill_items: numpy.ndarray
    profile_starts: numpy.ndarray  # of each occupation's terms, and the end
    profile_places: numpy.ndarray  # terms by occupation, and how much each is of it
    profile_weights: numpy.ndarray
    terms: list = field(default_factory=list)
    majors: list = field(default_factory=list)  # distinct requirements
    places: list = field(default_factory=list)  # distinct area texts
    skills: list = field(default_factory=list)
    weights: dict = field(default_factory=dict)
    on: str = ""
    read_at: datetime | None = None  # what changed from then on is not in it

    def __len__(self):
        return len(self.postings)

    def walked(self):
        """Return the arrays that the walk goes through, in its order."""
        by_term, by_majors = (self.postings, self.starts), (self.by_majors, self.major_starts)
        return *by_term, *by_majors, self.skill_starts, self.skill_items

    def without(self, keys):
        """Return the Tables without the postings of these keys; the very same when none of them is here."""
        gone = numpy.isin(self.postings["posting"], keys)
        if not gone.any():
            return self
        postings, starts = _left(self.postings, self.starts, ~gone)
        stay = ~numpy.isin(self.by_majors["posting"], keys)
        by_majors, major_starts = _left(self.by_majors, self.major_starts, stay)
        return replace(self, postings=postings, starts=starts, by_majors=by_majors, major_starts=major_starts)

    def profiles(self):
        """Return what occupations the terms speak of, as it was worked out when the index was built."""
        return Profiles(self.profile_starts, self.profile_places, self.profile_weights, len(self.terms))


def _left(records, starts, stay):
    """Return (the records that stay, where each number's begin among them and the last end)."""
    return records[stay], numpy.concatenate([[0], numpy.cumsum(stay)])[starts]


ARRAYS = ("postings", "starts", "by_majors", "major_starts", "skill_starts", "skill_items")
ARRAYS += ("profile_starts", "profile_places", "profile_weights")


class _Words:
    """Gives every distinct thing a number."""

    def __init__(self, *first):
        self.numbers = {}
        for thing in first:
            self.of(thing)

    def of(self, thing):
        return self.numbers.setdefault(thing, len(self.numbers))

    def listed(self):
        return list(self.numbers)


def tables_of(offers, *, on, weights=None):
    """Return the Tables of these Offers as of a day; everything that does not depend on who asks is worked out."""
    weights = weights or Weights()
    terms, majors, places, skills, sets = _Words(), _Words(), _Words(), _Words(), _Words(())
    pieces, rows = [], []
    for offer in offers:
        rows.append(
            (
                offer.posting_id,
                _audience(offer),
                *_pay(offer),
                majors.of(json.dumps(offer.majors, ensure_ascii=False, sort_keys=True)),
                places.of(offer.area_text),
                *(area_number(offer.area, length) for length in (6, 4, 2)),
                sets.of(tuple(skills.of(skill) for skill in offer.skills)),
                terms.of(offer.term),
                EDUCATION_RANK.get(offer.education, 0),
                KINDS[offer.kind],
                offer.opened_on.toordinal() if offer.opened_on else 0,
            )
        )
        if len(rows) == _AT_ONCE:
            pieces.append(numpy.array(rows, dtype=POSTING))
            rows = []
    postings = numpy.concatenate([*pieces, numpy.array(rows, dtype=POSTING)])
    by_term, starts = _sorted(postings, "term", len(terms.numbers))
    by_majors, major_starts = _sorted(postings, "majors", len(majors.numbers))
    held = list(sets.numbers)
    profiles = profiles_of(terms.numbers)
    return Tables(
        postings=by_term,
        starts=starts,
        by_majors=by_majors,
        major_starts=major_starts,
        skill_starts=numpy.cumsum([0, *map(len, held)]).astype(numpy.int64),
        skill_items=numpy.array([skill for one in held for skill in one], dtype=numpy.int32),
        profile_starts=profiles.starts,
        profile_places=profiles.places,
        profile_weights=profiles.weights,
        terms=terms.listed(),
        majors=[json.loads(text) for text in majors.listed()],
        places=places.listed(),
        skills=skills.listed(),
        weights={one.name: getattr(weights, one.name) for one in fields(weights)},
        on=on.isoformat(),
    )


def _sorted(postings, name, total):
    """Return (the records by one of their numbers and key, where each number's begin and the last end)."""
    found = postings[numpy.lexsort((postings["posting"], postings[name]))]
    return found, numpy.searchsorted(found[name], numpy.arange(total + 1)).astype(numpy.int64)


def _audience(offer):
    """Return bits of GROUPS; a tag that names no group is a bit nobody has."""
    bits = 0
    for group in offer.audience:
        bits |= GROUPS.get(group, OTHER)
    return bits


def _pay(offer):
    """Return (low, high) as the pay component reads them, UNKNOWN twice when nothing was said."""
    low, high = offer.pay_min, offer.pay_max
    if low is None and high is None:
        return UNKNOWN, UNKNOWN
    return low or 0, high or low or 0


def area_number(code, length):
    """Return the first digits of an area code as a number, 0 when there is no code.

    A shorter code is equal only to itself, as text compares: its length is kept in front.
    """
    digits = (code or "")[:length]
    return int(f"{len(digits)}{digits}") if digits else 0


# --- Kept in a folder --------------------------------------------------------------------------


def publish(tables, folder, *, read_at=None):
    """Write the Tables as a new version under a folder and make it the current one, at once; returns its path.

    Readers that hold the old version go on reading it. One publishes at a time.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".publishing", "w") as turn:
        locks.lock(turn, locks.LOCK_EX)  # given up as the file is closed, or its process dies
        return _publish(tables, folder, read_at)


def _publish(tables, folder, read_at):
    place = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        sums = {}
        for name in ARRAYS:
            numpy.save(place / f"{name}.npy", getattr(tables, name))
            sums[name] = hashlib.sha256((place / f"{name}.npy").read_bytes()).hexdigest()
        words = {name: getattr(tables, name) for name in ("terms", "majors", "places", "skills")}
        (place / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        told = {"on": tables.on, "weights": tables.weights, "postings": len(tables), "sums": sums}
        told["read_at"] = read_at.isoformat() if read_at else None
        (place / MANIFEST).write_text(json.dumps(told, sort_keys=True), encoding="utf-8")
        version = hashlib.sha256((place / MANIFEST).read_bytes() + (place / "words.json").read_bytes()).hexdigest()[:16]
        if not (folder / version).exists():
            os.replace(place, folder / version)
        _point_at(folder, version)
        sweep(folder)
        return folder / version
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _point_at(folder, version):
    pointer = folder / f".current-{os.getpid()}"
    pointer.write_text(version, encoding="utf-8")
    os.replace(pointer, folder / "current")


def hold(path):
    """Return an open file: as long as it is, the folder of this version stays. FileNotFoundError if it has gone."""
    manifest = open(Path(path) / MANIFEST, encoding="utf-8")  # noqa: SIM115 - closed by who holds it
    locks.lock(manifest, locks.LOCK_SH)
    if not (Path(path) / MANIFEST).exists():  # whoever swept was there first
        manifest.close()
        raise FileNotFoundError(path)
    return manifest


def sweep(folder):
    """Remove the versions that are not current and that nobody holds, and what a killed process has left half written.

    Only for who publishes: nobody else is writing then.
    """
    for place in folder.glob(".building-*"):
        shutil.rmtree(place, ignore_errors=True)
    for manifest in set(folder.glob(f"*/{MANIFEST}")) - {current_version(folder) / MANIFEST}:
        with suppress(FileNotFoundError), open(manifest, encoding="utf-8") as door:
            if locks.lock(door, locks.LOCK_EX | locks.LOCK_NB):
                shutil.rmtree(manifest.parent, ignore_errors=True)


def current_version(folder):
    """Return the path of the current version, or None when none was published."""
    try:
        return Path(folder) / (Path(folder) / "current").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


# Headers are read by Python's own parser, which in 3.11 fails now and then when two threads use it at once.
_opening = Lock()


def opened(path):
    """Return the Tables of a version, mapped into memory: processes of one machine share the pages."""
    path = Path(path)
    told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    words = json.loads((path / "words.json").read_text(encoding="utf-8"))
    with _opening:
        arrays = {name: numpy.load(path / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
    read_at = datetime.fromisoformat(told["read_at"]) if told["read_at"] else None
    return Tables(**arrays, **words, weights=told["weights"], on=told["on"], read_at=read_at)
