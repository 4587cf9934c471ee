"""How a person's major meets a posting's requirement, through the catalogue. Pure."""

import re
from collections import defaultdict
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


class Requirements:
    """Many requirements made ready for being met by any number of majors: what fit_of_major says, at once for all."""

    def __init__(self, listed):
        self.listed = list(listed)
        self._known = {}

    def fits(self, major, education):
        """Return the kind of fit of a major with every requirement, in their order."""
        if education not in self._known:
            self._known[education] = _Ready(self.listed, education)
        return self._known[education].fits(major, education)


class _Ready:
    """The requirements as they speak to one schooling, by the words that meet them."""

    def __init__(self, listed, education):
        self.wanted = [_for_level(wanted, level_of(education)) for wanted in listed]
        self.unsaid = [number for number, wanted in enumerate(self.wanted) if not wanted]
        self.open = [number for number, wanted in enumerate(self.wanted) if wanted.get("any")]
        self.names = self._by(lambda wanted: (name.removesuffix("学") for name in wanted["majors"]))
        self.classes = self._by(lambda wanted: map(_stem, wanted["classes"]))
        self.disciplines = self._by(lambda wanted: wanted["disciplines"])
        self.related = self._by(
            lambda wanted: [place_of(name, education)[0] for name in wanted["majors"]] if wanted.get("related") else ()
        )
        self.excluded = self._by(lambda wanted: wanted.get("not", ()), of_open=True)

    def _by(self, words_of, *, of_open=False):
        """Return {word: the requirements that hold it}."""
        found = defaultdict(list)
        for number, wanted in enumerate(self.wanted):
            if wanted and (of_open or not wanted.get("any")):
                for word in set(words_of(wanted)):
                    found[word].append(number)
        return found

    def fits(self, major, education):
        plain = plain_major(major)
        class_name, discipline = place_of(major, education) if major else ("", "")
        found = ["none" if class_name else "unknown"] * len(self.wanted)
        # The weakest first: what comes later speaks louder.
        if class_name:
            self._say(found, "related", self.related.get(class_name, ()))
            self._say(found, "discipline", self.disciplines.get(discipline, ()))
            self._say(found, "class", self.classes.get(_stem(class_name), ()))
        self._say(found, "exact", self.names.get(plain.removesuffix("学"), ()))
        self._say(found, "unknown", self.unsaid if major else range(len(found)))
        self._say(found, "any", self.open)
        for word in (plain, class_name, discipline):
            self._say(found, "none", self.excluded.get(word, ()))
        return found

    @staticmethod
    def _say(found, fit, numbers):
        for number in numbers:
            found[number] = fit
