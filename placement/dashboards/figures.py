"""Every number on the wall: what it counts, of what, as of which day, and the names behind it.

A figure is two conditions over people, so its count and its list of names cannot differ. People who left the scope
(moved, not in scope, died) are in no denominator; unknown, unreachable and unwilling are shown apart.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from followup.models import Case, Outcome, OutcomeCheck, Step, Visit
from registry.models import Person
from registry.statuses import OUT, Status, Willingness

PERIOD = 30  # days looked back for follow-ups that were due
REGISTERED, WILLING = "registered", "willing"
BASES = {REGISTERED: _("在册"), WILLING: _("有意愿")}


@dataclass(frozen=True)
class Figure:
    """One rate: `of` picks the denominator and `counts` the numerator, over the facts that with_facts() adds."""

    code: str
    label: str
    of: Q
    counts: Q
    rule: str


FIGURES = (
    Figure(
        "registration",
        _("实名登记率"),
        Q(),
        Q(attempted=True) & ~Q(status=Status.TO_VERIFY),
        _("分子：至少联系过一次且状态已核实的人。分母：在册的人，不含迁出、不符合范围、死亡。"),
    ),
    Figure(
        "contact",
        _("联系率"),
        Q(),
        Q(contacted=True),
        _("分子：至少一次联系到本人或家属的人。分母：在册的人。无人接听、空号、拒接均不算联系到。"),
    ),
    Figure(
        "service",
        _("就业服务率"),
        Q(),
        Q(served=True),
        _("分子：至少有一项服务记录的人，以记录为准，不以入册为准。分母：在册的人。"),
    ),
    Figure(
        "follow_up",
        _("跟踪回访率（近 30 天）"),
        Q(due_lately=True),
        Q(missed_lately=False),
        _("分子：近 30 天内到期的走访已全部完成的人。分母：近 30 天内有走访到期的人。"),
    ),
    Figure(
        "completion",
        _("全项完成率"),
        Q(mature=True),
        Q(completed=True),
        _("分子：承诺的服务全部兑现的人（经批准免除的步骤不计）。分母：期限已满或已经完成的人；期限未满的另列。"),
    ),
    Figure(
        "placement",
        _("帮扶就业率"),
        Q(served=True),
        Q(placed=True),
        _("分子：已登记去向且仍有效的人。分母：得到过服务的人。见习不算就业。"),
    ),
    Figure(
        "stable",
        _("稳定就业率"),
        Q(check_due=True),
        Q(stable=True),
        _("分子：就业满 180 天核实仍在岗的人。分母：180 天核实已到期的人。"),
    ),
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def registered(people, on):
    """The people a rate may speak of on a day: registered by then and still in scope."""
    return people.filter(registered_on__lte=on).exclude(status__in=OUT)


def with_facts(people, on):
    """Let each person carry the yes-or-no facts that figures are made of, as they were known on a day."""
    person = OuterRef("pk")
    cases = Case.objects.filter(person=person, opened_on__lte=on)
    made = Visit.objects.filter(person=person, made_on__lte=on)
    due = Visit.objects.filter(person=person, due_on__range=(on - timedelta(days=PERIOD), on))
    due = due.filter(Q(cancelled_on=None) | Q(cancelled_on__gt=on))
    missed = due.filter(Q(made_on=None) | Q(made_on__gt=on), due_on__lt=on)
    running = Step.objects.filter(case=OuterRef("pk"), due_on__gte=on)
    finished = Q(completed_on__lte=on)
    outcomes = Outcome.objects.filter(person=person, started_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    checks = OutcomeCheck.objects.filter(outcome__person=person, days__gte=180, due_on__lte=on)
    return people.annotate(
        attempted=Exists(made),
        contacted=Exists(cases.filter(contacted_on__lte=on)),
        served=Exists(cases.filter(served_on__lte=on)),
        due_lately=Exists(due),
        missed_lately=Exists(missed),
        mature=Exists(cases.filter(finished | ~Exists(running))),
        completed=Exists(cases.filter(finished)),
        placed=Exists(outcomes),
        check_due=Exists(checks),
        stable=Exists(checks.filter(still_there=True, checked_on__lte=on)),
    )


def in_base(base):
    """The condition of a base. Who has found work wished to: settled people belong to the willing."""
    return Q(willingness__in=(Willingness.WILLING, Willingness.SETTLED)) if base == WILLING else Q()


def behind(figure, people, *, on, base=REGISTERED, counted=True):
    """Return the people a figure counted, or those in its denominator that it left out."""
    found = with_facts(registered(people, on), on).filter(in_base(base)).filter(figure.of)
    return found.filter(figure.counts) if counted else found.exclude(pk__in=found.filter(figure.counts).values("pk"))


def count_by_place(people, *, on):
    """Return rows {"station", "cohort", "willingness", "<code>_in", "<code>_of", "people"}: one grouped query."""
    columns = {"people": Count("pk")}
    for figure in FIGURES:
        columns[f"{figure.code}_of"] = Count("pk", filter=figure.of)
        columns[f"{figure.code}_in"] = Count("pk", filter=figure.of & figure.counts)
    facts = with_facts(registered(people, on), on)
    return list(facts.order_by().values("station", "cohort", "willingness").annotate(**columns))


def belongs(row, base):
    """Whether a row of count_by_place() belongs to a base."""
    return base == REGISTERED or row["willingness"] in (Willingness.WILLING, Willingness.SETTLED)


@dataclass(frozen=True)
class Rate:
    """A figure's value: `percent` is None where nothing is counted, never 0 and never 100 by accident."""

    figure: Figure
    base: str
    counted: int
    total: int

    @property
    def percent(self):
        return round(100 * self.counted / self.total, 1) if self.total else None

    @property
    def left_out(self):
        return self.total - self.counted


def rates(rows, base=REGISTERED):
    """Return the Rate of every figure over rows of count_by_place()."""
    rows = [row for row in rows if belongs(row, base)]
    return [
        Rate(figure, base, *(sum(row[f"{figure.code}_{side}"] for row in rows) for side in ("in", "of")))
        for figure in FIGURES
    ]


def distribution(people, *, on):
    """Return [(steps done, steps promised, people)] of the open cases: completion is never an average.

    Cases with an excused step promise fewer; they stand together in one row (None, None, people).
    """
    cases = Case.objects.filter(person__in=registered(people, on).values("pk"), closed_on=None)
    excused = Q(steps__excused_on__isnull=False)
    whole = cases.exclude(pk__in=cases.filter(excused).values("pk"))
    counted = whole.order_by("steps_total", "steps_done").values("steps_done", "steps_total").annotate(n=Count("pk"))
    rows = [(row["steps_done"], row["steps_total"], row["n"]) for row in counted]
    fewer = cases.filter(excused).distinct().count()
    return [*rows, (None, None, fewer)] if fewer else rows


def apart(people, *, on):
    """Return the people whom a reader must not take for one another: [(willingness or status, people)]."""
    return people.filter(registered_on__lte=on).aggregate(
        unknown=Count("pk", filter=Q(willingness=Willingness.UNKNOWN) & ~Q(status=Status.UNREACHABLE)),
        unreachable=Count("pk", filter=Q(status=Status.UNREACHABLE)),
        unwilling=Count("pk", filter=Q(willingness=Willingness.UNWILLING)),
        out=Count("pk", filter=Q(willingness=Willingness.OUT)),
        unassigned=Count("pk", filter=Q(owner=None) & Q(willingness__in=(Willingness.WILLING, Willingness.UNKNOWN))),
    )


def overdue_by_kind(people, today):
    """Return [(kind, people)] with at least one overdue step of that kind."""
    steps = Step.objects.overdue(today).filter(case__person__in=people.values("pk"))
    counted = steps.order_by("kind").values("kind").annotate(n=Count("case__person", distinct=True))
    return [(row["kind"], row["n"]) for row in counted]


def overdue_by_officer(people, today):
    """Return [(officer key, name, people with an overdue visit)], the most first."""
    visits = Visit.objects.overdue(today).filter(person__in=people.values("pk"))
    counted = visits.order_by().values("officer", "officer__name").annotate(n=Count("pk")).order_by("-n", "officer")
    return [(row["officer"], row["officer__name"] or "", row["n"]) for row in counted]


def everyone():
    """All people, for the nightly count; pages go through visible_to()."""
    return Person.objects.all()
