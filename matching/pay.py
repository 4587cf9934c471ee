"""Reads pay as postings write it, into yuan a month; what is not pay, or not said, stays unknown. Pure."""

import re
import unicodedata
from typing import NamedTuple

WORKDAYS_A_MONTH = 21.75  # the state's figure for turning daily pay into monthly
HOURS_A_DAY = 8
LOWEST, HIGHEST = 800, 500_000  # yuan a month; outside of it the number was not pay
A_YEARS_PAY = 60_000  # from here on a bare amount is what one earns in a year
PROSE = 40  # in a text longer than this an amount needs a word or a period that makes it pay


class Pay(NamedTuple):
    """Yuan a month, None where not said; `kind` is monthly, yearly, daily, hourly, silent or unread."""

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
    has_unit: bool


_UNIT = r"(?:万元?|千元?|[kKwW](?![a-zA-Z])|元|块)?"
_AMOUNT = re.compile(
    rf"(?<![\d.])(\d+(?:\.\d+)?)\s*({_UNIT})(?:/[月年])?\s*(?:(?:-|至|到)\s*(\d+(?:\.\d+)?)\s*({_UNIT}))?(?![\d.]*%|\d)"
)
_SCALE = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
# Words that hold digits or sound like pay and are neither: titles of rules, social insurance, paid leave, 13 months.
_ASIDE = re.compile(
    r"《[^》]*》?|\(\d{4}\)\d+号|[三四五六七八九]险[一二两三四]?金?|带薪|[·x*×]?\d{2}(?:-\d{2})?薪(?![资酬水])"
)
_ITEM = re.compile(r"(?:^|(?<=[;。\s])|(?<=[一-鿿%)]))\(?\d{1,2}(?:[、)]|\.(?!\d))")
_PAY = re.compile(r"薪|工资|待遇|收入")
_NOT_PAY = re.compile(
    r"安家|购房|房补|补贴|补助|餐补|津贴|奖|公积金|科研|启动|住房|经费|保险|商业险|保额|慰问|福利|体检|学费"
)
_COUNTED = re.compile(r"[年月日天号岁次人名个届周班节小倍级%]")
_YEARLY = re.compile(r"年薪|年收入|/年|每年|一年|^\s*年")
_MONTHLY = re.compile(r"月薪|/月|每月|^\s*月|月工资|月收入")
_DAILY = re.compile(r"/天|每天|/日|日薪|日结|^\s*天")
_HOURLY = re.compile(r"/小?时|每小时|时薪|^\s*小时")


def read_pay(text):
    """Return the Pay of a cell: 3-5k, 8千-1万·13薪, 200元/天, 10万/年, 年薪15万-20万, 15万元及以上, 面议."""
    plain = _plain(text)
    found = [amount for sentence in re.split(r"[;。\n!]", plain) for amount in _amounts(sentence)]
    paid = [amount for amount in found if _is_pay(amount, plain)]
    # What is paid on trial says less than what is paid afterwards.
    paid.sort(key=lambda amount: "试用" in amount.before[-8:])
    for amount in paid:
        pay = _monthly(amount, plain)
        if pay:
            return pay
    # A cell that is a number and nothing else meant something; words without an amount said nothing of pay.
    return Pay() if paid or re.fullmatch(r"[\d.,%\s-]+", plain) else Pay(kind="silent")


def _plain(text):
    text = unicodedata.normalize("NFKC", str(text or "")).strip()
    text = re.sub(r"[—–―－~～]+|-{2,}", "-", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return _ITEM.sub(";", _ASIDE.sub("", text))


def _amounts(sentence):
    for match in _AMOUNT.finditer(sentence):
        low, low_unit, high, high_unit = match.groups()
        before, after = sentence[: match.start()], sentence[match.end() :][:10]
        if high is None:
            number = _scaled(low, low_unit)
            yield _Found(*_open_ended(number, before, after), before, after, bool(low_unit))
        else:
            ends = _scaled(low, low_unit or high_unit), _scaled(high, high_unit or low_unit)
            yield _Found(min(ends), max(ends), before, after, bool(low_unit or high_unit))


def _scaled(number, unit):
    return float(number) * _SCALE.get(unit[:1].lower(), 1)


def _open_ended(number, before, after):
    if re.match(r"(?:[及或]?以上|起|\+)|/[年月]?(?:以上|起)", after) or re.search(r"(?:不低于|≥|至少)$", before):
        return number, None
    if re.match(r"[及或]?以[下内]", after) or re.search(r"(?:不超过|≤|最高)$", before):
        return None, number
    return number, number


def _is_pay(amount, whole):
    """Whether an amount is pay: by the last word before it that says so or denies it, by its period, by its unit."""
    period = _period(amount)
    if _NOT_PAY.search(re.split(r"[,、+]", amount.after)[0]) or (not amount.has_unit and _COUNTED.match(amount.after)):
        return False
    says = max((match.start() for match in _PAY.finditer(amount.before)), default=-1)
    denies = max((match.start() for match in _NOT_PAY.finditer(amount.before)), default=-1)
    if denies > says:
        return bool(period) and len(amount.before) - denies > 10
    if says >= 0:
        return amount.has_unit or bool(period) or len(amount.before) - says <= 6
    return bool(period) or len(whole) <= PROSE


def _period(amount):
    near = amount.before[-12:] + "|" + re.split(r"[,、+]", amount.after)[0]
    for kind, words in (("hourly", _HOURLY), ("daily", _DAILY), ("monthly", _MONTHLY), ("yearly", _YEARLY)):
        if words.search(near) or words.match(amount.after):
            return kind
    return ""


def _monthly(amount, whole):
    most = amount.high or amount.low
    # A bare amount of tens of thousands is a year's pay in these lists; 年薪 elsewhere in the cell says so too.
    bare = "yearly" if most >= A_YEARS_PAY or ("年薪" in whole and most >= 20_000) else "monthly"
    kind = _period(amount) or bare
    factor = {"yearly": 1 / 12, "daily": WORKDAYS_A_MONTH, "hourly": WORKDAYS_A_MONTH * HOURS_A_DAY}.get(kind, 1)
    low, high = (None if value is None else round(value * factor) for value in (amount.low, amount.high))
    if any(value is not None and not LOWEST <= value <= HIGHEST for value in (low, high)):
        return None
    return Pay(low, high, kind)
