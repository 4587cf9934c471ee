"""The national catalogue of majors: major → class → discipline, by level. Pure.

Source: the catalogues of the Ministry of Education (undergraduate 2023, vocational, graduate), kept as facts in
registry/data/majors.csv; the undergraduate level is complete, the others hold the nodes official tables use.
"""

import csv
import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from registry.statuses import Education

LEVELS = {
    Education.DOCTOR: ("研究生",),
    Education.MASTER: ("研究生",),
    Education.BACHELOR: ("本科", "职业本科"),
    Education.COLLEGE: ("高职专科",),
}


class Major(NamedTuple):
    """A node of the catalogue; `name` is empty for a class that is listed without its majors."""

    level: str
    code: str
    name: str
    class_name: str
    discipline: str


@cache
def majors():
    """Return every node, in the order of its code."""
    with files("registry").joinpath("data/majors.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return tuple(Major(*row) for row in rows)


@lru_cache(maxsize=16384)
def plain_major(text):
    """Return a major as the catalogue writes it: no brackets, directions, spaces or words around it."""
    text = re.sub(r"[（(【\[].*?[)）】\]]", "", str(text or ""))
    text = re.sub(r"[\s·,，、:：]", "", text)
    return re.sub(r"(专业|方向|师范类?)$", "", text)


@cache
def _by_name():
    found = defaultdict(list)
    for major in majors():
        found[plain_major(major.name or major.class_name)].append(major)
    return found


@cache
def class_names():
    """Return {class name: (disciplines)} over all levels."""
    found = defaultdict(dict)
    for major in majors():
        found[major.class_name][major.discipline] = True
    return {name: tuple(disciplines) for name, disciplines in found.items()}


@cache
def discipline_names():
    """Return the disciplines (门类, 大类) as a set."""
    return frozenset(major.discipline for major in majors())


def find_major(text, education=""):
    """Return the Major a text names at the level of an education, at any level when none fits there, or None."""
    plain, levels = plain_major(text), LEVELS.get(education, ())
    spelt = [_by_name().get(name, ()) for name in (plain, plain + "学", plain.removesuffix("学"))]
    found = next((majors for majors in spelt if majors), ())
    at_level = [major for major in found if major.level in levels]
    if not at_level and "研究生" not in levels:  # a bachelor's 会计 is 会计学, not the master's degree of that name
        at_level = [major for majors in spelt for major in majors if major.level in levels]
    return next(iter(at_level or found), None)
