"""Which day of those that suit: proposals of one officer spread over the working days they allow. Pure."""

from collections import defaultdict
from datetime import timedelta

from followup.workdays import PUBLISHED, is_workday

CAPACITY = 12  # visits a day of whoever has not said
LAYERS = 4  # a day fills by a quarter of the capacity before the next one is turned to: early, yet never all on Monday
WINDOW = 60  # days ahead of the first that are looked at: a proposal with a year's time need not be made at its end


class Pace:
    """How full each officer's days are; knows the visits it was told of and those it has placed itself."""

    def __init__(self, on, calendar=PUBLISHED, capacities=None, away=None):
        self.on, self.calendar = on, calendar
        self.capacities = capacities or {}
        self.away = away or {}  # {officer: days on which nobody stands in}
        self.loads = defaultdict(lambda: defaultdict(int))
        self._windows = {}

    def take(self, officer, day, visits=1):
        """Count visits on a day; what should have been made before is work of today."""
        self.loads[officer][max(day, self.on)] += visits

    def place(self, officer, proposal):
        """Return the day for a proposal and count it: the emptiest in its time, the earlier of two.

        Never after its latest day; what is past that already is for its first day. A day on which the officer is away
        is taken only where there is no other.
        """
        days = self._window(proposal.earliest_on, proposal.due_on)
        if officer is None:
            return days[0]
        day = self._emptiest(officer, days) if len(days) > 1 else days[0]
        self.loads[officer][day] += 1
        return day

    def _emptiest(self, officer, days):
        load, away = self.loads[officer], self.away.get(officer, ())
        capacity = self.capacities.get(officer, CAPACITY) or 1
        return min(days, key=lambda day: (day in away, load[day] * LAYERS // capacity))

    def _window(self, earliest, due_on):
        """Return the working days from the earliest to the latest; the earliest itself is always one of them."""
        key = earliest, due_on
        if key not in self._windows:
            span = min((due_on - earliest).days, WINDOW)
            later = (earliest + timedelta(days=number) for number in range(1, span + 1))
            self._windows[key] = [earliest, *(day for day in later if is_workday(day, self.calendar))]
        return self._windows[key]
