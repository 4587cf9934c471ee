"""Opening cases: the promises of a standard become steps with dates, and somebody is made responsible."""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from followup.flow import steps_of
from followup.models import Case, Standard, Step
from followup.planning import plan_follow_ups
from followup.schedules import office_calendar
from followup.workdays import add_workdays
from registry.history import Line, hold, note_many
from registry.models import Entry, Person
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.statuses import OPEN

CHUNK = 500


def default_standard():
    """Return the standard cases open under when none is named."""
    standard = Standard.objects.filter(is_default=True, retired_on=None).first()
    if standard is None:
        raise Refusal(_("尚未设置默认服务标准。"))
    return standard


def without_case(people):
    """The people of a queryset who are to be served and have no open case."""
    open_cases = Case.objects.open().filter(person=OuterRef("pk"))
    return people.filter(~Exists(open_cases), status__in=OPEN)


def open_case(person, *, by, on, standard=None):
    """Open one case and return it; refuses when there is one already or the person is not to be served."""
    if not open_cases(Person.objects.filter(pk=person.pk), by=by, on=on, standard=standard):
        raise Refusal(_("此人已有进行中的台账，或当前状态不需要建账。"))
    return Case.objects.open().get(person=person)


def open_cases(people, *, by, on, standard=None):
    """Open a case for everyone in a queryset who needs one; returns how many. Twice opens nothing more."""
    standard = standard or default_standard()
    promises = list(standard.promises.order_by("rank"))
    calendar, opened = office_calendar(), 0
    waiting = list(without_case(people).order_by("pk").values_list("pk", flat=True))
    loads = _loads(people) if waiting else {}
    for some in in_chunks(waiting, CHUNK):
        opened += _open_chunk(some, standard, promises, loads, calendar, by, on)
    return opened


@transaction.atomic
def _open_chunk(pks, standard, promises, loads, calendar, by, on):
    # First the lock, then the look: who had to wait for a colleague sees the cases the colleague has opened.
    hold(*pks)
    people = list(without_case(Person.objects.filter(pk__in=pks)).order_by("pk"))
    assigned = _assign_owners([person for person in people if person.owner_id is None], loads)
    contact_due_on = add_workdays(on, standard.first_contact_workdays, calendar)
    cases = [
        Case(
            person=person,
            standard=standard,
            opened_on=on,
            contact_due_on=contact_due_on,
            steps_total=sum(promise.times for promise in promises),
        )
        for person in people
    ]
    Case.objects.bulk_create(cases)
    dated = list(steps_of(promises, on, calendar))
    Step.objects.bulk_create(
        Step(case=case, promise=promise, kind=promise.kind, number=number, due_on=due_on)
        for case in cases
        for promise, number, due_on in dated
    )
    plan_follow_ups(on=on, cases=[case.pk for case in cases])
    lines = [Line(person.pk, Entry.Act.CASE_OPENED, {"standard": str(standard)}) for person in people]
    lines += [Line(person.pk, Entry.Act.ASSIGNED, {"was": None, "is": person.owner_id}) for person in assigned]
    note_many(lines, by=by)
    return len(people)


def _loads(people):
    """Return {station: {caseworker: people with an open case}} of these people's stations."""
    staff = (
        get_user_model()
        .objects.filter(role="caseworker", is_active=True, station__in=people.order_by().values("station"))
        .annotate(load=Count("people", filter=Q(people__cases__closed_on=None, people__cases__isnull=False)))
    )
    loads = {}
    for officer in staff.order_by("pk"):
        loads.setdefault(officer.station_id, {})[officer.pk] = officer.load
    return loads


def _assign_owners(people, loads):
    """Give each to the least loaded caseworker of their station, ties by key; returns who was given to somebody."""
    given = defaultdict(list)
    for person in people:
        here = loads.get(person.station_id)
        if here:
            person.owner_id = min(here, key=lambda officer: (here[officer], officer))
            here[person.owner_id] += 1
            given[person.owner_id].append(person)
    for officer, theirs in given.items():
        Person.objects.filter(pk__in=[person.pk for person in theirs]).update(owner=officer)
    return [person for theirs in given.values() for person in theirs]
