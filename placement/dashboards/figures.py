"""Every rate on the wall: what it counts, of what, as of which day, and the names behind it.

A figure names facts, so what is counted and what is listed cannot differ. People who left the scope (moved, not in
scope, died) are in no denominator; whom a supervisor found unreachable leaves that of being contacted and is said
beside it. Unknown, unreachable, unwilling and refused are shown apart (see groups.py).
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from placement.dashboards.facts import facts, registered

REGISTERED, WILLING = "registered", "willing"
BASES = {REGISTERED: _("在册"), WILLING: _("有意愿")}


@dataclass(frozen=True)
class Figure:
    """One rate: the facts that put a person into the denominator, and those that count the person on top."""

    code: str
    label: str
    of: tuple
    counts: tuple
    rule: str
    apart: str = ""  # the group whose people this denominator leaves out, see groups.py

    def side(self, base, *, counted):
        """The facts that must hold for a person to be in the numerator, or in the denominator."""
        held = self.of + self.counts if counted else self.of
        return (*held, "willing") if base == WILLING else held


FIGURES = (
    Figure(
        "registration",
        _("实名登记率"),
        (),
        ("verified",),
        _("分子：至少联系过一次且状态已核实的人。分母：在册的人，不含迁出、不符合范围、死亡。"),
    ),
    Figure(
        "contact",
        _("联系率"),
        ("findable",),
        ("contacted",),
        _(
            "分子：至少一次联系到本人或家属的人。分母：在册的人，不含经主管认定的失联（人数和名单另列）；"
            "未经认定的仍计入。无人接听、空号、拒接均不算联系到。"
        ),
        apart="lost",
    ),
    Figure(
        "service",
        _("就业服务率"),
        (),
        ("served",),
        _("分子：至少有一项服务记录的人，以记录为准，不以入册为准。分母：在册的人。"),
    ),
    Figure(
        "completion",
        _("全项完成率"),
        ("mature",),
        ("completed",),
        _(
            "分子：最近一次台账承诺的服务全部兑现的人（经批准免除的步骤不计）。"
            "分母：期限已满或已经完成的人；期限未满、全部免除和未建账的另列。"
        ),
    ),
    Figure(
        "follow_up",
        _("跟踪回访率（近 30 天）"),
        ("due",),
        ("kept",),
        _("分子：近 30 天内到期的走访已全部完成的人。分母：近 30 天内有走访到期的人；今天到期的明天起计。"),
    ),
    Figure(
        "ever",
        _("跟踪回访率（累计）"),
        (),
        ("again",),
        _("分子：首次联系之后至少回访到一次本人或家属的人。分母：在册的人。"),
    ),
    Figure(
        "placement",
        _("帮扶就业率"),
        ("served",),
        ("placed",),
        _("分子：已登记去向且仍有效的人。分母：得到过服务的人。见习不算就业。"),
    ),
    Figure(
        "stable",
        _("稳定就业率"),
        ("check_due",),
        ("stable",),
        _("分子：就业满 180 天核实仍在岗的人。分母：180 天核实已到期的人。"),
    ),
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def behind(figure, people, *, on, base=REGISTERED, counted=True):
    """Return the people a figure counted, or those in its denominator that it left out."""
    found = registered(people, on).annotate(**facts(on))
    found = found.filter(**dict.fromkeys(figure.side(base, counted=False), True))
    top = Q(**dict.fromkeys(figure.counts, True))
    return found.filter(top if counted else ~top)


# --- Counting everything at once --------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """So many people of one station and cohort of whom exactly these facts hold."""

    station: int
    cohort: int
    held: frozenset
    people: int


def tallies(people, *, on):
    """Return the Tally of every station, cohort and set of facts there is: one grouped query for all figures."""
    known = facts(on)
    found = registered(people, on).order_by().annotate(**known)
    rows = found.values_list("station", "cohort", *known).annotate(n=Count("pk"))
    sets = {}  # a few hundred combinations of facts among very many rows
    return [
        Tally(station, cohort or 0, _held(sets, known, tuple(held)), n)
        for station, cohort, *held, n in rows.iterator(chunk_size=5000)
    ]


def _held(sets, known, held):
    if held not in sets:
        sets[held] = frozenset(name for name, holds in zip(known, held, strict=True) if holds)
    return sets[held]


@dataclass(frozen=True)
class Rate:
    """A figure's value: `percent` is None where nothing is counted, never 0 and never 100 by rounding."""

    figure: Figure
    base: str
    counted: int
    total: int
    apart: int = 0  # left out of the total and said beside it

    @property
    def percent(self):
        return percent(self.counted, self.total)

    @property
    def left_out(self):
        return self.total - self.counted


def percent(counted, total):
    """Return a percentage with one decimal; 100 only when all are counted, 0 only when none is."""
    if not total:
        return None
    rounded = round(100 * counted / total, 1)
    if 0 < counted < total:
        return min(max(rounded, 0.1), 99.9)
    return rounded


def rates(found, base=REGISTERED):
    """Return the Rate of every figure over tallies."""
    by_held = Counter()
    for tally in found:
        by_held[tally.held] += tally.people
    return [_rate(figure, base, by_held) for figure in FIGURES]


def _rate(figure, base, by_held):
    counted, total = (_sum(by_held, figure.side(base, counted=counted)) for counted in (True, False))
    apart = _sum(by_held, ("willing",) if base == WILLING else ()) - total if figure.apart else 0
    return Rate(figure, base, counted, total, apart)


def size(found, base=REGISTERED):
    """Return how many people of a base the tallies hold."""
    return sum(tally.people for tally in found if base == REGISTERED or "willing" in tally.held)


def _sum(by_held, wanted):
    wanted = frozenset(wanted)
    return sum(people for held, people in by_held.items() if wanted <= held)
