"""How a person nobody reaches is looked for, rung by rung. Pure: the tries and the numbers go in, what is next comes out.

A try counts for one rung, and only when enough days lie between it and the try before; a call at an hour at which
nobody answered before proves nothing new.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CALLS = ("phone", "video", "wechat")  # manners by which a number is tried
OPENS, CLOSES = time(9), time(18)  # of an office that has not said otherwise


class Rung(TextChoices):
    """A way of looking for a person."""

    PHONE = "phone", _("本人电话")
    OTHER_HOURS = "other_hours", _("换时段再打")
    SECOND_NUMBER = "second_number", _("备用号码")
    FAMILY = "family", _("家属")
    SOURCE = "source", _("学校或名册来源单位")
    CADRE = "cadre", _("村（社区）干部")
    DOOR = "door", _("上门")


OWN_NUMBER = (Rung.PHONE, Rung.OTHER_HOURS)


class Hours(TextChoices):
    """The part of the office's day in which somebody was called."""

    MORNING = "morning", _("上午")
    AFTERNOON = "afternoon", _("下午")
    OFF = "off", _("下班时间")


class Absent(TextChoices):
    """Why a rung cannot be climbed and is not asked for."""

    NO_NUMBER = "no_number", _("没有登记本人电话")
    DEAD_NUMBER = "dead_number", _("本人电话是空号或非本人")
    NO_SECOND = "no_second", _("没有可用的备用号码")
    NO_FAMILY = "no_family", _("没有可用的家属电话")


class Uncounted(TextChoices):
    """Why a try that was made proves nothing more."""

    SAME_HOURS = "same_hours", _("与之前同一时段，不计")
    TOO_SOON = "too_soon", _("与上次间隔不足，不计")
    ENOUGH = "enough", _("该途径已够次数")
    NOT_ASKED = "not_asked", _("不在本标准的阶梯中")


class Rule(NamedTuple):
    """One rung of a ladder: how often at least, and how many days after the try before it."""

    rung: str
    times: int = 1
    spacing: int = 2


LADDER = (  # of a standard that has none of its own
    Rule(Rung.PHONE),
    Rule(Rung.OTHER_HOURS, spacing=1),
    Rule(Rung.SECOND_NUMBER, spacing=0),
    Rule(Rung.FAMILY, spacing=0),
    Rule(Rung.SOURCE, spacing=1),
    Rule(Rung.CADRE, spacing=1),
    Rule(Rung.DOOR),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number on file: whose it is, and whether calling it makes sense."""

    is_own: bool = True
    works: bool = True


@dataclass(frozen=True, slots=True)
class Try:
    """A visit that found nobody: its day, the rung it was made on, and the hours where they are known."""

    day: date
    rung: str
    hours: str | None = None
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A try and what it is worth: the rung it counts for, or why it counts for none."""

    made: Try
    rung: str = ""
    uncounted: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far one rung has been climbed."""

    rung: str
    times: int
    made: int
    spacing: int
    absent: str = ""

    @property
    def lacks(self):
        return 0 if self.absent else max(self.times - self.made, 0)

    @property
    def label(self):
        return Rung(self.rung).label

    @property
    def absent_label(self):
        return Absent(self.absent).label if self.absent else ""


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a search stands: every rung, what each try was worth, and what comes next."""

    stages: tuple
    tried: tuple
    next: Stage | None = None
    from_on: date | None = None  # the first day on which the next rung may be tried
    hours: tuple = field(default=())  # for a call: the parts of the day not tried yet

    @property
    def suffices(self):
        """Whether everything that can be tried was tried."""
        return self.next is None and any(one.rung for one in self.tried)

    @property
    def missing(self):
        return [stage for stage in self.stages if stage.lacks]


# --- What a try is --------------------------------------------------------------------------------


def hours_of(moment: time, opens=None, closes=None):
    """Return in which part of an office's day a local time lies; the office's noon is half-way."""
    at, begin, end = (one.hour * 60 + one.minute for one in (moment, opens or OPENS, closes or CLOSES))
    if not begin <= at < end:
        return Hours.OFF
    return Hours.MORNING if at < (begin + end) / 2 else Hours.AFTERNOON


def rung_of(manner, *, is_own=True, is_first=True, named=""):
    """Return the rung a visit stands on: what was said of it, else what its manner and the number dialled tell."""
    if named:
        return Rung(named)
    if manner == "door":
        return Rung.DOOR
    if manner not in CALLS:
        return ""
    if not is_own:
        return Rung.FAMILY
    return Rung.PHONE if is_first else Rung.SECOND_NUMBER


# --- Climbing -------------------------------------------------------------------------------------


def climb(rules, tries, numbers, today):
    """Return the Climb of these tries, made since the person was last found, in the order they were made.

    `numbers` are those on file, the first to be dialled first.
    """
    tried = _weigh({rule.rung: rule for rule in rules}, tries)
    stages = tuple(_stage(rule, tried, numbers) for rule in rules)
    missing = next((stage for stage in stages if stage.lacks), None)
    if missing is None:
        return Climb(stages, tried)
    days = [one.made.day for one in tried if one.rung]
    from_on = max([today, *(day + timedelta(days=missing.spacing) for day in days)])
    return Climb(stages, tried, missing, from_on, _hours_left(missing, tried))


def _weigh(rules, tries):
    """Return each try as Tried."""
    tried, counted, last = [], dict.fromkeys(rules, 0), None
    for one in sorted(tries, key=lambda one: one.day):
        rung, uncounted = _worth(one, rules, counted, last, _known_hours(tried))
        if rung:
            counted[rung] += 1
            last = one.day
        tried.append(Tried(one, rung, uncounted))
    return tuple(tried)


def _worth(one, rules, counted, last, known):
    """Return (the rung a try counts for, "") or ("", why it counts for none)."""
    rung = one.rung
    if rung in OWN_NUMBER and _is_enough(rules, counted, Rung.PHONE):
        if one.hours is None or not known or one.hours in known:
            return "", Uncounted.SAME_HOURS
        rung = Rung.OTHER_HOURS
    elif rung in OWN_NUMBER:
        rung = Rung.PHONE
    if rung not in rules:
        return "", Uncounted.NOT_ASKED
    if _is_enough(rules, counted, rung):
        return "", Uncounted.ENOUGH
    if last and (one.day - last).days < rules[rung].spacing:
        return "", Uncounted.TOO_SOON
    return rung, ""


def _is_enough(rules, counted, rung):
    return rung not in rules or counted[rung] >= rules[rung].times


def _known_hours(tried):
    """The parts of the day at which calls to the own number counted."""
    return {one.made.hours for one in tried if one.rung in OWN_NUMBER and one.made.hours}


def _hours_left(stage, tried):
    if stage.rung != Rung.OTHER_HOURS:
        return ()
    return tuple(hours for hours in Hours if hours not in _known_hours(tried))


def _stage(rule, tried, numbers):
    made = sum(one.rung == rule.rung for one in tried)
    absent = "" if made >= rule.times else _absent(rule.rung, numbers)
    return Stage(rule.rung, rule.times, made, rule.spacing, absent)


def _absent(rung, numbers):
    """Return why a rung cannot be climbed with these numbers, "" when it can."""
    own = [number for number in numbers if number.is_own]
    if rung in OWN_NUMBER:
        if not own:
            return Absent.NO_NUMBER
        return "" if own[0].works else Absent.DEAD_NUMBER
    if rung == Rung.SECOND_NUMBER:
        return "" if any(number.works for number in own[1:]) else Absent.NO_SECOND
    if rung == Rung.FAMILY:
        return "" if any(number.works for number in numbers if not number.is_own) else Absent.NO_FAMILY
    return ""
