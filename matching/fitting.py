"""How a person's major meets a posting's requirement, through the catalogue. Pure."""

import re
from functools import lru_cache

from matching.branches import branches
from matching.requirements import DISCIPLINES, level_of
from registry.catalogue import find_major, plain_major


@lru_cache(maxsize=4096)
def place_of(major, education):
    """Return (class, discipline) of a major in the catalogue, ("", "") when it is not there."""
    subject = branches().get(plain_major(major), "")
    # A graduate's 计算机应用技术 is a branch; a college's is a major of its own.
    found = subject and level_of(education) == "研究生" and find_major(subject, education)
    found = found or find_major(major, education) or (subject and find_major(subject, education))
    if not found:
        return "", ""
    by_code = found.level in ("本科", "研究生")
    return found.class_name, DISCIPLINES.get(found.code[:2], found.discipline) if by_code else found.discipline


def fit_of_major(major, education, wanted):
    """Return (fit, the catalogue's node that decided): exact, class, discipline, related, any, unknown or none."""
    wanted = _for_level(wanted, level_of(education))
    plain = plain_major(major)
    class_name, discipline = place_of(major, education) if major else ("", "")
    if not {plain, class_name, discipline}.isdisjoint(wanted.get("not", ())):
        return "none", plain
    if wanted.get("any"):
        return "any", ""
    if not wanted or not major:
        return "unknown", ""
    if any(_same(plain, name) for name in wanted["majors"]):
        return "exact", plain
    if not class_name:
        return "unknown", ""
    if class_name in wanted["classes"] or _stem(class_name) in {_stem(name) for name in wanted["classes"]}:
        return "class", class_name
    if discipline in wanted["disciplines"]:
        return "discipline", discipline
    if wanted.get("related") and class_name in {place_of(name, education)[0] for name in wanted["majors"]}:
        return "related", class_name
    return "none", "、".join([*wanted["majors"], *wanted["classes"], *wanted["disciplines"]][:3])


def _for_level(wanted, level):
    """The part of a requirement that speaks to this schooling; one that speaks only to others wants other majors."""
    levels = wanted.get("levels")
    if not levels or not level:
        return wanted
    if level in levels:
        return levels[level]
    # A master's graduate before a list for bachelors alone is a question for people, not for a rule.
    return {} if level == "研究生" else wanted


def _same(one, other):
    return one.removesuffix("学") == other.removesuffix("学")


@lru_cache(maxsize=2048)
def _stem(name):
    """What the same class is called at every level: 计算机类 and 计算机科学与技术, 机械类 and 机械工程."""
    return re.sub(r"(?:科学与技术|科学与工程|工程技术|工程|学)?类?$", "", name) or name
