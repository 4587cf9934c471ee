"""Reads pay as postings write it, into yuan a month; what is not pay, or not said, stays unknown. Pure."""

import re
import unicodedata
from typing import NamedTuple

WORKDAYS_A_MONTH = 21.75  # the state's figure for turning daily pay into monthly
WEEKS_A_MONTH = 52 / 12
HOURS_A_DAY = 8
LOWEST, HIGHEST = 800, 500_000  # yuan a month; outside of it the number was not pay
A_YEARS_PAY = 60_000  # from here on a bare amount is what one earns in a year
SAID_BEFORE, SAID_AFTER = 80, 20  # characters around an amount that speak of it
PROSE = 40  # in a text longer than this an amount needs a word or a period that makes it pay


class Pay(NamedTuple):
    """Yuan a month, None where not said; `kind` is the period it is paid for, silent, or unread.

    The periods are monthly, yearly, weekly, daily, hourly and piece, whose amounts say nothing of a month.
    """

    low: int | None = None
    high: int | None = None
    kind: str = "unread"

    @property
    def understood(self):
        """Whether the text was read: as an amount, or as saying that none is given."""
        return self.kind != "unread"


class _Found(NamedTuple):
    """An amount in its surroundings: what stands before it in its sentence, and right after it."""

    low: float
    high: float
    before: str
    after: str
    unit: str


_UNIT = r"(?:万元?|千元?|[kKwW](?![a-zA-Z])|元|块)?"
_AMOUNT = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)\s*({_UNIT})(?:/[月年])?\s*(?:(?:-|至|到)\s*(\d+(?:\.\d+)?)\s*({_UNIT}))?(?![\d.]*%|\d)"
)
_SCALE = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
# Words that hold digits or sound like pay and are neither: titles of rules, social insurance, paid leave, 13 months.
_ASIDE = re.compile(
    r"《[^》]*》?|\(\d{4}\)\d+号|\+?[三四五六七八九]险[一二两三四]?金?|带薪|[·x*×]?\d{2}(?:-\d{2})?薪(?![资酬水])"
)
_ITEM = re.compile(r"(?:^|(?<=[;。\s])|(?<=[一-鿿%)]))\(?\d{1,2}(?:[、)]|\.(?!\d))")
_PAY = re.compile(r"薪|工资|待遇|收入|综合|到手")
_NOT_PAY = re.compile(
    r"安家|购房|房补|补贴|补助|餐补|津贴|奖|公积金|科研|启动|住房|经费|保险|商业险|保额|慰问|福利|体检|学费"
)
# 薪酬福利 heads an amount that is pay, and what an intern gets is an intern's pay whatever it is called.
_HEADING = re.compile(r"((?:薪[酬资]|工资))福利|(见习|实习)期?(?:生活)?(?:补贴|补助|津贴)")
_COUNTED = re.compile(r"[年月日天号岁次人名个届周班节小倍级%]")
_YEARLY = re.compile(r"年薪|年收入|/年|每年|一年|^\s*年")
_MONTHLY = re.compile(r"月薪|/月|每月|^\s*月|月工资|月收入")
_WEEKLY = re.compile(r"/周|每周|周薪|^\s*一?周")
_DAILY = re.compile(r"/天|[每一]天|/日|每日|日薪|日结|日工资|日均|^\s*天")
_HOURLY = re.compile(r"/小?时|每小时|时薪|/h(?![a-z])|^\s*小时")
_PIECE = re.compile(r"(?:/|每|一)(?:课时|[件单场节次趟吨米方篇])")
_BY_PIECE = re.compile(rf"\d(?:元|块)?{_PIECE.pattern}|{_PIECE.pattern}\d|计件")
# Where what stands behind an amount stops speaking of it; (教学奖另计) says what the amount is without.
_BEHIND = re.compile(r"[,、+]|\((?=[^)]*(?:另|不含|除外))")
_WHOLE = re.compile(r"综合|合计|到手|转正")  # what one has in the end goes before its parts
_FLOOR = re.compile(r"底薪|保底|基薪|(?:基本|基础|岗位)(?:工资|薪资)")  # more comes on top of it
_PART = re.compile(r"绩效|工龄|加班|全勤")
_NO_MONEY = re.compile(r"\+(?:社保|公积金|[单双]休|包|免费|提供|食|住|餐|补|福利|节|员工|体检)")

_DIGITS = "一二三四五六七八九"
_DIGIT = f"[{_DIGITS}两]"
_SPOKEN = re.compile(
    rf"(\d+|{_DIGIT}?十{_DIGIT}?|{_DIGIT})([万千])(?:({_DIGIT}|\d)([千百])?)?(?=[元块/\-至到左以多起+,、)。;]|每|一?月|$)"
)
_SPOKEN_RANGE = re.compile(rf"({_DIGIT})(?:-|至|到)({_DIGIT})([万千])")


def read_pay(text, header=""):
    """Return the Pay of a cell: 3-5k, 8千-1万·13薪, 200元/天, 10万/年, 年薪15万-20万, 15万元及以上, 面议.

    `header` is what stands above the cell: 年薪（万元） gives a bare 12 its unit and its period.
    """
    plain = _headed(_plain(text), unicodedata.normalize("NFKC", header))
    found = [amount for sentence in re.split(r"[;。\n!]", plain) for amount in _amounts(sentence)]
    paid = sorted((amount for amount in found if _is_pay(amount, plain)), key=_standing)
    read = [(amount, pay) for amount in paid if (pay := _monthly(amount, plain))]
    if read:
        return _of_all_grades(read)
    if _BY_PIECE.search(plain):
        return Pay(kind="piece")
    # A cell that is a number and nothing else meant something; words without an amount said nothing of pay.
    return Pay() if paid or re.fullmatch(r"[.,%\s-]*\d[\d.,%\s-]*", plain) else Pay(kind="silent")


def _plain(text):
    text = unicodedata.normalize("NFKC", str(text or "")).strip()
    text = re.sub(r"[—–―－~～]+|-{2,}", "-", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"^(\d{4,5})/(\d{4,5})(?=元|$)", r"\1-\2", text)
    text = _SPOKEN_RANGE.sub(lambda match: f"{_spoken(match[1])}-{_spoken(match[2])}{match[3]}", text)
    text = _SPOKEN.sub(_written, _HEADING.sub(r"\1\2薪资", text))
    return _ITEM.sub(";", _ASIDE.sub("", text))


def _spoken(digits):
    """Return the number that 三, 十五 or 12 says."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    one = _DIGITS.find(ones.replace("两", "二")) + 1 if ones else 0
    return (_spoken(tens) if tens else 1) * 10 + one if ten else one


def _written(match):
    """Return 15000 for 一万五, 1万5 and 一万五千; 3千 stays, for its unit may be another number's, too."""
    head, unit, tail, small = match.groups()
    if head.isdecimal() and not tail:
        return match.group()
    scale = 10_000 if unit == "万" else 1_000
    rest = {"千": 1_000, "百": 100}.get(small, scale // 10)
    return str(_spoken(head) * scale + (_spoken(tail) * rest if tail else 0))


def _headed(plain, header):
    """Return a bare number with the unit and the period of its column: 年薪12万 of 12 under 年薪（万元）."""
    if not header or not re.fullmatch(r"[\d.]+(?:-[\d.]+)?", plain):
        return plain
    unit = re.search(r"万|千|(?<![a-z])k(?![a-z])", header.lower())
    period = re.search(r"[年月日时](?=薪|工资|收入)|(?<=/)(?:[年月日天时]|小时)", header)
    word = {"年": "年薪", "月": "月薪", "日": "日薪", "天": "日薪"}.get(period.group(), "时薪") if period else ""
    return word + plain + (unit.group() if unit else "")


def _standing(amount):
    """Return how much an amount says of what one will have: the whole before a part, and trial pay last."""
    near = re.split(r"[,、+]", amount.before)[-1][-12:]
    if near.rfind("试用") > near.rfind("转正"):
        return 4
    if _WHOLE.search(near):
        return 0
    return 3 if _PART.search(near) else 2 if _FLOOR.search(near) else 1


def _of_all_grades(read):
    """Return the first Pay, widened by those said alike: 骨干年薪15-30万、新人年薪8-15万 is 8 to 30."""
    best, pay = read[0]
    alike = [
        other
        for amount, other in read
        if _standing(amount) == _standing(best) and _period(amount) and other.kind == pay.kind
    ]
    if not _period(best) or len(alike) < 2 or any(None in (other.low, other.high) for other in alike):
        return pay
    return Pay(min(other.low for other in alike), max(other.high for other in alike), pay.kind)


def _amounts(sentence):
    for match in _AMOUNT.finditer(sentence):
        low, low_unit, high, high_unit = match.groups()
        before = sentence[max(0, match.start() - SAID_BEFORE) : match.start()]
        after = sentence[match.end() : match.end() + SAID_AFTER]
        unit = low_unit or high_unit or ""
        if high is None:
            number = _scaled(low, low_unit)
            ends = _open_ended(number, before, after)
        else:
            ends = sorted([_scaled(low, unit), _scaled(high, high_unit or unit)])
        if ends[0] is not None and _FLOOR.search(re.split(r"[,、+]", before)[-1][-8:]):
            ends = ends[0], None
        yield _Found(*ends, before, after, unit)


def _scaled(number, unit):
    return float(number) * _SCALE.get(unit[:1].lower(), 1)


def _open_ended(number, before, after):
    if _NO_MONEY.match(after):
        return number, number
    if re.match(r"(?:[及或]?以上|起|\+)|/[年月]?(?:以上|起)", after) or re.search(r"(?:不低于|≥|至少)$", before):
        return number, None
    if re.match(r"[及或]?以[下内]", after) or re.search(r"(?:不超过|≤|最高)$", before):
        return None, number
    return number, number


def _is_pay(amount, whole):
    """Whether an amount is pay: by the last word before it that says so or denies it, by its period, by its unit."""
    period = _period(amount)
    behind = _BEHIND.split(amount.after)[0]
    counts = not amount.unit and _COUNTED.match(amount.after)
    if counts or _PIECE.match(amount.after) or _NOT_PAY.search(behind):
        return False
    says = max((match.start() for match in _PAY.finditer(amount.before)), default=-1)
    denies = max((match.start() for match in _NOT_PAY.finditer(amount.before)), default=-1)
    if denies > says:
        return bool(period) and len(amount.before) - denies > 10
    if says >= 0:
        return bool(amount.unit or period) or len(amount.before) - says <= 6
    return bool(period) or len(whole) <= PROSE


_PERIODS = (
    ("hourly", _HOURLY),
    ("daily", _DAILY),
    ("weekly", _WEEKLY),
    ("monthly", _MONTHLY),
    ("yearly", _YEARLY),
)
_FACTORS = {
    "yearly": 1 / 12,
    "weekly": WEEKS_A_MONTH,
    "daily": WORKDAYS_A_MONTH,
    "hourly": WORKDAYS_A_MONTH * HOURS_A_DAY,
}


def _period(amount):
    near = amount.before[-12:] + "|" + _BEHIND.split(amount.after)[0]
    for kind, words in _PERIODS:
        if words.search(near) or words.match(amount.after):
            return kind
    return ""


def _monthly(amount, whole):
    most = amount.low if amount.high is None else amount.high
    # A bare amount of tens of thousands is a year's pay in these lists, but thousands (K) are counted by the month.
    by_month = amount.unit[:1].lower() in ("k", "千")
    bare = "yearly" if (most >= A_YEARS_PAY and not by_month) or ("年薪" in whole and most >= 20_000) else "monthly"
    kind = _period(amount) or bare
    factor = _FACTORS.get(kind, 1)
    low, high = (None if value is None else round(value * factor) for value in (amount.low, amount.high))
    if any(value is not None and not LOWEST <= value <= HIGHEST for value in (low, high)):
        return None
    return Pay(low, high, kind)
