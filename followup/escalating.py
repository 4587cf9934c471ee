"""逾期督办: an overdue visit climbs from its officer to the street and the county, and the officer is asked why."""

from collections import defaultdict
from datetime import timedelta
from functools import cache, cached_property
from typing import NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.models import Case, Escalation, Standard, Visit
from followup.planning import chunks
from followup.schedules import office_calendar
from followup.workdays import add_workdays
from registry.history import hold, note
from registry.models import Entry
from registry.refusals import Refusal

OFFICER, STREET, COUNTY = 1, 2, 3
LEVELS = {STREET: ("street", "county", "city"), COUNTY: ("county", "city")}  # who answers where there is no such level


class Standing(NamedTuple):
    """Where an overdue visit stands: on which rung, which station is asked about it, and since when."""

    rung: int
    station_id: int | None
    since: object


# --- Climbing -------------------------------------------------------------------------------------


@transaction.atomic
def climb_overdue(*, on, visits=None):
    """Put every overdue visit (or these) on the rung its age has brought it to; returns how many rows changed.

    What is overdue no longer has no row. Set by set; a second run does only what is missing.
    """
    late, terms = Visit.objects.overdue(on).filter(person__gone=""), _Terms(on)
    if visits is None:
        Escalation.objects.exclude(visit__in=late.values("pk")).delete()
    else:
        late = late.filter(pk__in=visits)
    return sum(_climb(rows, terms) for rows in chunks(_rows(late)))


def _rows(late):
    """Overdue visits with the standard they are kept by and where they stand already."""
    standard = Case.objects.open().filter(person=OuterRef("person")).values("standard")[:1]
    known = {"at": F("person__station"), "row": F("escalation__pk"), "standard": Subquery(standard)}
    stood = {f"was_{name}": F(f"escalation__{name}") for name in Standing._fields}
    return late.order_by("pk").values("pk", "due_on", **known, **stood)


def _climb(rows, terms):
    """Write where these visits stand now; returns how many rows are new or changed."""
    fresh, moved = [], defaultdict(list)
    for row in rows:
        standing = terms.standing(row["at"], row["due_on"], row["standard"])
        if row["row"] is None:
            fresh.append(Escalation(visit_id=row["pk"], **standing._asdict()))
        elif standing != tuple(row[f"was_{name}"] for name in Standing._fields):
            moved[standing].append(row["row"])
    Escalation.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)
    for standing, keys in moved.items():
        Escalation.objects.filter(pk__among=keys).update(**standing._asdict())
    return len(fresh) + sum(len(keys) for keys in moved.values())


class _Terms:
    """What one run goes by: the calendar, each standard's days, and whom each station answers to."""

    def __init__(self, on):
        self.on, self.calendar = on, office_calendar()
        self.reached = cache(self._reached)
        self.above = cache(self._above)

    def standing(self, station, due_on, standard):
        days = {OFFICER: due_on + timedelta(days=1), **self.reached(due_on, standard)}
        rung = max(rung for rung, day in days.items() if day <= self.on)
        return Standing(rung, self.above(station, rung), days[rung])

    def _reached(self, due_on, standard):
        """Return {rung: the first day after so many working days without the visit}."""
        days = zip((STREET, COUNTY), self._days.get(standard, self._usual), strict=True)
        return {rung: add_workdays(due_on, count, self.calendar) + timedelta(days=1) for rung, count in days}

    @cached_property
    def _days(self):
        return {pk: days for pk, *days in Standard.objects.values_list("pk", *self._names)}

    _names = ("street_after_workdays", "county_after_workdays")

    @property
    def _usual(self):
        return [Standard._meta.get_field(name).default for name in self._names]

    def _above(self, station, rung):
        """Return the key of the station asked on a rung: the nearest of its level at or above this one."""
        if rung == OFFICER:
            return station
        path = [int(key) for key in self._stations[station][0].strip("/").split("/")]
        for level in LEVELS[rung]:
            found = [key for key in path if self._stations[key][1] == level]
            if found:
                return found[-1]
        return path[0]

    @cached_property
    def _stations(self):
        rows = apps.get_model("accounts.Station").objects.values_list("pk", "path", "level")
        return {pk: (path, level) for pk, path, level in rows}


# --- Answered -------------------------------------------------------------------------------------


@transaction.atomic
def tell_overdue(visit, *, reason, note_text, by, on):
    """Say why a visit is overdue; said again, the later word stands and the file keeps both."""
    if reason == Escalation.Reason.OTHER and not note_text.strip():
        raise Refusal(_("请说明原因。"))
    hold(visit.person_id)
    if not Visit.objects.overdue(on).filter(pk=visit.pk).exists():
        raise Refusal(_("该走访没有逾期。"))
    climb_overdue(on=on, visits=[visit.pk])
    said = {"reason": reason, "reason_note": note_text[:200]}
    row = Escalation.objects.filter(visit=visit)
    if row.exclude(**said).update(**said, reason_by=by, reason_at=timezone.now()):
        facts = {"visit": visit.pk, "reason": str(reason), "due": visit.due_on.isoformat()}
        note(visit.person, Entry.Act.OVERDUE_TOLD, by=by, facts=facts, reason=note_text)
    return row.get()


# --- Read -----------------------------------------------------------------------------------------


def overdue_of(user, today):
    """Return the overdue visits of the people a user sees, by whom they have climbed to: each code with its visits.

    Every overdue visit is in one of the first three, whether a night has placed it yet or not; what was made,
    cancelled or given another day is in none.
    """
    late = Visit.objects.visible_to(user).overdue(today)
    climbed, here = late.filter(escalation__rung__gt=OFFICER), Q(escalation__station=user.station_id)
    return {
        "mine": climbed.filter(here),
        "below": climbed.exclude(here),
        "officers": late.filter(Q(escalation=None) | Q(escalation__rung=OFFICER)),
        "silent": late.filter(Q(escalation=None) | Q(escalation__reason="")),
    }
