"""What the plan of visits goes by, as the database has it now: the calendar, the rules, the officers' days."""

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count

from followup.cadence import Rule, Rules, defaults
from followup.models import Absence, CadenceRule, CalendarDay, Visit
from followup.pacing import WINDOW, Pace
from followup.workdays import PUBLISHED, is_announced, is_workday, published_days

LOOKS_AHEAD = 10  # the month from which on next year's days are given to people


def office_calendar():
    """Return the published calendar with the office's own days laid over it."""
    return PUBLISHED.with_days(dict(CalendarDay.objects.values_list("day", "works")))


class Day(NamedTuple):
    """One day of a year's list: what it is, and the office's own row for it, None where it is as published."""

    day: date
    works: bool
    name: str
    own: CalendarDay | None


def days_of_year(year):
    """Return the Days of a year that are no plain weekday or weekend, or that the office has spoken of."""
    own = {one.day: one for one in CalendarDay.objects.filter(day__year=year)}
    days = {day: Day(day, works, name, None) for day, (works, name) in published_days(year).items()}
    days |= {day: Day(day, one.works, one.name, one) for day, one in own.items()}
    return [days[day] for day in sorted(days)]


def changes_to(days):
    """Return (Day as it would become, whether it is worked now) of the given days that would change."""
    calendar, own = office_calendar(), {one.day: one for one in CalendarDay.objects.filter(day__in=days)}
    return [
        (Day(day, works, name, own.get(day)), is_workday(day, calendar))
        for day, (works, name) in sorted(days.items())
        if day not in own or (own[day].works, own[day].name) != (works, name)
    ]


def decides_for_the_office(user):
    """Whether somebody may change what holds for everybody: the administrator, and whoever leads the topmost station."""
    return user.has_perm("accounts.manage") or (user.station is not None and user.station.parent_id is None)


def unannounced_year(today, calendar):
    """Return the year whose holidays are missing where dates are given already: this one, or the next from October."""
    years = [today.year] + [today.year + 1] * (today.month >= LOOKS_AHEAD)
    return next((year for year in years if not is_announced(year, calendar)), None)


def defaults_of(standard):
    """Return the product's rules with the intervals that a standard names itself."""
    return defaults(standard.routine_days, standard.key_group_days, standard.open_answer_days)


def rules_of(standard):
    """Return the Rules one standard is kept by."""
    own = standard.rules.values_list("why", "days", "ahead", "status", "key_groups_only")
    return Rules([Rule(*row) for row in own], defaults_of(standard))


class Terms:
    """What one run of the planner goes by: each part is read once, and only when it is asked for."""

    def __init__(self, on, officers=None):
        self.on, self.officers = on, officers  # None is everybody
        self._rules = {}

    @cached_property
    def calendar(self):
        return office_calendar()

    @cached_property
    def _own_rules(self):
        own = defaultdict(list)
        for standard, *row in CadenceRule.objects.values_list(
            "standard", "why", "days", "ahead", "status", "key_groups_only"
        ):
            own[standard].append(Rule(*row))
        return own

    def rules(self, standard, *intervals):
        """Return the Rules of a standard (key) whose own intervals are given."""
        if standard not in self._rules:
            self._rules[standard] = Rules(self._own_rules[standard], defaults(*intervals))
        return self._rules[standard]

    @cached_property
    def pace(self):
        """The days of the officers as full as they are."""
        staff = self._of_these(get_user_model().objects, "pk")
        pace = Pace(self.on, self.calendar, dict(staff.values_list("pk", "visits_a_day")), self._away())
        planned = self._of_these(Visit.objects.planned(), "officer").order_by().values("officer", "planned_for")
        planned = planned.exclude(officer=None).exclude(planned_for=None)
        for row in planned.annotate(visits=Count("pk")).values_list("officer", "planned_for", "visits"):
            pace.take(*row)
        return pace

    def _away(self):
        """Return {officer: days} on which nobody stands in."""
        last = self.on + timedelta(days=2 * WINDOW)
        absences = self._of_these(Absence.objects, "user").filter(
            withdrawn_on=None, stand_in=None, ends_on__gte=self.on, begins_on__lte=last
        )
        away = defaultdict(set)
        for officer, begins_on, ends_on in absences.values_list("user", "begins_on", "ends_on"):
            first, days = max(begins_on, self.on), (min(ends_on, last) - max(begins_on, self.on)).days
            away[officer].update(first + timedelta(days=number) for number in range(days + 1))
        return away

    def _of_these(self, queryset, field):
        return queryset.all() if self.officers is None else queryset.filter(**{f"{field}__in": self.officers})
