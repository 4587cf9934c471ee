"""Working days and make-up days. Pure: the calendar is data, and every question is asked of one.

The published calendar is that of the package chinesecalendar (2004 to the last year the State Council has announced);
the office lays over it what it has imported or decided, see followup/schedules.py. For a year that neither knows only
weekends are counted, which `is_announced` says.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar.constants import Holiday, holidays, workdays

LAST_ANNOUNCED = max(holidays).year
STATUTORY_DAYS = 11  # fewer days off than that are no year's holidays, only an addition to them


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weekdays that are off, the weekend days that are worked, and the years whose holidays are known."""

    off: frozenset
    worked: frozenset
    years: frozenset

    def with_days(self, days):
        """Return the calendar with {day: is it worked?} laid over it."""
        worked = {day for day, works in days.items() if works}
        off = days.keys() - worked
        listed = Counter(day.year for day in off)
        known = {year for year, count in listed.items() if count >= STATUTORY_DAYS}
        return Calendar((self.off - worked) | off, (self.worked - off) | worked, self.years | known)


PUBLISHED = Calendar(frozenset(holidays), frozenset(workdays), frozenset(range(min(holidays).year, LAST_ANNOUNCED + 1)))


def published_days(year):
    """Return {day: (is it worked?, the holiday's name)} of what was published for a year."""
    found = {day: (False, name) for day, name in holidays.items() if day.year == year}
    found |= {day: (True, name) for day, name in workdays.items() if day.year == year}
    return {day: (works, Holiday(name).chinese) for day, (works, name) in found.items()}


def is_announced(year, calendar=PUBLISHED):
    """Return whether the holidays of a year are known."""
    return year in calendar.years


def is_workday(day: date, calendar=PUBLISHED):
    """Return whether offices work on a day: make-up Saturdays do, holidays and plain weekends do not."""
    if day in calendar.worked:
        return True
    return day not in calendar.off and day.weekday() < 5


def next_workday(day: date, calendar=PUBLISHED):
    """Return the day itself when it is a working day, else the next one that is."""
    while not is_workday(day, calendar):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, count: int, calendar=PUBLISHED):
    """Return the day that lies `count` working days after `day`, which itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day, calendar)
    return day


def due_after(day: date, days: int, calendar=PUBLISHED):
    """Return the deadline `days` calendar days after a day, moved on to a working day."""
    return next_workday(day + timedelta(days=days), calendar)


def is_overdue(due_on, today):
    """The one meaning of overdue: there is a date and it lies before today; on the date itself nothing is late."""
    return due_on is not None and due_on < today
