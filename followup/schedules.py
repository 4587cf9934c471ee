"""What the plan of visits goes by, as the database has it now: the calendar, the rules, the officers' days."""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Count

from followup.cadence import Rule, Rules, defaults
from followup.models import Absence, CadenceRule, CalendarDay, Visit
from followup.pacing import WINDOW, Pace
from followup.workdays import PUBLISHED


def office_calendar():
    """Return the published calendar with the office's own days laid over it."""
    return PUBLISHED.with_days(dict(CalendarDay.objects.values_list("day", "works")))


def rules_of(standard):
    """Return the Rules one standard is kept by."""
    own = standard.rules.values_list("why", "days", "ahead", "status", "key_groups_only")
    return Rules(
        [Rule(*row) for row in own],
        defaults(standard.routine_days, standard.key_group_days, standard.open_answer_days),
    )


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
