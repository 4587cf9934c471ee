"""How alike two job terms are, 0 to 100: the work they speak of, their characters, a checked table. Pure.

Characters alone are not meaning: 测绘专员 and 招聘专员 share the half that says nothing. So a term is compared by its
core, without the grade (高级, 助理) and the role (专员, 经理, 工程师) that stand in every second title; the whole term
only settles what the core leaves open. That 骑手 and 送餐员 are one work, occupations.py knows.
"""

import re
from functools import lru_cache

import numpy
from rapidfuzz import fuzz, process

from matching.occupations import likeness

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


def _apart(one, other):
    if _is_named(one) and _is_named(other) and core_of(one) != core_of(other):
        return True
    return any(
        (a in one and b in other and b not in one and a not in other)
        or (b in one and a in other and a not in one and b not in other)
        for a, b in APART
    )


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


def similarity(intent, term):
    """Return how alike two normalised terms are, 0 below CUTOFF."""
    return int(similarities([intent], [term])[0][0])


def similarities(intents, terms):
    """Return a matrix (intents × terms) of uint8 similarities; asked of the whole vocabulary at once."""
    whole = process.cdist(intents, terms, scorer=fuzz.ratio, dtype=numpy.float32)
    work = likeness(*([(core_of(term), term) for term in some] for some in (intents, terms)))
    holders, weights = _index(terms)
    scores = numpy.zeros((len(intents), len(terms)), dtype=numpy.uint8)
    for row, intent in enumerate(intents):
        asked = _tokens(intent)
        shared = numpy.zeros(len(terms), dtype=numpy.float32)
        for token, weight in asked.items():
            shared[holders.get(token, [])] += weight
        core = 100 * shared * (ASKED / sum(asked.values()) + OFFERED / weights)
        alike = LETTERS * (CORE * core + WHOLE * whole[row]) + WORK * work[row]
        scores[row] = numpy.floor(100 * (alike / 100) ** STRETCH)
        scores[row][[_apart(intent, term) for term in terms]] = 0
    scores[scores < CUTOFF] = 0
    return scores


def _index(terms):
    """Return ({token: the places of the terms that hold it}, the weight of each term's tokens)."""
    holders, weights = {}, numpy.empty(len(terms), dtype=numpy.float32)
    for place, term in enumerate(terms):
        tokens = _tokens(term)
        weights[place] = sum(tokens.values())
        for token in tokens:
            holders.setdefault(token, []).append(place)
    return holders, weights
