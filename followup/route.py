"""The day's route: the most pressing visits as stops in the order of a walk, with a map where places are known."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from followup.flow import spell
from followup.mapping import Drawing, draw
from followup.models import Step
from followup.routing import building_of, length, walk
from followup.workdays import is_overdue
from followup.worklist import in_order, numbers_to_call, pressing_visits


@dataclass(frozen=True)
class Call:
    """One person at a stop: why, by when, how far the service is, and the number to call."""

    visit: object
    late: bool
    phone: object
    pips: str


@dataclass(frozen=True)
class Stop:
    """One building, or one person whose building is not known; only the street is shown of it."""

    number: int
    station: object
    calls: list
    place: tuple | None

    @property
    def late(self):
        return any(call.late for call in self.calls)


@dataclass(frozen=True)
class Route:
    """Everything the page shows."""

    stops: list
    unplaced: list  # those of the stops that are on no map
    count: int  # visits due, on the route or not
    people: int
    drawing: Drawing | None
    kilometres: float

    @property
    def left(self):
        return self.count - self.people


def route_of(user, today):
    """Return the Route of a user's day, in a constant number of queries."""
    visits, count = pressing_visits(user, today)
    start = _place(user.station)
    walked = walk(start, {place for visit in visits if (place := _place(visit.person.station))})
    turn = {place: number for number, place in enumerate(walked)}
    ordered = sorted(in_order(visits), key=lambda visit: turn.get(_place(visit.person.station), len(turn)))
    stops = _stops(ordered, today)
    placed = [stop for stop in stops if stop.place]
    return Route(
        stops=stops,
        unplaced=[stop for stop in stops if not stop.place],
        count=count,
        people=len(visits),
        drawing=draw(start, [_marker(place, list(some)) for place, some in groupby(placed, lambda stop: stop.place)]),
        kilometres=round(length([start, *walked] if start else walked), 1),
    )


def _place(station):
    if station is None or station.latitude is None or station.longitude is None:
        return None
    return float(station.latitude), float(station.longitude)


def _stops(visits, today):
    people = [visit.person_id for visit in visits]
    phones, steps = numbers_to_call(people), _steps(people)
    stops = []
    for _key, together in groupby(visits, _door):
        calls = [_call(visit, phones, steps, today) for visit in together]
        station = calls[0].visit.person.station
        stops.append(Stop(len(stops) + 1, station, calls, _place(station)))
    return stops


def _call(visit, phones, steps, today):
    person = visit.person_id
    return Call(visit, is_overdue(visit.due_on, today), phones.get(person), spell(steps[person], today))


def _door(visit):
    """What makes visits one stop: the building, or else nothing but the person."""
    return visit.person.station_id, building_of(visit.person.address) or visit.person_id


def _steps(people):
    steps = Step.objects.filter(case__person__in=people, case__closed_on=None).select_related("case")
    found = defaultdict(list)
    for step in steps.order_by("case", "promise__rank", "number"):
        found[step.case.person_id].append(step)
    return found


def _marker(place, stops):
    first, last = stops[0].number, stops[-1].number
    label = str(first) if first == last else f"{first}–{last}"
    return place, label, stops[0].station.name, any(stop.late for stop in stops)
