"""What stands between a person and a posting, and how many more would fit if one wish gave way. Pure."""

from collections import Counter
from typing import NamedTuple

from matching.eligibility import has_schooling, is_for, is_kind, is_near, pays_enough
from matching.ranking import likeness
from matching.terms import UNLINKED

LIMITS = {"schooling": has_schooling, "audience": is_for, "kind": is_kind, "pay": pays_enough, "area": is_near}
GIVING = ("kind", "pay", "area")  # wishes may give way, never schooling or groups
STEP = 500  # yuan a month by which an expectation gives way
STEPS = 6  # and at most so often
MOST = 3


class Relaxation(NamedTuple):
    """One wish that could give way: which, to what, and how many more postings of the wished work would fit."""

    code: str
    gain: int
    value: str = ""


class Alone(NamedTuple):
    """The postings of the wished work that one wish alone keeps away: how many of each kind, the pay of each, how many."""

    kinds: Counter
    pays: list
    areas: int

    def along(self, others):
        """Return both together."""
        return Alone(self.kinds + others.kinds, [*self.pays, *others.pays], self.areas + others.areas)


def hindrances(seeker, offer):
    """Return the names of the limits that keep a posting from a person, in the order of LIMITS."""
    return [name for name, passes in LIMITS.items() if not passes(seeker, offer)]


def kept_away(seeker, offers, links=UNLINKED):
    """Return which of these offers one wish Alone keeps away."""
    alone = {name: [] for name in GIVING}
    for offer in _of_wished_work(seeker, offers, links):
        found = hindrances(seeker, offer)
        if len(found) == 1 and found[0] in alone:
            alone[found[0]].append(offer)
    pays = [offer.pay_max or offer.pay_min for offer in alone["pay"]]
    return Alone(Counter(offer.kind for offer in alone["kind"]), pays, len(alone["area"]))


def relaxations(seeker, alone):
    """Return the Relaxations that bring anything of what is kept away, the most first."""
    found = [Relaxation("relax_kind", gain, kind) for kind, gain in alone.kinds.items()]
    found += _pay(seeker, alone.pays)
    found += [Relaxation("relax_area", alone.areas)] if alone.areas else []
    return sorted(found, key=lambda one: (-one.gain, one.code, one.value))[:MOST]


def _of_wished_work(seeker, offers, links):
    alike = likeness(seeker, offers, links)
    return [offer for offer in offers if not alike or alike[offer.term][0]]


def _pay(seeker, pays):
    """The first step down that brings anything, and the furthest that brings more."""
    floor = min((wish.pay_floor for wish in seeker.wishes if wish.pay_floor), default=0)
    gains = {}  # {how many: the highest pay that brings so many}
    for pay in range(floor - STEP, max(floor - STEP * STEPS, 0) - 1, -STEP):
        gains.setdefault(sum(most >= pay for most in pays), pay)
    gains.pop(0, None)
    chosen = {min(gains), max(gains)} if gains else set()
    return [Relaxation("relax_pay", gain, str(gains[gain])) for gain in chosen]
