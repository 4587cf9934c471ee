"""How alike two job terms are, 0 to 100: the work they speak of, their characters, a checked table. Pure.

Characters alone are not meaning: 测绘专员 and 招聘专员 share the half that says nothing. So a term is compared by its
core, without the grade (高级, 助理) and the role (专员, 经理, 工程师) that stand in every second title; the whole term
only settles what the core leaves open. That 骑手 and 送餐员 are one work, occupations.py knows.
"""

import hashlib
import re
from functools import lru_cache
from typing import NamedTuple

import numpy
from rapidfuzz import fuzz, process

from matching.occupations import Profiles

CUTOFF = 25  # below it two terms share characters, not work
LETTERS, WORK = 0.4, 0.6  # how much the characters count, and the occupations they speak of
STRETCH = 0.65  # two words for one work share half of everything, and should come near what is the same
CORE, WHOLE = 0.8, 0.2  # how much the core counts, and the whole term
ASKED, OFFERED = 0.7, 0.3  # of the core: how much of what is asked is there, how much of what is there was asked
GRADE = re.compile(r"高级|资深|初级|中级|首席|储备|普通|兼职|全职|应届|见习|实习生?|学徒|助理(?=.)")
ROLE = re.compile(
    r"(?:工程师|技术员|技术人员|专员|经理|主管|总监|人员|助理|负责人|岗位?|职位|专家|主任|组长|部长|类)+$"
)
_NAMED = re.compile(r"[a-z0-9+#]+")
_WORDS = re.compile(r"[a-z0-9+#]+|.")

# Words that look alike, or stand in one occupation's text, and are other work.
APART = (
    ("java", "javascript"),
    ("软件", "硬件"),
    ("销售", "消防"),
    ("会计", "设计"),
    ("幼儿", "大学"),
    ("护士", "博士"),
    ("律师", "厨师"),
    ("药师", "医师"),
)


NEAR = 75  # hundredths of its likeness that a word counts for another that officers say is near


class Links(NamedTuple):
    """What officers say of words, as pairs of normalised ones: the same work, near, or only alike to look at."""

    same: tuple = ()
    near: tuple = ()
    apart: tuple = ()

    def beside(self, intent):
        """Return {word: hundredths} of what is looked for along with an intent, as far as the words' cores are its own."""
        core, found = core_of(intent), {}
        for pairs, share in ((self.near, NEAR), (self.same, 100)):
            for one, other in pairs:
                for mine, theirs in ((one, other), (other, one)):
                    if core_of(mine) == core:
                        found[theirs] = share
        return found

    @property
    def version(self):
        """A name for exactly these links."""
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()[:16]


UNLINKED = Links()


@lru_cache(maxsize=200_000)
def _is_named(term):
    """Whether a term's core is nothing but the name of a technique: c++ and c# are one work, and not each other's."""
    return bool(_NAMED.fullmatch(core_of(term)))


@lru_cache(maxsize=200_000)
def core_of(term):
    """Return what a term says of the work itself: 测绘 of 高级测绘专员; the term when nothing else is left."""
    graded = GRADE.sub("", term)
    bare = ROLE.sub("", graded)
    return next((core for core in (bare, graded) if len(core) > 1), term)


@lru_cache(maxsize=200_000)
def _tokens(term):
    """Return {token: weight} of a core: its characters and their pairs; a Latin word is one token (c, c++, java)."""
    words = _WORDS.findall(core_of(term))
    single = {word: 2 if len(word) > 1 else 1 for word in words}
    return single | {one + other: 2 for one, other in zip(words, words[1:], strict=False)}


def similarity(intent, term, links=UNLINKED):
    """Return how alike two normalised terms are, 0 below CUTOFF."""
    return int(Terms([term]).like(intent, links)[0])


def similarities(intents, terms, links=UNLINKED):
    """Return a matrix (intents × terms) of uint8 similarities; asked of the whole vocabulary at once."""
    vocabulary = Terms(terms)
    found = [vocabulary.like(intent, links) for intent in intents]
    return numpy.array(found, dtype=numpy.uint8).reshape(-1, len(terms))


def profiles_of(terms):
    """Return the Profiles of terms."""
    return Profiles.of([(core_of(term), term) for term in terms])


class Terms:
    """A vocabulary made ready for being compared with any number of intents."""

    def __init__(self, terms, profiles=None):
        self.terms = numpy.array(list(terms), dtype=object)
        self.profiles = profiles or profiles_of(self.terms)
        self.holders, self.weights = _index(self.terms)
        self.cores = numpy.array([core_of(term) for term in self.terms], dtype=object)
        self.named = numpy.array([_is_named(term) for term in self.terms], dtype=bool)
        self.saying = {}

    def like(self, intent, links=UNLINKED):
        """Return the similarity of an intent to every term, as uint8; what officers say of words is laid over it."""
        scores = self._like(intent)
        for word, share in links.beside(intent).items():
            alike = self._like(word).astype(numpy.int32)
            alike[self.cores == core_of(word)] = 100
            scores = numpy.maximum(scores, alike * share // 100).astype(numpy.uint8)
        scores[(scores < CUTOFF) | self._apart(intent, links.apart)] = 0
        return scores

    def _like(self, intent):
        """As the product knows it by itself; only what can reach CUTOFF is compared whole."""
        asked = _tokens(intent)
        shared = numpy.zeros(len(self.terms), dtype=numpy.float32)
        for token, weight in asked.items():
            if token in self.holders:
                shared[self.holders[token]] += weight
        core = 100 * shared * (ASKED / sum(asked.values()) + OFFERED / self.weights)
        beside = LETTERS * CORE * core + WORK * self.profiles.like((core_of(intent), intent))
        scores = numpy.zeros(len(self.terms), dtype=numpy.uint8)
        near = numpy.flatnonzero(_stretched(beside + LETTERS * WHOLE * 100) >= CUTOFF)
        if len(near):
            whole = process.cdist([intent], self.terms[near].tolist(), scorer=fuzz.ratio)[0]
            scores[near] = _stretched(beside[near] + LETTERS * WHOLE * whole.astype(numpy.float64))
        if _is_named(intent):  # names of other techniques
            scores[self.named & (self.cores != core_of(intent))] = 0
        scores[(scores < CUTOFF) | self._apart(intent, APART)] = 0
        return scores

    def _apart(self, intent, pairs):
        """Which terms only look like the intent: they say the other word of a pair, and not its own."""
        apart = numpy.zeros_like(self.named)
        for one, other in pairs:
            if (one in intent) != (other in intent):
                mine, theirs = (one, other) if one in intent else (other, one)
                apart |= self._saying(theirs) & ~self._saying(mine)
        return apart

    def _saying(self, word):
        if word not in self.saying:
            self.saying[word] = numpy.array([word in term for term in self.terms], dtype=bool)
        return self.saying[word]


def _stretched(alike):
    return numpy.floor(100 * numpy.minimum(alike / 100, 1) ** STRETCH)


def _index(terms):
    """Return ({token: the places of the terms that hold it}, the weight of each term's tokens)."""
    holders, weights = {}, numpy.empty(len(terms), dtype=numpy.float32)
    for place, term in enumerate(terms):
        tokens = _tokens(term)
        weights[place] = sum(tokens.values())
        for token in tokens:
            holders.setdefault(token, []).append(place)
    return {token: numpy.array(places) for token, places in holders.items()}, weights
