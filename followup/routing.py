"""The order in which doors are walked to: buildings read from addresses, places one after the other. Pure."""

import re
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0  # kilometres
# What comes after the building in an address: the staircase, the floor, the flat.
_WITHIN = re.compile(r"\d+\s*(?:单元|楼层|层|室|户|门)|[一二三四五六七八九十]+(?:单元|层)|[-—－]\d+(?:[-—－]\d+)*\s*$")
_BUILDING = re.compile(r"^.*?\d+\s*(?:号楼|栋|幢|座|#)")
_HOUSE = re.compile(r"^.*?\d+\s*(?:号院|号|院)")


def building_of(address):
    """Return the part of an address that names the building, written one way; "" where there is none."""
    text = re.sub(r"[\s，,、（）()]", "", address)
    within = _WITHIN.search(text)
    text = text[: within.start()] if within else text
    for named in (_BUILDING, _HOUSE):
        found = named.match(text)
        if found:
            return found.group()
    return text


def natural(text):
    """A key by which numbers in texts sort as numbers: door 9 before door 18."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", text) if part]


def kilometres(one, other):
    """The distance between two (latitude, longitude), as the crow flies."""
    (north, east), (to_north, to_east) = (map(radians, place) for place in (one, other))
    chord = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(chord))


def length(places):
    """The kilometres of a walk through places in their order."""
    return sum(kilometres(one, other) for one, other in pairwise(places))


def walk(start, places):
    """Return the places in the order of a short walk from a start: the nearest next, then crossings undone (2-opt).

    The same places give the same walk, in whatever order they are named; without a start it begins at the first.
    """
    left = sorted(set(places))
    if not left:
        return []
    walked = [start or left.pop(0)]
    while left:
        nearest = min(left, key=lambda place: (kilometres(walked[-1], place), place))
        left.remove(nearest)
        walked.append(nearest)
    return _uncrossed(walked)[1 if start else 0 :]


def _uncrossed(walked):
    """Turn stretches round as long as the walk becomes shorter; the first place stays the first."""
    better = True
    while better:
        better = False
        for begin in range(1, len(walked) - 1):
            for end in range(begin + 1, len(walked)):
                turned = walked[:begin] + walked[begin : end + 1][::-1] + walked[end + 1 :]
                if length(turned) < length(walked) - 1e-9:
                    walked, better = turned, True
    return walked
