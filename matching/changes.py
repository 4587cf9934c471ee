"""How one list of postings differs from another, for one person and for many. Pure."""

from typing import NamedTuple

TOP = 3


class Change(NamedTuple):
    """How many postings are new in a list, how far the furthest moved, and whether the first three are others."""

    entered: int
    furthest: int
    top: bool


class Sum(NamedTuple):
    """Of so many people: whose list changed at all, whose first three did, and how many postings are new in all."""

    people: int
    changed: int
    top: int
    entered: int


def change_of(before, after):
    """Return the Change between two lists of keys, the best first; None when they are the same."""
    if before == after:
        return None
    entered = len(set(after) - set(before))
    places, others = _places(before, len(after)), _places(after, len(before))
    furthest = max(abs(places(key) - others(key)) for key in {*before, *after})
    return Change(entered, furthest, before[:TOP] != after[:TOP])


def _places(keys, other_length):
    """Return a function of a key's place; what is not in the list stands just behind both."""
    found = {key: place for place, key in enumerate(keys)}
    behind = max(len(keys), other_length)
    return lambda key: found.get(key, behind)


def summed(changes, people):
    """Return the Sum of the Changes among so many people."""
    changes = list(changes)
    return Sum(people, len(changes), sum(one.top for one in changes), sum(one.entered for one in changes))
