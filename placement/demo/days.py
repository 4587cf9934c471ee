"""A room briefed and a room to come, a colleague on leave, somebody nobody can find: done by the product's own verbs."""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Exists, OuterRef
from django.utils import timezone

from followup import gathering
from followup.absences import enter_absence, stand_ins_for
from followup.losing import ask_lost
from followup.models import Attendance, Case, Step, Visit
from followup.searches import search_of
from followup.visiting import record_visit
from followup.workdays import next_workday
from placement.accounts.models import User
from registry.models import Person
from registry.statuses import OPEN

ROOM = 24  # people asked to one room
ABSENT = (("ill", ""), ("work", "当天有面试"), ("road", ""))
# What was tried for somebody nobody reaches: days ago, hour, way, result, and what only the officer can say.
TRIES = (
    (16, 10, "phone", "no_answer", ""),
    (14, 20, "phone", "no_answer", ""),
    (13, 11, "phone", "no_answer", "source"),
    (12, 16, "phone", "no_answer", "cadre"),
    (11, 15, "phone", "no_answer", "family"),
    (9, 10, "door", "nobody_home", ""),
)


def tell_days(office, today):
    """Let the first community have a past and a coming gathering, a leave, and a finding that waits for an answer."""
    desk = office.desks[0]
    supervisor = User.objects.select_related("station").get(pk=office.supervisor)
    officers = list(User.objects.filter(pk__in=desk.officers).select_related("station").order_by("pk"))
    _room_briefed(desk, supervisor, today - timedelta(days=6))
    _room_to_come(desk, supervisor, next_workday(today + timedelta(days=2)))
    _leave(officers[0], supervisor, today)
    _searched(officers[0], today)


def _number(name, today):
    """The same city has the same numbers."""
    return uuid5(NAMESPACE_URL, f"huhang:{name}:{today.isoformat()}")


def _asked(desk, **which):
    people = Person.objects.filter(station=desk.key, status__in=OPEN, cases__closed_on=None, **which).order_by("pk")
    return Person.objects.filter(pk__in=list(people.values_list("pk", flat=True)[:ROOM]))


def _room_briefed(desk, supervisor, on):
    held = gathering.plan_gathering(
        uuid=_number("briefed", on), by=supervisor, kind="briefing", title="秋季就业政策宣讲会", held_on=on,
        place=f"{desk.name}服务站", topics=["subsidy", "internship"], sheet="求职补贴怎么领；见习期间的补助和保险。",
    )  # fmt: skip
    gathering.ask_people(held, _asked(desk, cases__opened_on__lt=on), by=supervisor)
    seats = list(held.attendances.order_by("pk"))
    for seat, (reason, note) in zip(seats, ABSENT, strict=False):
        gathering.mark(seat, Attendance.State.ABSENT, by=supervisor, reason=reason, note=note)
    for seat in seats[len(ABSENT) : len(ABSENT) + 2]:
        gathering.mark(seat, Attendance.State.LATE, by=supervisor)
    gathering.mark_rest(held, Attendance.State.PRESENT, by=supervisor)
    gathering.close_roll(held, by=supervisor)


def _room_to_come(desk, supervisor, on):
    coming = gathering.plan_gathering(
        uuid=_number("coming", on), by=supervisor, kind="hall", title="简历与面试集体指导", held_on=on,
        place=f"{desk.name}服务站", topics=["resume", "interview"],
    )  # fmt: skip
    gathering.ask_people(coming, _asked(desk, cases__last_contact_on__isnull=False), by=supervisor)


def _leave(stand_in, supervisor, today):
    """Let the first colleague nearby be away who has people and for whom this officer can stand in."""
    for colleague in stand_ins_for(stand_in):
        if stand_in in stand_ins_for(colleague) and colleague.people.exists():
            days = {"begins_on": today, "ends_on": today + timedelta(days=4), "on": today}
            enter_absence(colleague, stand_in=stand_in, reason="培训", by=supervisor, **days)
            return


def _searched(officer, today):
    """Somebody of this officer's who was not reached for long, tried by every way there is."""
    long_ago = today - timedelta(days=TRIES[0][0])
    seen = Visit.objects.made().filter(person=OuterRef("person"), made_on__gte=long_ago)
    cases = Case.objects.open().filter(~Exists(seen), person__owner=officer, opened_on__lt=long_ago, completed_on=None)
    case = (
        cases.filter(Exists(Step.objects.unmet().filter(case=OuterRef("pk"))))
        .select_related("person")
        .order_by("-pk")
        .first()
    )
    if case is None:
        return
    numbers = {"family": case.person.phones.filter(whose="family").first()}
    for number, (ago, hour, manner, result, way) in enumerate(TRIES):
        made_at = datetime.combine(today - timedelta(days=ago), time(hour), timezone.get_default_timezone())
        said = {"phone": numbers[way]} if way in numbers else {"rung": way}
        said |= {"made_at": made_at, "made_on": made_at.date(), "manner": manner, "result": result}
        record_visit(case.person, by=officer, uuid=_number(f"try-{number}", today), **said)
    if search_of(case, today).climb.suffices:
        ask_lost(case, note_text="电话、家属、社区都问过，上门两次无人。", by=officer, on=today)
