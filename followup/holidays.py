"""What an office's holiday sheet says: which days are off and which are worked, a sentence for every row that is odd. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from registry.cleaning import Unclear, plain_text, read_date
from registry.columns import look_up, plain_header
from registry.refusals import Refusal
from registry.spreadsheets import read_table

LONGEST = 31  # days in one range: a longer one is a slip of the pen
_NAMES = {
    "day": "日期 时间 放假日期 放假时间 起止日期 日期范围 节假日日期 date day",
    "first": "开始日期 起始日期 起 开始 从 from start",
    "last": "结束日期 截止日期 止 结束 到 至 to end",
    "kind": "上班/休息 休息/上班 上班 类型 性质 状态 安排 是否上班 是否放假 是否休息 kind type",
    "name": "说明 名称 节日 节假日 节日名称 备注 name holiday note",
}
NAMES = {plain_header(name): fact for fact, names in _NAMES.items() for name in names.split()}
WORKS = frozenset("上班 班 补班 调休上班 调休补班 补休上班 工作 工作日 上班日 works work workday".split())
RESTS = frozenset("休息 休 放假 假 节假日 假期 休假 休息日 法定节假日 公休 off holiday rest".split())
YES, NO = frozenset("是 √ y yes 1".split()), frozenset("否 × n no 0".split())
_SEVERAL = re.compile(r"[、,，;；]")
_RANGE = re.compile(r"\s*(?:至|到|~|～|—+|－|–|--+)\s*")
_PART = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[日号]?")


@dataclass
class Sheet:
    """What was read: {day: (is it worked?, name)} and [(row number, what is wrong with it)]."""

    days: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)


def read_holidays(name, content):
    """Return the Sheet of a file; raises Refusal where it holds no such list."""
    table = read_table(name, content, _score)
    places = _places(table.header)
    if "kind" not in places or not ({"day"} <= places.keys() or {"first", "last"} <= places.keys()):
        raise Refusal(_("请保留“日期”和“上班/休息”两列。"))
    asks_rest = any(word in str(table.header[places["kind"]]) for word in ("是否放假", "是否休息"))
    sheet = Sheet()
    for number, cells in table.rows:
        try:
            _take(sheet, {fact: cells[place] for fact, place in places.items() if place < len(cells)}, asks_rest)
        except Refusal as refusal:
            sheet.wrong.append((number, refusal.sentence))
    return sheet


def _score(cells):
    return len({look_up(cell, NAMES) for cell in cells} - {""})


def _places(header):
    """Return {fact: column}, the first of two columns of one meaning."""
    found = {}
    for place, name in enumerate(header):
        found.setdefault(look_up(name, NAMES), place)
    found.pop("", None)
    return found


def _take(sheet, row, asks_rest):
    """Add the days of one row, all or none."""
    works, name = _works(plain_text(row.get("kind", "")), asks_rest), plain_text(row.get("name", ""))[:40]
    days = _days(row)
    for day in days:
        if day in sheet.days and sheet.days[day][0] != works:
            raise Refusal(_("%(day)s 在表中既上班又休息。") % {"day": day.isoformat()})
    sheet.days.update(dict.fromkeys(days, (works, name)))


def _works(text, asks_rest):
    said = text.strip().lower()
    if said in YES | NO:
        return (said in YES) != asks_rest
    if said in WORKS | RESTS:
        return said in WORKS
    raise Refusal(_("“%(text)s”既不是上班也不是休息。") % {"text": text[:20]})


def _days(row):
    """Return the days a row speaks of: one, several, a range, or from one column to another."""
    if row.get("first") not in (None, ""):
        return _between(_day(row["first"]), _day(row.get("last") or row["first"]))
    raw = row.get("day", "")
    if not isinstance(raw, str):
        return [_day(raw)]
    days = []
    for text in filter(None, map(str.strip, _SEVERAL.split(raw))):
        first, *rest = _RANGE.split(text, maxsplit=1)
        begins = _day(first)
        days += _between(begins, _end(begins, rest[0]) if rest else begins)
    if not days:
        raise Refusal(_("没有日期。"))
    return days


def _end(begins, text):
    """Return the end of a range, which may leave out the year and the month."""
    part = _PART.fullmatch(text)
    if not part:
        return _day(text)
    try:
        return date(begins.year, int(part[1] or begins.month), int(part[2]))
    except ValueError as error:
        raise _unclear(text) from error


def _between(first, last):
    if last < first:
        raise Refusal(_("止日 %(last)s 早于起日 %(first)s。") % {"first": first.isoformat(), "last": last.isoformat()})
    length = (last - first).days + 1
    if length > LONGEST:
        raise Refusal(_("一行不超过 %(most)s 天，此行为 %(n)s 天。") % {"most": LONGEST, "n": length})
    return [first + timedelta(days=number) for number in range(length)]


def _day(raw):
    try:
        return read_date(raw)
    except Unclear as error:
        raise _unclear(raw) from error


def _unclear(raw):
    return Refusal(_("“%(text)s”不是日期，请写成 2027-02-05。") % {"text": plain_text(raw)[:30]})
