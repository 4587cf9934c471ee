"""What the first page of each role shows, assembled in a constant number of queries."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from followup import worklist
from followup.absences import standing_in
from followup.escalating import overdue_of
from followup.losing import found_again, sides_of
from followup.models import Plan, Session
from followup.opening import without_case
from followup.planner import trouble_of
from followup.workdays import is_overdue
from matching.models import Posting, PostingBatch, Push
from placement.accounts.models import Station
from placement.accounts.roles import Role
from placement.dashboards.board import wall
from placement.dashboards.scope import Scope
from registry.models import Look, Person, Roster

SOON = 7  # days within which a posting's end or a plan's review is worth a look
STALE = 60  # days after which an open posting without an end wants asking about
SHOWN = 10
SHORT = 8  # rows of a section whose rest is one tap away


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


# --- At the door and at the desk --------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One person to see: why, by when, the number to call, for whom, and what is still to be explained."""

    person: object
    why: str
    day: object
    late: bool
    phone: object = None
    absent: object = None  # the colleague in whose place the user goes
    asks: int | None = None  # the overdue visit for which nobody has said a reason


@dataclass(frozen=True)
class Section:
    """One part of the day; an empty one is only a tile with a nought."""

    code: str
    label: str
    count: int
    lines: list
    url: str


def _field(user, today):
    visits, first = worklist.due_sections(user, today), worklist.first_contacts(user, today)
    answers, found = worklist.waiting_answers(user), list(found_again(user, today)[:SHORT])
    shown = [*(row for part in (*visits, first) for row in part.rows), *answers.rows, *found]
    phones = worklist.numbers_to_call({row.person_id for row in shown})
    labels = (_("已逾期"), _("今天"), _("本周"))
    away = {absence.user_id: absence for absence in standing_in(user, today)}
    due = [_visits(part, label, phones, away, today) for part, label in zip(visits, labels, strict=True)]
    asked = [(push, phones.get(push.person_id)) for push in answers.rows]
    return {
        "kind": "field",
        "sections": [*due, _first(first, phones, today)],
        "found": [
            Line(lost.person, _("有了新号码"), lost.ended_on, False, phones.get(lost.person_id)) for lost in found
        ],
        "away": list(away.values()),
        "answers": Section("answers", _("待答复的推送"), answers.count, asked, reverse("followup:pushes")),
        "shown": f":{SHORT}",
        "rest": f"{SHORT}:",
        "short": SHORT,
    }


def _line(person, why, day, phones, today, away=()):
    absent = away[person.owner_id].user if person.owner_id in away else None
    return Line(person, why, day, is_overdue(day, today), phones.get(person.pk), absent)


def _visits(section, label, phones, away, today):
    lines = [_visit(visit, phones, away, today) for visit in section.rows]
    return Section(section.code, label, section.count, lines, reverse("followup:visits") + f"?when={section.code}")


def _visit(visit, phones, away, today):
    line = _line(visit.person, visit.get_why_display(), visit.due_on, phones, today, away)
    return replace(line, asks=visit.pk) if line.late and not visit.told else line


def _first(section, phones, today):
    shown = section.rows[:SHORT]
    lines = [_line(case.person, _("联系期限"), case.contact_due_on, phones, today) for case in shown]
    url = reverse("followup:people") + "?uncontacted=yes"
    return Section(section.code, _("待首次联系"), section.count, lines, url)


def _desk(user, today):
    mine = Person.objects.visible_to(user).values("pk")
    sessions = Session.objects.filter(person__in=mine, held_on=None, cancelled_on=None, booked_for__isnull=False)
    plans = Plan.objects.filter(person__in=mine, replaced_on=None, review_on__lte=today + timedelta(days=SOON))
    return _field(user, today) | {
        "kind": "desk",
        "today": today.isoformat(),
        "sessions": list(sessions.select_related("person").order_by("booked_for", "pk")[:SHOWN]),
        "plans": list(plans.select_related("person").order_by("review_on", "pk")[:SHOWN]),
    }


# --- On the wall ------------------------------------------------------------------------------


def _wall(user, today):
    return wall(Scope(user, {}), today) | {
        "kind": "wall",
        "unassigned": worklist.unassigned(user),
        "between": worklist.between_stations(user, today),
        "left_behind": worklist.left_behind(user),
        "lost": sides_of(user)["waiting"].count(),
        "climbed": overdue_of(user, today)["mine"].count(),
        "trouble": trouble_of(user, timezone.now()),
    }


def _trail(user, today):
    looks = Look.objects.filter(person__in=Person.objects.visible_to(user).values("pk")).exclude(what=Look.What.PAGE)
    looks = looks.select_related("by", "person").order_by("-at", "-pk")
    return wall(Scope(user, {}), today) | {"kind": "trail", "looks": list(looks[:30])}


# --- In the office ----------------------------------------------------------------------------


def _lists(user, today):
    people = Person.objects.counted_for(user)
    return {
        "kind": "lists",
        "rosters": list(Roster.objects.visible_to(user).select_related("station").order_by("-pk")[:SHOWN]),
        "batches": list(PostingBatch.objects.order_by("-pk")[:5]),
        "people": people.count(),
        "no_case": without_case(people).count(),
    }


def _pool(user, today):
    is_open = Q(pk__in=Posting.objects.open_on(today).values("pk"))
    old = Q(closes_on=None) & (Q(opens_on=None) | Q(opens_on__lt=today - timedelta(days=STALE)))
    postings = Posting.objects.aggregate(
        open=Count("pk", filter=is_open),
        soon=Count("pk", filter=is_open & Q(closes_on__lte=today + timedelta(days=SOON))),
        stale=Count("pk", filter=is_open & old),
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
    staff = get_user_model().objects.filter(is_active=True)
    by_role = dict(staff.order_by().values_list("role").annotate(n=Count("pk")).values_list("role", "n"))
    return {
        "kind": "house",
        "stations": Station.objects.count(),
        "staff": sum(by_role.values()),
        "roles": [(Role(role).label, by_role.get(role, 0)) for role in Role.values],
        "trouble": trouble_of(user, timezone.now()),
        "homeless": list(staff.filter(station=None).order_by("pk")[:SHOWN]),
    }
