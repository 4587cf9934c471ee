"""Two who ask, decide, end or move the same at the same moment: one has the effect, the other is told."""

from datetime import date, timedelta
from functools import partial

import pytest

from followup.absences import enter_absence
from followup.escalating import climb_overdue, tell_overdue
from followup.losing import ask_lost, decide_lost, sweep_lost
from followup.models import Absence, Escalation, LadderStep, Lost, Visit
from followup.rescheduling import reschedule, spread_of
from followup.visiting import plan_visit
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.registering import add_phone
from tests.factories import make_case, make_user
from tests.followup.doors import visit
from tests.followup.test_races import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN, TODAY = date(2026, 9, 1), date(2026, 9, 21)


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def case(officer):
    case = make_case(owner=officer, on=BEGUN)
    LadderStep.objects.create(standard=case.standard, rank=1, rung="door", spacing_days=0)
    visit(case.person, officer, made_on=TODAY - timedelta(days=3), result="nobody_home")
    return case


@pytest.fixture
def asked(case, officer):
    return ask_lost(case, note_text="", by=officer, on=TODAY)


def mine(lost):
    return Lost.objects.select_related("person", "case__standard", "case__person__station").get(pk=lost.pk)


def told(case, what):
    return case.person.entries.filter(act="lost", facts__what=what).count()


def test_asked_twice_at_once_is_asked_once(case, officer):
    results = at_once(*[partial(ask_lost, case, note_text="", by=officer, on=TODAY)] * 3)
    assert (refused(results), Lost.objects.count(), told(case, "asked")) == (2, 1, 1)
    assert verify_chain(case.person) is None


def test_two_supervisors_who_decide_differently_at_once_leave_one_decision(asked, case):
    first, second = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR)
    agree = partial(decide_lost, mine(asked), agreed=True, remark="", by=first, on=TODAY)
    refuse = partial(decide_lost, mine(asked), agreed=False, remark="再找", by=second, on=TODAY)
    assert refused(at_once(agree, refuse)) == 1
    asked.refresh_from_db()
    case.person.refresh_from_db()
    assert (case.person.status == "unreachable") == asked.agreed
    assert told(case, "agreed") + told(case, "refused") == 1


def test_two_sweeps_at_once_end_a_finding_once(asked, case):
    decide_lost(asked, agreed=True, remark="", by=make_user(Role.SUPERVISOR), on=TODAY)
    add_phone(case.person, "13800000009", by=None, on=TODAY)
    assert sum(at_once(*[partial(sweep_lost, on=TODAY)] * 3)) == 1
    assert told(case, "ended") == 1
    assert case.person.entries.filter(act="status_changed").count() == 2


def test_found_while_it_is_decided_the_person_is_never_left_unreachable_with_a_contact(asked, case, officer):
    decide = partial(decide_lost, mine(asked), agreed=True, remark="", by=make_user(Role.SUPERVISOR), on=TODAY)
    at_once(decide, partial(visit, case.person, officer, made_on=TODAY, result="self"))
    case.person.refresh_from_db()
    assert case.person.status != "unreachable"
    assert not Lost.objects.running().exists()


def test_confirmed_twice_at_once_visits_move_once(officer):
    people = [make_case(owner=officer, on=BEGUN).person for _n in range(4)]
    for person in people:
        plan_visit(person, planned_for=TODAY, by=officer)
    days = {"first": TODAY + timedelta(days=1), "last": TODAY + timedelta(days=3)}
    shown = spread_of(Visit.objects.all(), **days, on=TODAY).digest
    facts = {**days, "reason": "培训", "by": officer, "on": TODAY, "previewed": shown}
    results = at_once(*[partial(reschedule, Visit.objects.all(), **facts)] * 3)
    assert (refused(results), [one for one in results if isinstance(one, int)]) == (2, [4])
    assert people[0].entries.filter(act="visit_moved").count() == 1


def test_a_reason_given_while_the_night_climbs_leaves_one_row(officer):
    person = make_case(owner=officer, on=BEGUN).person
    late = plan_visit(person, planned_for=TODAY - timedelta(days=10), by=officer)
    tell = partial(tell_overdue, late, reason="road", note_text="", by=officer, on=TODAY)
    at_once(tell, partial(climb_overdue, on=TODAY), tell)
    assert Escalation.objects.get().reason == "road"
    assert person.entries.filter(act="overdue_told").count() == 1


def test_leave_entered_twice_at_once_is_entered_once(officer):
    days = {"begins_on": TODAY, "ends_on": TODAY + timedelta(days=3)}
    results = at_once(*[partial(enter_absence, officer, **days, by=officer, on=TODAY)] * 3)
    assert (refused(results), Absence.objects.count()) == (2, 1)
