"""The page of figures and the lists of names behind it, assembled in a constant number of queries."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from placement.accounts.models import Station
from placement.dashboards import groups, snapshots
from placement.dashboards.figures import (
    BASES,
    BY_CODE,
    FIGURES,
    REGISTERED,
    WILLING,
    Rate,
    behind,
    rates,
    size,
    tallies,
)
from placement.dashboards.keeping import keep
from placement.dashboards.room import room_to_count

QUIET = ("ever", "stable")  # lines of the chart that wait in its legend to be asked for


@dataclass(frozen=True)
class Card:
    """One figure as it is shown: its rate in the base chosen, in the other, and where the names are."""

    rate: Rate
    other: Rate
    names_url: str
    left_out_url: str
    apart_url: str


@dataclass(frozen=True)
class Row:
    """A station or a cohort in the tables: how many people, and [(rate, address of those left out)]."""

    label: str
    url: str
    people: int
    rates: list


@dataclass(frozen=True)
class Line:
    """A group with its number and the address of its names."""

    part: groups.Part
    url: str


@dataclass(frozen=True)
class Numbers:
    """Everything counted about a scope on a day; plain enough to be kept."""

    tallies: list
    progress: list
    apart: list
    late: list
    officers: list


@room_to_count()
def _count(scope, today):
    return Numbers(
        tallies=tallies(scope.people, on=today),
        progress=groups.progress(scope.people, on=today, base=scope.base),
        apart=groups.apart(scope.people, on=today),
        late=groups.late_promises(scope.people, today),
        officers=groups.late_visits(scope.people, today),
    )


def wall(scope, today):
    """Return what a wall shows of a scope: its figures, how far its promises have come, who is left out."""
    kept = keep(f"figures:{today.isoformat()}:{scope.key}", lambda: _count(scope, today))
    numbers = kept.value
    return {
        "at": kept.at,
        "numbers": numbers,
        "cards": cards(scope, numbers.tallies),
        "progress": _lines(scope, numbers.progress),
        # Those left out are counted of all, whatever the base.
        "apart": _lines(scope, numbers.apart, base=None),
        "late": _lines(scope, numbers.late, base=None),
        "officers": _lines(scope, numbers.officers, base=None),
    }


def board(scope, today):
    """Return what the page of figures shows: the wall, its parts by station and cohort, and the trend."""
    shown = wall(scope, today)
    found, trend = shown["numbers"].tallies, _trend(scope, today)
    values = zip(*(line["values"] for line in trend["series"]), strict=True)
    return shown | {
        "people": size(found, scope.base),
        "stations": _by_station(scope, found),
        "cohorts": _by_cohort(scope, found),
        "trend": trend,
        "trend_rows": list(zip(trend["days"], values, strict=False)),
        "figures": FIGURES,
    }


def cards(scope, found):
    """Return the Card of every figure over tallies."""
    other = WILLING if scope.base == REGISTERED else REGISTERED
    pairs = zip(rates(found, scope.base), rates(found, other), strict=True)
    return [_card(rate, with_other, scope) for rate, with_other in pairs]


def _card(rate, other, scope):
    code, apart = rate.figure.code, rate.figure.apart
    apart_url = _names(apart, scope) if apart else ""
    return Card(rate, other, _names(code, scope), _names(code, scope, side="out"), apart_url)


def _names(code, scope, **changes):
    return reverse("dashboards:names", args=[code]) + scope.query(**changes)


def _lines(scope, parts, **changes):
    return [Line(part, _names(part.code, scope, **changes)) for part in parts]


def _trend(scope, today):
    """The trend of the station with all below it; a station's own people alone have none that was kept."""
    station = None if scope.own else scope.station
    trend = snapshots.trend(station, on=today, base=scope.base, cohort=scope.cohort)
    return trend | {"quiet": [line["name"] for line in trend["series"] if line["code"] in QUIET]}


def _row(scope, label, found, **changes):
    url = reverse("dashboards:figures") + scope.query(**changes)
    shown = [(rate, _names(rate.figure.code, scope, side="out", **changes)) for rate in rates(found, scope.base)]
    return Row(label, url, size(found, scope.base), shown)


def _by_station(scope, found):
    """The stations one step below, each with all below it, and the chosen station's own people."""
    if scope.station is None or scope.own:
        return []
    below = dict(Station.objects.within(scope.station).values_list("pk", "path"))
    children = Station.objects.filter(parent=scope.station).order_by("path")
    by_child = {child.path: [] for child in children}
    own = []
    for tally in found:
        part = scope.station.path + below[tally.station].removeprefix(scope.station.path).split("/")[0] + "/"
        by_child.get(part, own).append(tally)
    rows = [_row(scope, child.name, by_child[child.path], station=child.pk) for child in children]
    if own and rows:
        rows.append(_row(scope, _("本级直管"), own, station=scope.station.pk, own="yes"))
    return [row for row in rows if row.people]


def _by_cohort(scope, found):
    rows = []
    for cohort in sorted({tally.cohort for tally in found}, reverse=True):
        label = _("%(year)s 届") % {"year": cohort} if cohort else _("届别不详")
        rows.append(_row(scope, label, [tally for tally in found if tally.cohort == cohort], cohort=cohort))
    return rows


# --- The names behind a number ----------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """The people behind one number: what they are, how they were counted, and the other side of a rate."""

    title: str
    base: str
    rule: str
    people: object
    tabs: list  # [(label, address, whether it is this one)]


def listing(scope, code, side, today):
    """Return the Listing of a figure's side or of a group, or None where no such number exists."""
    if code in BY_CODE:
        return _figure_listing(scope, BY_CODE[code], side != "out", today)
    group = groups.find_group(code)
    if group is None:
        return None
    people = groups.members(group, scope.people, on=today, base=scope.base)
    return Listing(group.label, BASES[scope.base], group.rule, people, [])


def _figure_listing(scope, figure, counted, today):
    people = behind(figure, scope.people, on=today, base=scope.base, counted=counted)
    here, there = _names(figure.code, scope), _names(figure.code, scope, side="out")
    tabs = [(_("计入的人"), here, counted), (_("未计入的人"), there, not counted)]
    return Listing(figure.label, BASES[scope.base], figure.rule, people, tabs)
