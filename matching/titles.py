"""Cleans a posting's title and splits a cell that holds several. Pure."""

import re
import unicodedata

LONGEST = 120
_PLACEHOLDERS = frozenset(["其他", "其它", "无", "不限", "若干", "岗位", "职位", "-", "/"])
_BRACKETS = re.compile(r"[(\[【<《][^()\[\]【】<>《》]*[)\]】>》]")
_LEADING_CLASS = re.compile(r"^\([^()]*类\)")
_PLACED_BY = re.compile(r"^.{2,12}招聘(?=.{2})(?!专员|主管|经理|顾问|助理|岗)")  # 某某公司招聘收银员
_NOISE = re.compile(
    r"急聘|急招|诚聘|诚招|高薪|[直招]聘(?!专员|主管|经理|顾问|助理|实习|岗|$)|招募|包食?宿|包吃住?|包住|管住|五险[一二]金|社保"
    r"|双休|单休|应届生?可?|可实习|有补贴|就近安排|日结|无责底薪|底薪|提成|(?:月入|月薪|薪资|收入)[^\s/、]*"
    r"|\d+(?:[-~]\d+)?[kw千万元](?![a-z])|\d{1,4}名|\d+人|(?<!\+)\+(?=[一-鿿])\S*$"
)
_NUMBERED = re.compile(r"(?<=[一-鿿])\s*(?:20\d\d|0?\d{1,2})$|^\d+[.、]\s*")
# What separates jobs; a slash inside Latin words (C/C++, UI/UX) or between short halves of one job does not.
_SEPARATORS = re.compile(r"[、;；\n]|(?<=[一-鿿])/(?=[一-鿿])|(?<=[一-鿿]),(?=[一-鿿])")
_JOB_ENDING = re.compile(
    r"(?:员|师|工|生|医|长|总监|监理|经理|助理|手|家|人|岗|官|者|教授|讲师|主管|顾问|代表|干部|护士|会计|出纳|客服|司机|秘书|编辑|翻译|美工|文秘)$"
)
_AND_SO_ON = re.compile(r"(?<=[一-鿿])等(?:岗位|职位|相关岗位)?$")
# Halves of one job's name: 副总监 of 技术总监/副总监, 维护人员 of 运行管理/维护人员.
_HALF = re.compile(
    r"副?(?:工程师|经理|主管|专员|人员|总监|主任|店长|院长|校长|技术员|维护人员|[高中初]级工程师)|副.{1,3}"
)


def plain_title(text):
    """Return a title in one width, without line breaks, ends trimmed."""
    text = unicodedata.normalize("NFKC", str(text or ""))
    return re.sub(r"\s+", " ", text).strip(" .,、;:-")[:LONGEST]


def split_titles(raw):
    """Return the job titles of a cell: ["电工", "焊工"] of 电工、焊工; [] when it names no job.

    A cell is split only when every part could stand alone as a job; 储能电池、材料研发、工程师 stays one title.
    """
    whole = plain_title(str(raw or "").replace("\n", "、"))
    whole = plain_title(_LEADING_CLASS.sub("", whole)) if len(_LEADING_CLASS.sub("", whole)) > 1 else whole
    parts = [
        plain_title(_NUMBERED.sub("", part)) for part in _SEPARATORS.split(_outside_brackets(_AND_SO_ON.sub("", whole)))
    ]
    parts = [part for part in parts if part]
    if len(parts) > 1 and all(_stands_alone(part) for part in parts):
        titles = list(dict.fromkeys(parts))
    else:
        titles = [plain_title(_NUMBERED.sub("", whole))]
    return [title for title in titles if title and title not in _PLACEHOLDERS and re.search(r"[^\W\d_]", title)]


def _outside_brackets(text):
    """Separators inside brackets belong to the remark there, not to the list of jobs."""
    return _BRACKETS.sub(lambda match: re.sub(r"[、;,/]", "·", match.group()), text)


def _stands_alone(part):
    bare = _BRACKETS.sub("", part)
    return 2 <= len(bare) <= 20 and bool(_JOB_ENDING.search(bare)) and not _HALF.fullmatch(bare)


def term_of(title):
    """Return the normalised title that matching compares: no brackets, noise, counts or spaces; Latin in lower case.

    C, C++ and C# stay apart. A title that would vanish keeps its words.
    """
    text = unicodedata.normalize("NFKC", title).lower()
    bare = _NOISE.sub("", _PLACED_BY.sub("", _BRACKETS.sub("", text)))
    bare = re.sub(r"[^\w+#]|_", "", _NUMBERED.sub("", bare))
    return (bare or re.sub(r"\s", "", text))[:LONGEST]
