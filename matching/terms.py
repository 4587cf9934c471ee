"""How alike two job terms are, 0 to 100: characters by rapidfuzz, meaning by a checked table. Pure."""

from functools import cache

import numpy
from rapidfuzz import fuzz, process

CUTOFF = 60  # below it two terms share characters, not work
SAME_WORK = 88  # points of two different words for one kind of work

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


def _works(term):
    """The kinds of work of a term: its own, and those of the known words it contains (three characters or more)."""
    known = _work_of()
    found = {known[term]} if term in known else set()
    return found | {work for word, work in known.items() if len(word) > 2 and word in term}


def _apart(one, other):
    return any(
        (a in one and b in other and b not in one and a not in other)
        or (b in one and a in other and a not in one and b not in other)
        for a, b in APART
    )


def similarity(intent, term):
    """Return how alike two normalised terms are, 0 below CUTOFF."""
    return int(similarities([intent], [term])[0][0])


def similarities(intents, terms):
    """Return a matrix (intents × terms) of uint8 similarities; the whole vocabulary in one native call."""
    scores = process.cdist(intents, terms, scorer=fuzz.WRatio, score_cutoff=CUTOFF, dtype=numpy.uint8)
    works = [_works(term) for term in terms]
    for row, intent in enumerate(intents):
        own = _works(intent)
        for column, term in enumerate(terms):
            if scores[row, column] and _apart(intent, term):
                scores[row, column] = 0
            elif own & works[column]:
                scores[row, column] = max(scores[row, column], SAME_WORK)
    return scores
