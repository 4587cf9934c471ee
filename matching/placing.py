"""Which list had put what people accepted higher: places of pushed postings, compared. Reads; the sums are pure."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from matching.intervals import resampled, wilson
from matching.models import Push, TrialPlace

LISTS = {"current": _("启用版本"), "observed": _("观察版本"), "newest": _("按最新")}
TOPS = (3, 10)
MOST = 20_000  # answered pushes that are compared: the latest of a window, which is as sure as anybody needs
Answer = Push.Answer


class Stood(NamedTuple):
    """How one list had placed what was accepted, and how often above what the same person declined."""

    label: str
    reciprocal: object  # Mean of 1 / place
    tops: list  # [(3, Share), (10, Share)]
    above: object  # Share of pairs


class Chance(NamedTuple):
    """What a list in random order would have reached: expected, so without bounds."""

    reciprocal: float
    tops: list


class Trial(NamedTuple):
    """The lists compared over the same accepted pushes."""

    accepted: int
    declined: int
    lists: list
    chance: Chance


def trial(*, on, days, version=None):
    """Return the Trial of pushes made in a window and answered yes or no; of one observed version when it is given."""
    rows = TrialPlace.objects.filter(
        eligible__gt=0, push__pushed_on__gt=on - timedelta(days=days), push__pushed_on__lte=on
    )
    rows = rows.filter(push__answer__in=(Answer.YES, Answer.NO)).order_by("-push_id")
    if version is not None:
        rows = rows.filter(observed=version)
    columns = ("push__person", "push__answer", "place_current", "place_observed", "place_newest", "eligible")
    return summed(list(rows.values_list(*columns)[:MOST]), with_observed=version is not None)


def summed(rows, *, with_observed):
    """Return the Trial of rows of (person, answer, place in each of LISTS, how many were eligible)."""
    accepted = [row for row in rows if row[1] == Answer.YES]
    lists = []
    for column, (code, label) in enumerate(LISTS.items(), 2):
        if code != "observed" or with_observed:
            lists.append(_stood(label, rows, accepted, column))
    return Trial(len(accepted), len(rows) - len(accepted), lists, _chance([row[-1] for row in accepted]))


def _stood(label, rows, accepted, column):
    places = [row[column] for row in accepted]
    reciprocal = resampled([1 / place if place else 0 for place in places])
    tops = [(top, wilson(sum(bool(place) and place <= top for place in places), len(places))) for top in TOPS]
    return Stood(label, reciprocal, tops, _above(rows, column))


def _above(rows, column):
    """Of pairs of one accepted and one declined by the same person, how many stood in the better order.

    A place beyond those told apart is below all others; two of them make no pair.
    """
    by_person = defaultdict(lambda: ([], []))
    for row in rows:
        by_person[row[0]][row[1] == Answer.NO].append(row[column] or float("inf"))
    better = total = 0
    for yes, no in by_person.values():
        pairs = [(one, other) for one in yes for other in no if one != other]
        better += sum(one < other for one, other in pairs)
        total += len(pairs)
    return wilson(better, total)


def _chance(eligible):
    if not eligible:
        return Chance(0.0, [(top, 0.0) for top in TOPS])
    reciprocal = sum(_harmonic(n) / n for n in eligible) / len(eligible)
    return Chance(reciprocal, [(top, sum(min(top / n, 1) for n in eligible) / len(eligible)) for top in TOPS])


_SUMS = [0.0]


def _harmonic(n):
    """Return 1 + 1/2 + … + 1/n."""
    while len(_SUMS) <= n:
        _SUMS.append(_SUMS[-1] + 1 / len(_SUMS))
    return _SUMS[n]
