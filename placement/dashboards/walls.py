"""What the first page of each role and the page of figures show, assembled in a constant number of queries."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from followup import worklist
from followup.flow import Kind
from followup.models import Plan, Session
from matching.models import Posting, PostingBatch, Push
from placement.accounts.models import Station
from placement.accounts.roles import Role
from placement.dashboards import figures, snapshots
from registry.models import Look, Person, Roster

SOON = 7  # days within which a posting's end is worth a look
SHOWN = 10


def wall_of(user, today):
    """Return what this user's first page shows; "kind" names the template."""
    makers = {
        Role.CASEWORKER: _field,
        Role.COUNSELLOR: _desk,
        Role.SUPERVISOR: _wall,
        Role.CLERK: _lists,
        Role.JOB_OFFICER: _pool,
        Role.ADMINISTRATOR: _house,
        Role.AUDITOR: _trail,
    }
    return makers[Role(user.role)](user, today)


def _field(user, today):
    overdue, due, week = worklist.due_sections(user, today)
    return {
        "kind": "field",
        "sections": [
            (_("已逾期"), overdue, "red"),
            (_("今天"), due, "green"),
            (_("本周"), week, ""),
        ],
        "first": worklist.first_contacts(user, today),
        "answers": worklist.waiting_answers(user),
    }


def _desk(user, today):
    mine = Person.objects.visible_to(user).values("pk")
    sessions = Session.objects.filter(person__in=mine, held_on=None, cancelled_on=None, booked_for__isnull=False)
    plans = Plan.objects.filter(person__in=mine, replaced_on=None, review_on__lte=today + timedelta(days=SOON))
    return _field(user, today) | {
        "sessions": list(sessions.select_related("person").order_by("booked_for", "pk")[:SHOWN]),
        "plans": list(plans.select_related("person").order_by("review_on", "pk")[:SHOWN]),
    }


def _wall(user, today):
    people = Person.objects.visible_to(user)
    rows = figures.count_by_place(people, on=today)
    return {
        "kind": "wall",
        "rates": _paired(rows),
        "officers": figures.overdue_by_officer(people, today)[:SHOWN],
        "kinds": [(Kind(kind).label, kind, n) for kind, n in figures.overdue_by_kind(people, today)],
        "apart": _apart(people, today),
        "unassigned": worklist.unassigned(user),
        "rosters": list(Roster.objects.visible_to(user).order_by("-pk")[:3]),
    }


def _paired(rows):
    """Return [(rate of the registered, rate of the willing)] of every figure."""
    return list(zip(figures.rates(rows, figures.REGISTERED), figures.rates(rows, figures.WILLING), strict=True))


def _apart(people, today):
    labels = {
        "unknown": (_("意愿待核实"), "willingness=unknown"),
        "unreachable": (_("失联"), "status=unreachable"),
        "unwilling": (_("暂无就业意愿"), "willingness=unwilling"),
        "out": (_("不在服务范围"), "willingness=out"),
        "unassigned": (_("无人负责"), "unassigned=yes"),
    }
    return [(labels[code][0], n, labels[code][1]) for code, n in figures.apart(people, on=today).items()]


def _lists(user, today):
    people = Person.objects.visible_to(user)
    return {
        "kind": "lists",
        "rosters": list(Roster.objects.visible_to(user).select_related("station").order_by("-pk")[:SHOWN]),
        "batches": list(PostingBatch.objects.order_by("-pk")[:5]),
        "people": people.count(),
        "no_case": people.filter(willingness__in=("willing", "unknown"), cases=None).count(),
    }


def _pool(user, today):
    postings = Posting.objects.aggregate(
        open=Count("pk", filter=Q(closed_on=None)),
        soon=Count("pk", filter=Q(closed_on=None, closes_on__range=(today, today + timedelta(days=SOON)))),
    )
    pushes = Push.objects.aggregate(
        pushed=Count("pk"),
        waiting=Count("pk", filter=Q(answer="yes", employer_answer="waiting")),
        hired=Count("pk", filter=Q(employer_answer="hired")),
    )
    ending = Posting.objects.open_on(today).filter(closes_on__lte=today + timedelta(days=SOON))
    return {
        "kind": "pool",
        **postings,
        **pushes,
        "ending": list(ending.for_list().order_by("closes_on", "pk")[:SHOWN]),
        "batches": list(PostingBatch.objects.order_by("-pk")[:5]),
    }


def _house(user, today):
    return {
        "kind": "house",
        "stations": Station.objects.count(),
        "staff": get_user_model().objects.filter(is_active=True).count(),
        "homeless": list(get_user_model().objects.filter(is_active=True, station=None).order_by("pk")[:SHOWN]),
    }


def _trail(user, today):
    mine = Person.objects.visible_to(user).values("pk")
    looks = Look.objects.filter(person__in=mine).exclude(what=Look.What.PAGE).select_related("by", "person")
    return {
        "kind": "trail",
        "looks": list(looks.order_by("-at", "-pk")[:30]),
        "rates": _paired(figures.count_by_place(Person.objects.visible_to(user), on=today)),
    }


# --- The page of figures ----------------------------------------------------------------------


def figures_page(scope, today):
    """Return the rates of a scope, its parts by station and cohort, and the trend."""
    rows = figures.count_by_place(scope.people, on=today)
    trend = snapshots.trend(scope.stations, on=today, base=scope.base, cohort=scope.cohort)
    values = zip(*(line["values"] for line in trend["series"]), strict=True)
    return {
        "rates": _paired(rows),
        "by_station": _by_station(scope, rows),
        "by_cohort": _by_cohort(scope, rows),
        "distribution": figures.distribution(scope.people, on=today),
        "kinds": [(Kind(kind).label, kind, n) for kind, n in figures.overdue_by_kind(scope.people, today)],
        "apart": _apart(scope.people, today),
        "trend": trend,
        "trend_rows": list(zip(trend["days"], values, strict=False)),
        "figures": figures.FIGURES,
    }


def _by_station(scope, rows):
    """Return [(child station, people, rates)], each child with everything below it."""
    if scope.station is None:
        return []
    paths = dict(scope.stations.values_list("pk", "path"))
    children = Station.objects.filter(parent=scope.station).order_by("path")
    parts = []
    for child in children:
        below = [row for row in rows if paths[row["station"]].startswith(child.path)]
        if below:
            people = sum(row["people"] for row in below if figures.belongs(row, scope.base))
            parts.append((child, people, figures.rates(below, scope.base)))
    return parts


def _by_cohort(scope, rows):
    parts = []
    for cohort in sorted({row["cohort"] for row in rows if row["cohort"]}, reverse=True):
        own = [row for row in rows if row["cohort"] == cohort]
        people = sum(row["people"] for row in own if figures.belongs(row, scope.base))
        parts.append((cohort, people, figures.rates(own, scope.base)))
    return parts
