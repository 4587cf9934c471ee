"""What stands between a person and a posting, and how many more would fit if one wish gave way. Pure."""

from collections import Counter
from typing import NamedTuple

from matching.eligibility import has_schooling, is_for, is_kind, is_near, pays_enough
from matching.ranking import likeness
from matching.terms import UNLINKED

LIMITS = {"schooling": has_schooling, "audience": is_for, "kind": is_kind, "pay": pays_enough, "area": is_near}
STEP = 500  # yuan a month by which an expectation gives way
STEPS = 6  # and at most so often
MOST = 3


class Relaxation(NamedTuple):
    """One wish that could give way: which, to what, and how many more postings of the wished work would fit."""

    code: str
    gain: int
    value: str = ""


def hindrances(seeker, offer):
    """Return the names of the limits that keep a posting from a person, in the order of LIMITS."""
    return [name for name, passes in LIMITS.items() if not passes(seeker, offer)]


def relaxations(seeker, offers, links=UNLINKED):
    """Return the Relaxations that bring anything, the most first; only wishes give way, never schooling or groups."""
    alone = {"kind": [], "pay": [], "area": []}
    for offer in _of_wished_work(seeker, offers, links):
        found = hindrances(seeker, offer)
        if len(found) == 1 and found[0] in alone:
            alone[found[0]].append(offer)
    found = [*_kinds(alone["kind"]), *_pay(seeker, alone["pay"]), *_area(alone["area"])]
    return sorted(found, key=lambda one: (-one.gain, one.code))[:MOST]


def _of_wished_work(seeker, offers, links):
    alike = likeness(seeker, offers, links)
    return [offer for offer in offers if not alike or alike[offer.term][0]]


def _kinds(offers):
    return [Relaxation("relax_kind", gain, kind) for kind, gain in Counter(offer.kind for offer in offers).items()]


def _pay(seeker, offers):
    """The first step down that brings anything, and the furthest that brings more."""
    floor = min((wish.pay_floor for wish in seeker.wishes if wish.pay_floor), default=0)
    gains = {}  # {how many: the highest pay that brings so many}
    for pay in range(floor - STEP, max(floor - STEP * STEPS, 0) - 1, -STEP):
        gains.setdefault(_reached(offers, pay), pay)
    gains.pop(0, None)
    chosen = {min(gains), max(gains)} if gains else set()
    return [Relaxation("relax_pay", gain, str(gains[gain])) for gain in chosen]


def _reached(offers, floor):
    return sum((offer.pay_max or offer.pay_min) >= floor for offer in offers)


def _area(offers):
    return [Relaxation("relax_area", len(offers))] if offers else []
