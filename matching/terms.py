"""How alike two job terms are, 0 to 100: words of the trade, whole characters by rapidfuzz, a checked table. Pure.

Characters alone are not meaning: 测绘专员 and 招聘专员 share the half that says nothing. So a term is compared by its
core, without the grade (高级, 助理) and the role (专员, 经理, 工程师) that stand in every second title; the whole term
only settles what the core leaves open.
"""

import re
from functools import cache, lru_cache

import numpy
from rapidfuzz import fuzz, process

CUTOFF = 25  # below it two terms share characters, not work
SAME_WORK = 75  # points of two different words for one kind of work, and up to ten for their characters
CORE, WHOLE = 0.8, 0.2  # how much the core counts, and the whole term
ASKED, OFFERED = 0.7, 0.3  # of the core: how much of what is asked is there, how much of what is there was asked
GRADE = re.compile(r"高级|资深|初级|中级|首席|储备|普通|兼职|全职|应届|见习|实习生?|学徒|助理(?=.)")
ROLE = re.compile(
    r"(?:工程师|技术员|技术人员|专员|经理|主管|总监|人员|助理|负责人|岗位?|职位|专家|主任|组长|部长|类)+$"
)
_WORDS = re.compile(r"[a-z0-9+#]+|.")

# Different words for one kind of work; one set of the first kind of error that characters make.
SYNONYMS = (
    {"会计", "出纳", "财务", "财会", "成本会计", "总账会计"},
    {"程序员", "软件开发", "软件工程师", "软件开发工程师", "后端开发", "前端开发", "开发工程师", "java开发"},
    {"文员", "行政助理", "办公室文员", "内勤", "行政专员", "综合文员", "文秘", "秘书"},
    {"教师", "老师", "任课教师", "讲师"},
    {"护士", "护理", "护理员", "护师"},
    {"医生", "医师", "临床医师", "临床医生"},
    {"销售", "业务员", "销售代表", "销售专员", "客户经理", "营销"},
    {"人事", "人力资源", "hr", "招聘专员", "人事专员", "人力资源专员"},
    {"电商", "电商运营", "网店运营", "新媒体运营", "直播运营"},
    {"快递员", "配送员", "外卖员", "骑手"},
    {"司机", "驾驶员"},
    {"保安", "安保", "保安员", "安保员", "秩序维护员"},
    {"保洁", "保洁员", "清洁工"},
    {"客服", "客服专员", "话务员", "客户服务"},
    {"农业技术员", "农技员", "农艺师", "农技推广"},
    {"机械工程师", "机械设计", "结构工程师", "机械设计师"},
    {"电工", "电气技术员", "维修电工"},
    {"施工员", "土建技术员", "现场工程师", "工程技术员"},
)
# Words that look alike and are other work: the second kind of error.
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


@cache
def _work_of():
    return {word: number for number, words in enumerate(SYNONYMS) for word in words}


@lru_cache(maxsize=200_000)
def _works(term):
    """The kinds of work of a term: its own, and those of the known words it contains (three characters or more)."""
    known = _work_of()
    found = {known[term]} if term in known else set()
    return frozenset(found | {work for word, work in known.items() if len(word) > 2 and word in term})


def _apart(one, other):
    return any(
        (a in one and b in other and b not in one and a not in other)
        or (b in one and a in other and a not in one and b not in other)
        for a, b in APART
    )


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
    holders, weights = _index(terms)
    scores = numpy.zeros((len(intents), len(terms)), dtype=numpy.uint8)
    for row, intent in enumerate(intents):
        asked = _tokens(intent)
        shared = numpy.zeros(len(terms), dtype=numpy.float32)
        for token, weight in asked.items():
            shared[holders.get(token, [])] += weight
        core = 100 * shared * (ASKED / sum(asked.values()) + OFFERED / weights)
        scores[row] = numpy.floor(CORE * core + WHOLE * whole[row])
        _correct(scores[row], intent, terms, whole[row])
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


def _correct(scores, intent, terms, whole):
    """What characters get wrong: other words for one work go up, words that only look alike go down."""
    own = _works(intent)
    for place, term in enumerate(terms):
        if scores[place] >= CUTOFF and _apart(intent, term):
            scores[place] = 0
        elif own and own & _works(term):
            scores[place] = max(scores[place], SAME_WORK + int(whole[place]) // 10)
