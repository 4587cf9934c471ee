"""Keeps one person's file while their history is told, and chains its lines at the end as the registry would."""

from datetime import UTC, datetime
from functools import lru_cache

from registry.history import BEGINNING, chain
from registry.models import Entry
from registry.pouring import Table, text_of

ENTRIES = Table(Entry, "person_id", "number", "act", "by_id", "at", "facts", "reason", "digest")
MORNING = 2  # offices open at ten in Xinjiang, two o'clock UTC


@lru_cache(maxsize=1 << 16)
def moment(day, minute):
    """Return an office-hours moment of a day, as a datetime and as both databases take it (they hold UTC)."""
    at = datetime(day.year, day.month, day.day, MORNING + minute // 60, minute % 60, 0, tzinfo=UTC)
    return at, at.strftime("%Y-%m-%d %H:%M:%S")


class File:
    """The lines of one person, in the order they happened."""

    __slots__ = ("person_id", "lines")

    def __init__(self, person_id):
        self.person_id, self.lines = person_id, []

    def note(self, day, act, by, facts, reason=""):
        """Keep a line; lines of one day stay in the order they were kept."""
        self.lines.append((day, len(self.lines), act, by, facts, reason))

    def pour(self, pourer):
        """Chain the lines by day and hand them over."""
        self.lines.sort(key=_when)
        previous = BEGINNING
        for number, (day, _order, act, by, facts, reason) in enumerate(self.lines, 1):
            at, stored = moment(day, min(470, number * 2))
            previous = chain(previous, self.person_id, number, act, by, at, facts, reason)
            pourer.add(ENTRIES, self.person_id, number, act, by, stored, text_of(facts), reason, previous)


def _when(line):
    return line[:2]
