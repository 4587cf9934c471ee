"""Working days and make-up days in China. Pure; the calendar is data.

Holidays come from the package chinesecalendar (2004 to the last year the State Council has announced); for a year
in no package only weekends are known, which `is_announced` says.
"""

from datetime import date, timedelta

from chinese_calendar.constants import holidays, workdays

LAST_ANNOUNCED = max(holidays).year


def is_announced(year):
    """Return whether the holidays of a year are known."""
    return min(holidays).year <= year <= LAST_ANNOUNCED


def is_workday(day: date):
    """Return whether offices work on a day: make-up Saturdays do, holidays and plain weekends do not."""
    if day in workdays:
        return True
    return day not in holidays and day.weekday() < 5


def next_workday(day: date):
    """Return the day itself when it is a working day, else the next one that is."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, count: int):
    """Return the day that lies `count` working days after `day`, which itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def due_after(day: date, days: int):
    """Return the deadline `days` calendar days after a day, moved on to a working day."""
    return next_workday(day + timedelta(days=days))
