"""Reads pay as postings write it, into yuan a month; what is not pay, or not said, stays unknown. Pure."""

import re
import unicodedata
from typing import NamedTuple

WORKDAYS_A_MONTH = 21.75  # the state's figure for turning daily pay into monthly
HOURS_A_DAY = 8
LOWEST, HIGHEST = 800, 500_000  # yuan a month; outside of it the number was not pay
SILENT = ("面议", "面谈", "按政策", "按国家", "参照", "一人一策", "从优", "根据", "待定")


class Pay(NamedTuple):
    """Yuan a month, None where not said; `kind` is monthly, yearly, daily, hourly, silent or unread."""

    low: int | None = None
    high: int | None = None
    kind: str = "unread"

    @property
    def understood(self):
        """Whether the text was read: as an amount, or as saying that none is given."""
        return self.kind != "unread"


_UNIT = r"(?:万元?|千元?|[kKwW]|元)?"
_NUMBER = rf"(\d+(?:\.\d+)?)\s*({_UNIT})"
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|至|到|~)\s*{_NUMBER}")
_SINGLE = re.compile(_NUMBER)
_SCALE = {"万": 10_000, "千": 1_000, "k": 1_000, "w": 10_000}
_NOT_PAY = re.compile(r"安家|购房|补贴|补助|津贴|奖金|奖励|公积金|科研|启动|住房")


def read_pay(text):
    """Return the Pay of a cell: 3-5k, 8千-1万·13薪, 200元/天, 10万/年, 年薪15万-20万, 15万元及以上, 面议."""
    plain = _plain(text)
    if not plain:
        return Pay(kind="silent")
    for clause in re.split(r"[;；。,，\n]", plain):
        if re.search(r"\d", clause) and (not _NOT_PAY.search(clause) or re.search(r"薪|工资", clause)):
            pay = _amount(clause, plain)
            if pay:
                return pay
    if any(word in plain for word in SILENT) or not re.search(r"\d", plain):
        return Pay(kind="silent")
    return Pay()


def _plain(text):
    text = unicodedata.normalize("NFKC", str(text or "")).strip()
    text = re.sub(r"[—–―－~～]+|-{2,}", "-", text)
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def _amount(clause, whole):
    clause = re.sub(r"[·x*]?\s*\d{2}\s*薪", "", clause)
    match = _RANGE.search(clause)
    if match:
        low, low_unit, high, high_unit = match.groups()
        low, high = _scaled(low, low_unit or high_unit), _scaled(high, high_unit or low_unit)
        rest = clause[match.end() :]
    else:
        match = _SINGLE.search(clause)
        if not match:
            return None
        low = high = _scaled(*match.groups())
        rest = clause[match.end() :]
        low, high = _open_ended(low, high, clause)
    kind = _period(clause, rest, whole, max(low or 0, high or 0))
    return _monthly(low, high, kind)


def _scaled(number, unit):
    return float(number) * _SCALE.get(unit[:1].lower(), 1) if unit else float(number)


def _open_ended(low, high, clause):
    if re.search(r"以上|起|不低于|≥|\+", clause):
        return low, None
    if re.search(r"以下|不超过|以内|≤", clause):
        return None, high
    return low, high


def _period(clause, rest, whole, amount):
    if re.search(r"年薪|/年|每年|元/?年|一年", clause) or re.match(r"\s*/?年", rest):
        return "yearly"
    if re.search(r"/天|每天|/日|日薪|元/?天", clause):
        return "daily"
    if re.search(r"/小?时|每小时|时薪", clause):
        return "hourly"
    if re.search(r"月薪|/月|每月|元/?月", clause):
        return "monthly"
    # A bare amount of tens of thousands is a year's pay in these lists; "年" elsewhere in the cell says so too.
    return "yearly" if amount >= 60_000 or ("年薪" in whole and amount >= 20_000) else "monthly"


def _monthly(low, high, kind):
    factor = {"yearly": 1 / 12, "daily": WORKDAYS_A_MONTH, "hourly": WORKDAYS_A_MONTH * HOURS_A_DAY}.get(kind, 1)
    low, high = (None if value is None else round(value * factor) for value in (low, high))
    if low is not None and high is not None and low > high:
        low, high = high, low
    if any(value is not None and not LOWEST <= value <= HIGHEST for value in (low, high)):
        return None
    return Pay(low, high, kind)
