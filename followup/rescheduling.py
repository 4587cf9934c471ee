"""Many planned visits moved at once, spread over some days as full as each officer's are; a latest day never moves along.

What is late stays late: only a supervisor grants another latest day, and the file says so.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from followup.cadence import Proposal
from followup.holding import CHUNK, hold_all
from followup.models import Visit
from followup.pacing import CAPACITY
from followup.schedules import Terms
from followup.workdays import is_workday
from registry.history import Line, note_many
from registry.models import Entry
from registry.parts import in_chunks
from registry.refusals import Refusal

LONGEST = 31  # days of a span
MOST = 2000  # visits of one act


class Shift(NamedTuple):
    """One visit put on another day."""

    visit: int
    person: int
    officer: int | None
    was: date
    due_on: date
    day: date


class Full(NamedTuple):
    """How full one officer's day is: what was planned, what comes, and how many the officer can make."""

    before: int
    comes: int
    capacity: int

    @property
    def is_over(self):
        return self.before + self.comes > self.capacity


@dataclass(frozen=True)
class Spread:
    """Visits laid over some working days: where each goes, and how full it makes each officer's days."""

    days: list
    shifts: list
    loads: dict  # {officer: {day: Full}}

    @property
    def moves(self):
        return [shift for shift in self.shifts if shift.day != shift.was]

    @property
    def after_due(self):
        return sum(shift.day > shift.due_on for shift in self.shifts)

    @property
    def digest(self):
        """What tells this spread from every other: confirming does exactly what was shown."""
        told = "|".join(f"{one.visit}:{one.was}:{one.day}" for one in sorted(self.shifts))
        return hashlib.sha256(told.encode()).hexdigest()


def spread_of(visits, first, last, *, on):
    """Return how planned visits would lie over the working days from one day to another, the most urgent first."""
    if not on <= first <= last or (last - first).days >= LONGEST:
        raise Refusal(_("请选择今天起、不超过 %(n)s 天的时段。") % {"n": LONGEST})
    rows = list(
        visits.planned().order_by("due_on", "pk").values_list("pk", "person", "officer", "planned_for", "due_on")
    )
    if len(rows) > MOST:
        raise Refusal(_("一次最多改期 %(n)s 次走访，请先筛选。") % {"n": MOST})
    terms = Terms(on, {officer for _pk, _person, officer, *_days in rows})
    days = _workdays(first, last, terms.calendar)
    if not days:
        raise Refusal(_("所选时段没有工作日。"))
    for _pk, _person, officer, was, _due in rows:
        terms.pace.take(officer, was, -1)
    before = {officer: dict(load) for officer, load in terms.pace.loads.items()}
    shifts = [Shift(*row, terms.pace.place(row[2], Proposal("", days[0], days[-1]))) for row in rows]
    return Spread(days, shifts, _loads(shifts, days, before, terms.pace.capacities))


def _workdays(first, last, calendar):
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_workday(day, calendar)]


def _loads(shifts, days, before, capacities):
    comes = defaultdict(Counter)
    for shift in shifts:
        comes[shift.officer][shift.day] += 1
    return {
        officer: {
            day: Full(before.get(officer, {}).get(day, 0), come[day], capacities.get(officer, CAPACITY)) for day in days
        }
        for officer, come in comes.items()
    }


@transaction.atomic
def reschedule(visits, first, last, *, reason, by, on, previewed=None, grants=False):
    """Move planned visits into some days, spread; returns how many moved.

    With the digest of a preview exactly that is done. Granted, whatever comes after its latest day gets the day as its
    latest; without that it is late from its latest day on, as before.
    """
    if not reason.strip():
        raise Refusal(_("请说明改期原因。"))
    hold_all(visits.planned().order_by().values_list("person", flat=True))
    spread = spread_of(visits, first, last, on=on)
    if previewed is not None and previewed != spread.digest:
        raise Refusal(_("预览之后情况有变，请核对后再确认。"))
    granted = [shift for shift in spread.shifts if grants and shift.day > shift.due_on]
    _write(spread.moves, granted, on)
    _tell(spread.moves, granted, reason, by)
    return len(spread.moves)


def _write(moves, granted, on):
    """The rows are held: who was first is seen here, and a visit that was made meanwhile is planned no more."""
    together = defaultdict(list)
    for shift in moves:
        together[shift.day].append(shift.visit)
    for day, keys in together.items():
        Visit.objects.planned().filter(pk__among=keys).update(planned_for=day, moved_on=on)
    late = Visit.objects.planned().filter(pk__among=[shift.visit for shift in granted])
    late.update(due_on=Greatest("due_on", F("planned_for")), moved_on=on)


def _tell(moves, granted, reason, by):
    due = {shift.visit for shift in granted}
    told = {shift.visit: shift for shift in (*moves, *granted)}
    lines = [
        Line(
            shift.person,
            Entry.Act.VISIT_MOVED,
            _facts(shift) | ({"due": shift.day.isoformat()} if key in due else {}),
            reason,
        )
        for key, shift in told.items()
    ]
    for some in in_chunks(lines, CHUNK):
        note_many(some, by=by)


def _facts(shift):
    return {"visit": shift.visit, "was": shift.was.isoformat(), "is": shift.day.isoformat()}


@transaction.atomic
def grant_date(visit, *, due_on, reason, by, on):
    """Let one visit be due on another day, with a reason; the plan moves only where it would come after it."""
    if not reason.strip():
        raise Refusal(_("请说明改期原因。"))
    if due_on < on:
        raise Refusal(_("最迟日期不能早于今天。"))
    hold_all([visit.person_id])
    planned = Visit.objects.planned().filter(pk=visit.pk).exclude(due_on=due_on)
    before = planned.values_list("planned_for", flat=True).first()
    if before is None:
        raise Refusal(_("该走访已完成、已取消或已是该日期。"))
    day = before if on <= before <= due_on else due_on
    planned.update(due_on=due_on, planned_for=day, moved_on=on)
    facts = {"visit": visit.pk, "was": before.isoformat(), "is": day.isoformat(), "due": due_on.isoformat()}
    note_many([Line(visit.person_id, Entry.Act.VISIT_MOVED, facts, reason)], by=by)
