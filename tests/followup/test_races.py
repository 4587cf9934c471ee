"""Two who do the same at the same moment: one has the effect, the other is told or sees what is there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from followup.closing import check_outcome, close_case, record_outcome
from followup.crediting import excuse_step
from followup.guiding import give_briefing
from followup.models import Case, Evidence, OutcomeCheck, Step, Visit
from followup.opening import open_case
from followup.planning import plan_follow_ups
from followup.visiting import record_visit
from registry.applying import apply_roster, start_applying
from registry.history import verify_chain
from registry.importing import compare_roster, receive_roster
from registry.models import Entry, Person, Roster
from registry.refusals import Refusal
from tests.factories import make_case, make_id_number, make_person, make_user

pytestmark = pytest.mark.django_db(transaction=True)
OPENED, LATER = date(2026, 9, 1), date(2026, 10, 20)


@pytest.fixture
def officer():
    return make_user()


def at_once(*acts):
    """Do all acts at the same moment, each on a connection of its own; returns what came of them."""
    together = Barrier(len(acts))

    def do(act):
        try:
            connection.ensure_connection()
            together.wait(timeout=20)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def refused(results):
    return sum(isinstance(result, Refusal) for result in results)


def test_one_visit_sent_twice_at_once_is_one_visit(officer):
    person = make_case(owner=officer, on=OPENED).person
    sent = {"uuid": uuid4(), "made_at": timezone.now(), "made_on": OPENED, "manner": "door", "result": "self"}
    results = at_once(*[lambda: record_visit(person, by=officer, **sent)] * 4)
    assert {visit.pk for visit in results} == {Visit.objects.made().get().pk}
    assert person.entries.filter(act="visited").count() == 1


def test_one_visit_nobody_planned_sent_twice_at_once_is_one_visit(officer):
    person = make_person(owner=officer)
    sent = {"uuid": uuid4(), "made_at": timezone.now(), "made_on": OPENED, "manner": "door", "result": "self"}
    results = at_once(*[lambda: record_visit(person, by=officer, **sent)] * 4)
    assert {visit.pk for visit in results} == {Visit.objects.get().pk}


def test_two_clerks_open_one_case(officer):
    person = make_person(owner=officer)
    results = at_once(*[lambda: open_case(person, by=officer, on=OPENED)] * 3)
    assert refused(results) == 2
    assert Case.objects.get().steps.count() == 6
    assert verify_chain(person) is None


def test_a_step_is_met_by_one_of_two_briefings(officer):
    person = make_case(owner=officer, on=OPENED).person
    given = {"given_on": OPENED, "manner": "door", "topics": ["subsidy"], "by": officer}
    at_once(*[lambda: give_briefing(person, **given)] * 3)
    assert person.briefings.count() == 3
    assert Evidence.objects.count() == 1


def test_a_step_is_given_or_excused_never_both(officer):
    step = make_case(owner=officer, on=OPENED).steps.get(kind="briefing")
    person, given = step.case.person, {"given_on": OPENED, "manner": "door", "topics": ["subsidy"], "by": officer}
    excuse = [lambda: excuse_step(step, excuse="declined", by=officer, on=OPENED)] * 2
    at_once(lambda: give_briefing(person, **given), *excuse)
    step.refresh_from_db()
    assert (step.done_on is None) != (step.excused_on is None)
    assert person.entries.filter(act="step_excused").count() == Step.objects.filter(excused_on__isnull=False).count()


def test_a_check_is_recorded_by_one_of_two(officer):
    person = make_case(owner=officer, on=OPENED).person
    facts = {"kind": "11", "proof": "contract", "by": officer, "on": OPENED}
    check = record_outcome(person, started_on=OPENED, **facts).checks.get(days=30)
    mine = [OutcomeCheck.objects.select_related("outcome__person").get(pk=check.pk) for _n in range(3)]
    results = at_once(*[lambda one=one: check_outcome(one, still_there=True, by=officer, on=LATER) for one in mine])
    assert refused(results) == 2


def test_a_case_is_closed_once(officer):
    case = make_case(owner=officer, on=OPENED)
    results = at_once(*[lambda: close_case(case, reason="refused", by=officer, on=LATER)] * 3)
    assert refused(results) == 2
    assert case.person.entries.filter(act="case_closed").count() == 1


def test_two_planners_leave_one_visit_a_person(officer):
    for _n in range(6):
        make_case(owner=officer, on=OPENED)
    Visit.objects.all().delete()
    at_once(*[lambda: plan_follow_ups(on=LATER)] * 3)
    assert Visit.objects.planned().count() == 6


def test_one_list_sent_by_two_at_once_is_one_roster_and_everybody_once():
    clerks = [make_user("clerk") for _n in range(3)]
    header, names = "姓名,身份证号码", "零一二三四五六七八九"
    rows = "".join(f"张{a}{b},{make_id_number()}\n" for a in names for b in names)
    content = f"{header}\n{rows}".encode()

    def send(clerk):
        roster = receive_roster(station=clerk.station, file_name=f"{clerk.pk}.csv", content=content, by=clerk)
        roster = compare_roster(roster, today=OPENED)
        return apply_roster(start_applying(roster, by=clerk), by=clerk, on=OPENED)

    at_once(*[partial(send, clerk) for clerk in clerks])
    settle(Roster.objects.all(), clerks[0])
    assert Person.objects.count() == 100
    assert Entry.objects.filter(act=Entry.Act.REGISTERED).count() == 100


def settle(rosters, clerk):
    """Do what the sweep would: finish whatever one of them has left standing."""
    for roster in rosters:
        roster = compare_roster(roster, today=OPENED)
        if roster.stage == Roster.Stage.COMPARED and roster.rows_to_write().exists():
            roster = start_applying(roster, by=clerk)
        apply_roster(roster, by=clerk, on=OPENED)
