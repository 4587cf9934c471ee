"""What moving many visits would do, as its page shows it: whose, over which days, how full each day becomes."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model

from followup.models import Visit
from followup.rescheduling import Spread, spread_of
from followup.selecting import is_key, ticked_or_all
from followup.worklist import due_visits, planned_visits
from registry.models import Person

TICKABLE = 200  # visits that are offered one by one; of more all that match move


@dataclass(frozen=True)
class Row:
    """One officer's days: (day, how full it becomes)."""

    officer: object
    days: list


@dataclass(frozen=True)
class Shown:
    """A spread with names: a row for each officer, a line for each visit."""

    spread: Spread
    rows: list
    lines: list  # (person, shift)


def offered_to(user, query, people, today):
    """Return the planned visits a query speaks of: of people selected on the list, or due at some time; one officer's."""
    found = planned_visits(user)
    if "people" in query or query.get("all") == "yes":
        return found.filter(person__in=ticked_or_all(people, query).values("pk"))
    found = due_visits(found, today).get(query.get("when"), found)
    officer = query.get("officer", "")
    return found.filter(officer=int(officer)) if is_key(officer) else found


def chosen_of(offered, query):
    """Return those offered that are ticked, all where nothing is."""
    ticked = [int(key) for key in query.getlist("visits") if is_key(key)]
    found = offered.filter(pk__in=ticked) if ticked else offered
    return Visit.objects.filter(pk__in=found.order_by().values("pk"))


def shown_spread(visits, first, last, *, on):
    """Return a spread with the names its page needs: three queries more."""
    spread = spread_of(visits, first, last, on=on)
    staff = get_user_model().objects.in_bulk([officer for officer in spread.loads if officer])
    rows = [Row(staff.get(officer), list(loads.items())) for officer, loads in spread.loads.items()]
    people = Person.objects.select_related("station").in_bulk([shift.person for shift in spread.shifts])
    lines = [(people[shift.person], shift) for shift in spread.shifts if shift.person in people]
    return Shown(spread, sorted(rows, key=lambda row: str(row.officer)), sorted(lines, key=lambda line: line[1].day))


def officers_of(offered):
    """Return whose visits are offered, to choose one of them."""
    return get_user_model().objects.filter(pk__in=offered.order_by().values("officer")).order_by("name", "pk")


def usual_span(today):
    """The days proposed to begin with: a week from tomorrow."""
    return {"first": today + timedelta(days=1), "last": today + timedelta(days=7)}
