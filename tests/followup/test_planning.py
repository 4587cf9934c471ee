"""The plan of the day: everyone has a next date, and running twice changes nothing."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import Count, F
from django.utils import timezone

from followup import planning, tasks
from followup.closing import close_case
from followup.crediting import excuse_step
from followup.guiding import write_plan
from followup.interning import answer_internship, end_internship, offer_internship, start_internship
from followup.models import Absence, CalendarDay, Case, Visit
from followup.offering import hear_answer, offer_jobs
from followup.planning import plan_follow_ups
from followup.putting_right import put_right
from followup.visiting import cancel_visit, plan_visit, record_visit
from matching.ranking import Match
from placement.accounts.roles import Role
from registry.registering import change_status, set_groups
from tests.factories import make_case, make_employer, make_posting, make_user

pytestmark = pytest.mark.django_db
OPENED, TODAY = date(2026, 9, 1), date(2026, 9, 14)
FIELDS = ("pk", "person", "officer", "why", "planned_for", "due_on")


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    """Somebody who was reached and briefed on 11 September and is to be called in a month."""
    case = make_case(owner=officer, on=OPENED)
    at = datetime(2026, 9, 11, 12, tzinfo=timezone.get_default_timezone())
    record_visit(
        case.person,
        by=officer,
        uuid=uuid4(),
        made_at=at,
        made_on=at.date(),
        manner="phone",
        result="self",
        briefing_topics=["subsidy"],
    )
    return case


def planned(case):
    visit = case.person.visits.planned().get()
    return visit.why, visit.planned_for, visit.due_on


def drop_all():
    Visit.objects.planned().update(cancelled_on=TODAY, cancel_reason="重排")


def everything():
    return list(Visit.objects.order_by("pk").values_list(*FIELDS))


def test_everyone_with_an_open_case_gets_a_next_date(officer):
    cases = [make_case(owner=officer, on=OPENED) for _n in range(5)]
    drop_all()
    assert plan_follow_ups(on=TODAY) == 5
    assert {visit.person_id for visit in Visit.objects.planned()} == {case.person_id for case in cases}
    assert {visit.officer for visit in Visit.objects.planned()} == {officer}


def test_running_twice_changes_nothing(officer, case):
    make_case(owner=officer, on=OPENED)
    drop_all()
    plan_follow_ups(on=TODAY)
    before = everything()
    assert plan_follow_ups(on=TODAY) == 0
    assert everything() == before


def test_the_next_morning_changes_nothing_either_when_nothing_happened(officer, case):
    make_case(owner=officer, on=OPENED)
    plan_follow_ups(on=TODAY)
    before = everything()
    for days in range(1, 15):
        assert plan_follow_ups(on=TODAY + timedelta(days=days)) == 0
    assert everything() == before


def test_what_is_caught_up_with_keeps_its_days_of_grace(officer):
    for _n in range(30):
        make_case(owner=officer, on=OPENED)
    Case.objects.update(contacted_on=OPENED, last_contact_on=OPENED)
    drop_all()
    late = date(2026, 11, 2)
    assert plan_follow_ups(on=late) == 30
    before = everything()
    assert [plan_follow_ups(on=late + timedelta(days=days)) for days in (0, 1, 2, 3)] == [0, 0, 0, 0]
    assert everything() == before


def test_the_visits_of_one_officer_spread_over_the_days_they_have(officer):
    for _n in range(30):
        make_case(owner=officer, on=OPENED)
    drop_all()
    plan_follow_ups(on=OPENED)
    days = Visit.objects.planned().values("planned_for").annotate(visits=Count("pk"))
    assert max(day["visits"] for day in days) == 3
    assert not Visit.objects.filter(planned_for__gt=F("due_on")).exists()


@pytest.mark.parametrize(("stands_in", "day"), [(False, date(2026, 9, 11)), (True, date(2026, 9, 2))])
def test_days_on_leave_are_planned_for_only_where_somebody_stands_in(officer, stands_in, day):
    stand_in = make_user(Role.CASEWORKER) if stands_in else None
    Absence.objects.create(user=officer, begins_on=OPENED, ends_on=date(2026, 9, 10), stand_in=stand_in, by=officer)
    case = make_case(owner=officer, on=OPENED)
    drop_all()
    plan_follow_ups(on=date(2026, 9, 2))
    assert planned(case) == ("first_contact", day, case.contact_due_on)


def test_a_day_that_the_office_takes_off_moves_what_was_planned_for_it(officer, case):
    assert planned(case)[1] == date(2026, 10, 9)
    CalendarDay.objects.create(day=date(2026, 10, 9), works=False)
    assert plan_follow_ups(on=TODAY) == 1
    assert planned(case)[1] == date(2026, 10, 10)  # a make-up Saturday


def test_a_run_that_was_killed_half_way_is_finished_by_the_next(officer, monkeypatch):
    for _n in range(5):
        make_case(owner=officer, on=OPENED)
    drop_all()
    monkeypatch.setattr(planning, "CHUNK", 2)
    plan_follow_ups(on=TODAY, cases=Case.objects.order_by("pk").values("pk")[:3])
    assert plan_follow_ups(on=TODAY) == 2
    assert Visit.objects.planned().count() == 5


def test_the_task_is_the_verb(officer):
    make_case(owner=officer, on=OPENED)
    drop_all()
    tasks.plan_follow_ups.delay()
    assert Visit.objects.planned().count() == 1


@pytest.mark.parametrize("reason", ["refused", "died"])
def test_a_closed_case_is_not_followed_up(officer, case, reason):
    close_case(case, reason=reason, by=officer, on=TODAY)
    assert plan_follow_ups(on=TODAY) == 0


def test_who_is_out_of_scope_is_not_called(officer, case):
    drop_all()
    change_status(case.person, "died", on=TODAY, by=officer)
    assert plan_follow_ups(on=TODAY) == 0


def test_a_cancelled_visit_is_proposed_again(officer, case):
    cancel_visit(case.person.visits.planned().get(), reason="改期", by=officer, on=TODAY)
    assert plan_follow_ups(on=TODAY) == 1


# --- What has happened since ------------------------------------------------------------------


def test_a_push_asks_for_its_answer_within_the_week(officer, case):
    match = Match(posting_id=make_posting().pk, score=80, components={}, reasons=[])
    offer_jobs(case.person, [match], channel="wechat", by=officer, on=date(2026, 9, 11))
    assert planned(case) == ("open_answer", date(2026, 9, 16), date(2026, 9, 18))


def test_who_wants_to_think_is_called_within_the_week_of_the_day_agreed(officer, case):
    match = Match(posting_id=make_posting().pk, score=80, components={}, reasons=[])
    (push,) = offer_jobs(case.person, [match], channel="wechat", by=officer, on=date(2026, 9, 11))
    hear_answer(push, "later", ask_again_on=date(2026, 9, 21), by=officer, on=TODAY)
    assert plan_follow_ups(on=TODAY) == 0
    assert planned(case) == ("open_answer", date(2026, 9, 28), date(2026, 9, 28))


# What somebody does is seen at once: the night that follows finds nothing left to set.


def planned_with(case, officer):
    write_plan(case.person, goals="考公", actions=(), review_on=date(2026, 9, 25), by=officer, on=TODAY)


def excused(case, officer):
    excuse_step(case.steps.filter(kind="push").first(), excuse="unwilling", by=officer, on=TODAY)


def interning(case, officer, starts_on=date(2026, 8, 24)):
    internship = offer_internship(case.person, employer=make_employer(), position="实习", offered_on=OPENED, by=officer)
    internship = answer_internship(internship, answer="accepted", by=officer, on=OPENED)
    return start_internship(internship, starts_on=starts_on, ends_on=date(2026, 12, 31), by=officer)


def not_interning(case, officer):
    end_internship(interning(case, officer), ended_on=TODAY, end_reason="left", by=officer)


@pytest.mark.parametrize("happened", [planned_with, excused, interning, not_interning])
def test_what_the_cadence_minds_is_planned_at_once(officer, case, happened, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_at: TODAY)
    happened(case, officer)
    assert plan_follow_ups(on=TODAY) == 0


def test_an_internship_sets_its_own_beat(officer, case, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_at: TODAY)
    interning(case, officer)
    assert planned(case) == ("internship", date(2026, 9, 20), date(2026, 9, 21))  # a make-up Sunday


def test_a_new_group_brings_the_next_call_forward(officer, case):
    assert planned(case) == ("routine", date(2026, 10, 9), date(2026, 10, 12))
    facts = {name: getattr(case.person, name) for name in ("major", "education")}
    put_right(case.person, facts, phones=(), skills=(), groups=["dibao"], needs=(), on=TODAY, by=officer)
    assert plan_follow_ups(on=TODAY) == 0
    assert planned(case) == ("key_group", date(2026, 9, 24), date(2026, 9, 28))


def test_a_day_agreed_with_the_person_is_kept(officer, case):
    plan_visit(case.person, planned_for=date(2026, 10, 21), by=officer)
    set_groups(case.person, ["dibao"], on=TODAY, by=officer)
    assert plan_follow_ups(on=TODAY) == 0
    assert planned(case)[0] == "agreed"


def test_what_is_due_already_is_never_put_off(officer):
    case = make_case(owner=officer, on=OPENED)
    before = planned(case)
    plan_follow_ups(on=date(2026, 11, 2))
    assert planned(case) == before


@pytest.mark.parametrize("people", [1, 25])  # more than SQLite takes in one statement come in two
def test_the_queries_do_not_grow_with_people(officer, people, django_assert_num_queries):
    for _n in range(people):
        make_case(owner=officer, on=OPENED)
    drop_all()
    with django_assert_num_queries(12):
        assert plan_follow_ups(on=TODAY) == people
