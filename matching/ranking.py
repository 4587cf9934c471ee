"""Which postings suit a person, in which order, and why. Pure: the oracle that any faster engine must equal.

A score is the sum of integer components, at most 100, and every component explains itself. What is not known is
said to be unknown and earns a middling share, never nothing and never everything.
"""

from dataclasses import dataclass, field
from datetime import date

from matching.eligibility import is_eligible
from matching.fitting import fit_of_major
from matching.terms import CUTOFF, UNLINKED, similarities

COMPONENTS = ("title", "major", "skills", "pay", "distance", "freshness")
TOTAL = 100
MOST_UNKNOWN = 60


@dataclass(frozen=True, slots=True)
class Weights:
    """The most points of each component, together 100; a change is a new version, so that a ranking can be explained.

    `unknown` is the share, in hundredths, that what is not known earns. Whatever is said earns up to all of it, so the
    unknown stays below a pay that is said.
    """

    version: int = 1
    title: int = 40
    major: int = 20
    skills: int = 20
    pay: int = 12
    distance: int = 6
    freshness: int = 2
    unknown: int = 40

    def __post_init__(self):
        points = self.points()
        if min(points) < 0 or sum(points) != TOTAL or not 0 <= self.unknown <= MOST_UNKNOWN:
            raise ValueError(f"{self}: the points must add up to {TOTAL}, the unknown earn 0 to {MOST_UNKNOWN}")

    def points(self):
        """Return the most points in the order of COMPONENTS."""
        return tuple(getattr(self, name) for name in COMPONENTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish: the normalised occupation and what bounds it."""

    term: str
    text: str
    areas: tuple = ()
    pay_floor: int | None = None
    kind: str = ""
    other_province: bool = False


@dataclass(frozen=True, slots=True)
class Seeker:
    """What ranking knows of a person."""

    wishes: tuple = ()
    education: str = ""
    major: str = ""
    skills: tuple = ()
    groups: frozenset = frozenset()
    area: str = ""  # code of where the person lives


@dataclass(frozen=True, slots=True)
class Offer:
    """What ranking knows of a posting."""

    posting_id: int
    term: str
    title: str = ""
    education: str = ""
    majors: dict = field(default_factory=dict)
    skills: tuple = ()
    pay_min: int | None = None
    pay_max: int | None = None
    area: str = ""
    area_text: str = ""
    kind: str = "full_time"
    audience: tuple = ()
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A posting with its score, the components that add up to it, and the reasons as codes with their facts."""

    posting_id: int
    score: int
    components: dict
    reasons: list
    version: int = 1  # of the Weights


def rank(seeker, offers, *, on, limit=10, weights=None, links=UNLINKED):
    """Return the best Matches, best first, ties by the smaller key; only offers that pass every hard limit."""
    weights = weights or Weights()
    offers = [offer for offer in offers if is_eligible(seeker, offer)]
    alike = likeness(seeker, offers, links)
    matches = [_match(seeker, offer, alike.get(offer.term, (0, None)), on, weights) for offer in offers]
    matches.sort(key=lambda match: (-match.score, match.posting_id))
    return matches[:limit]


def likeness(seeker, offers, links=UNLINKED):
    """Return {term: (similarity, the wish it fits best)}; every distinct term is compared once."""
    wishes = [wish for wish in seeker.wishes if wish.term]
    terms = sorted({offer.term for offer in offers})
    if not wishes or not terms:
        return {}
    scores = similarities([wish.term for wish in wishes], terms, links)
    best = scores.argmax(axis=0)  # the first of equals: the wish ranked higher
    return {term: (int(scores[best[i], i]), wishes[best[i]]) for i, term in enumerate(terms)}


def _match(seeker, offer, alike, on, weights):
    parts = {
        "title": _title(alike, offer, weights.title),
        "major": _major(seeker, offer, weights.major, weights.unknown),
        "skills": _skills(seeker, offer, weights.skills, weights.unknown),
        "pay": _pay(seeker, offer, weights.pay, weights.unknown),
        "distance": _distance(seeker, offer, weights.distance, weights.unknown),
        "freshness": _freshness(offer, on, weights.freshness),
    }
    components = {name: points for name, (points, _reason) in parts.items()}
    reasons = [reason for _points, reason in parts.values() if reason]
    return Match(offer.posting_id, sum(components.values()), components, reasons, weights.version)


def _share(points, hundredths):
    return points * hundredths // 100


def _title(alike, offer, points):
    similar, wish = alike
    if wish is None:
        return _share(points, 30), {"code": "no_wish"}
    if not similar:
        return 0, {"code": "title_far", "wish": wish.text, "title": offer.title}
    code = "title_same" if similar >= 95 else "title_near" if similar >= 50 else "title_part"
    return title_points(similar, points), {"code": code, "wish": wish.text, "title": offer.title}


def title_points(similar, points):
    """Return what a similarity of 0 to 100 earns: nothing below CUTOFF, all at 100."""
    return _share(points, (similar - CUTOFF) * 100 // (100 - CUTOFF)) if similar >= CUTOFF else 0


MAJOR_SHARES = {"exact": 100, "class": 85, "discipline": 65, "any": 60, "related": 45, "unknown": None, "none": 0}


def major_points(fit, points, unknown):
    """Return what a kind of fit earns; `unknown` is the share of what is not known."""
    share = MAJOR_SHARES[fit]
    return _share(points, unknown if share is None else share)


def _major(seeker, offer, points, unknown):
    fit, node = fit_of_major(seeker.major, seeker.education, offer.majors)
    return major_points(fit, points, unknown), {"code": f"major_{fit}", "major": seeker.major, "node": node}


def _skills(seeker, offer, points, unknown):
    if not offer.skills:
        return _share(points, unknown), {"code": "skills_unknown"}
    held = [skill for skill in offer.skills if any(skill in mine or mine in skill for mine in seeker.skills)]
    if not held:
        return 0, {"code": "skills_none", "names": "、".join(offer.skills)}
    reason = {"code": "skills", "held": len(held), "asked": len(offer.skills), "names": "、".join(held)}
    return points * len(held) // len(offer.skills), reason


def _pay(seeker, offer, points, unknown):
    floors = [wish.pay_floor for wish in seeker.wishes if wish.pay_floor]
    low, high = offer.pay_min, offer.pay_max
    if low is None and high is None:
        return _share(points, unknown), {"code": "pay_unknown"}
    span = _span(low, high)
    # Of "up to 8000" only the most is known, of "from 4000" only the least; neither says more than it says.
    low, high = low or 0, high or low
    if not floors:
        return _share(points, 60), {"code": "pay_said", "span": span}
    floor = min(floors)
    code, share = ("pay_above", 100) if low >= floor else ("pay_reaches", 65) if high >= floor else ("pay_below", 0)
    return _share(points, share), {"code": code, "span": span, "floor": floor}


def _span(low, high):
    if low is None or high is None:
        return f"≤{high}" if low is None else f"≥{low}"
    return str(low) if low == high else f"{low}–{high}"


def _distance(seeker, offer, points, unknown):
    if any(area and area in offer.area_text for wish in seeker.wishes for area in wish.areas):
        return points, {"code": "area_wished", "area": offer.area_text}
    if not offer.area or not seeker.area:
        return _share(points, unknown), {"code": "area_unknown"}
    for length, share, code in ((6, 100, "same_county"), (4, 70, "same_prefecture"), (2, 35, "same_province")):
        if offer.area[:length] == seeker.area[:length]:
            return _share(points, share), {"code": code}
    return 0, {"code": "other_province", "area": offer.area_text}


def _freshness(offer, on, points):
    if offer.opened_on is None:
        return 0, None
    age = (on - offer.opened_on).days
    return (points if age <= 7 else _share(points, 50) if age <= 30 else 0), None
