"""The night's planning: one run a day, killed or taken twice it comes to the same plan."""

import signal
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from followup import planning, running, tasks
from followup.models import CadenceRule, Case, Internship, ParkedCase, PlanRun, Visit
from followup.running import LEASE, plan_day
from followup.schedules import Terms
from placement.accounts.roles import Role
from tests.factories import make_case, make_employer, make_user

pytestmark = pytest.mark.django_db
OPENED, TODAY = date(2026, 9, 1), date(2026, 9, 14)
NIGHT = datetime(2026, 9, 14, 4, tzinfo=timezone.get_default_timezone())
LATER = NIGHT + LEASE + timedelta(minutes=1)


def at(moment):
    return lambda: moment


def some_cases(number):
    """Cases without a planned visit, all of one officer."""
    officer = make_user(Role.CASEWORKER)
    cases = [make_case(owner=officer, on=OPENED) for _n in range(number)]
    Visit.objects.all().delete()
    return cases


def the_plan():
    fields = ("person", "officer", "why", "earliest_on", "planned_for", "due_on")
    return list(Visit.objects.planned().order_by("person").values_list(*fields))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", 2)


def break_off(monkeypatch, parts):
    """Begin the day's run and let it break down in the middle of the part after so many."""
    done = []

    def plan_or_die(rows, terms):
        if len(done) == parts:
            raise SystemExit
        done.append(rows)
        return planning.plan_rows(rows, terms)

    with monkeypatch.context() as patch:
        patch.setattr(running, "plan_rows", plan_or_die)
        with pytest.raises(SystemExit):
            plan_day(on=TODAY, clock=at(NIGHT))


def test_a_run_says_how_far_it_came():
    some_cases(5)
    run = plan_day(on=TODAY, clock=at(NIGHT))
    assert (run.cases_total, run.cases_done, run.planned, run.ended_at) == (5, 5, 5, NIGHT)


def test_a_day_is_planned_once():
    some_cases(3)
    first = plan_day(on=TODAY, clock=at(NIGHT))
    assert plan_day(on=TODAY, clock=at(LATER)) == first
    assert PlanRun.objects.get().planned == 3


@pytest.mark.parametrize("parts", [0, 1, 2])
def test_a_run_that_broke_off_comes_to_the_plan_of_one_that_did_not(monkeypatch, parts):
    some_cases(9)
    plan_day(on=TODAY, clock=at(NIGHT))
    whole = the_plan()
    Visit.objects.all().delete()
    PlanRun.objects.all().delete()
    break_off(monkeypatch, parts)
    assert Visit.objects.count() == 2 * parts
    run = plan_day(on=TODAY, clock=at(LATER))
    assert the_plan() == whole
    assert (run.cases_done, run.planned) == (9, 9)


def test_who_comes_while_a_run_moves_leaves_it_alone(monkeypatch):
    some_cases(4)
    break_off(monkeypatch, 1)
    assert plan_day(on=TODAY, clock=at(NIGHT + timedelta(minutes=1))) is None
    assert Visit.objects.count() == 2


def test_a_run_that_another_has_taken_up_stops(monkeypatch):
    some_cases(4)
    run = running._taken(TODAY, NIGHT)
    PlanRun.objects.update(moved_at=LATER)
    monkeypatch.setattr(running, "_taken", lambda _on, _now: run)
    assert plan_day(on=TODAY, clock=at(NIGHT)) is None
    assert not Visit.objects.exists()


def test_the_task_is_the_verb():
    some_cases(1)
    tasks.plan_follow_ups.delay()
    assert Visit.objects.planned().count() == 1
    assert PlanRun.objects.get().day == timezone.localdate()


# --- One bad record ------------------------------------------------------------------------------


def test_what_cannot_be_planned_is_set_aside_and_the_rest_goes_on():
    bad, *others = some_cases(5)
    Case.objects.filter(pk=bad.pk).update(contacted_on=date.max, last_contact_on=date.max)
    run = plan_day(on=TODAY, clock=at(NIGHT))
    assert (run.cases_done, run.planned) == (5, 4)
    assert {visit.person_id for visit in Visit.objects.all()} == {case.person_id for case in others}
    parked = ParkedCase.objects.get()
    assert (parked.case, parked.since) == (bad, TODAY)
    assert "OverflowError" in parked.error


def test_a_broken_rule_parks_those_it_is_for():
    """Nought days after every nought days: nobody could say when that is."""
    intern, *others = some_cases(3)
    Case.objects.update(contacted_on=OPENED, last_contact_on=OPENED)
    CadenceRule.objects.create(standard=intern.standard, why="internship", days=0)
    employer, by = make_employer(), make_user(Role.CASEWORKER)
    facts = {"starts_on": OPENED, "ends_on": date(2026, 12, 31), "offered_on": OPENED, "employer": employer, "by": by}
    Internship.objects.create(person=intern.person, position="实习", **facts)
    assert plan_day(on=TODAY, clock=at(NIGHT)).planned == len(others)
    assert ParkedCase.objects.get().case == intern


def test_a_parked_case_is_parked_no_more_once_it_is_planned():
    bad, *_others = some_cases(3)
    Case.objects.filter(pk=bad.pk).update(contacted_on=date.max, last_contact_on=date.max)
    plan_day(on=TODAY, clock=at(NIGHT))
    Case.objects.filter(pk=bad.pk).update(contacted_on=OPENED, last_contact_on=OPENED)
    plan_day(on=TODAY + timedelta(days=1), clock=at(NIGHT))
    assert not ParkedCase.objects.exists()
    assert Visit.objects.planned().filter(person=bad.person_id).exists()


def test_parked_again_it_keeps_the_day_it_was_parked_first():
    bad, *_others = some_cases(1)
    Case.objects.filter(pk=bad.pk).update(contacted_on=date.max, last_contact_on=date.max)
    for days in range(2):
        plan_day(on=TODAY + timedelta(days=days), clock=at(NIGHT))
    assert ParkedCase.objects.get().since == TODAY


def test_what_the_database_refuses_is_found_among_the_others_and_parked(monkeypatch):
    officer = make_user(Role.CASEWORKER)
    bad, *others = [make_case(owner=officer, on=OPENED) for _n in range(7)]
    Visit.objects.update(planned_for=date(2026, 10, 9))
    place = planning._place
    monkeypatch.setattr(
        planning,
        "_place",
        lambda row, terms: place(row, terms)._replace(**{"why": None} if row["pk"] == bad.pk else {}),
    )
    assert planning.plan_follow_ups(on=TODAY) == len(others)
    assert ParkedCase.objects.get().case == bad
    assert Visit.objects.get(planned_for=date(2026, 10, 9)).person_id == bad.person_id


def test_a_database_that_goes_away_parks_nobody(monkeypatch):
    some_cases(3)
    gone = property(lambda _terms: (_ for _ in ()).throw(OperationalError("gone")))
    monkeypatch.setattr(Terms, "pace", gone)
    with pytest.raises(OperationalError):
        plan_day(on=TODAY, clock=at(NIGHT))
    assert not ParkedCase.objects.exists()


# --- Killed --------------------------------------------------------------------------------------

CHILD = """
import sys, time, django
from datetime import date, timedelta
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.utils import timezone
from followup import planning, running
planning.CHUNK, plan_rows = 2, planning.plan_rows

def slowly(rows, terms):
    planned = plan_rows(rows, terms)
    print(planned, flush=True)
    time.sleep(0.2)
    return planned

running.plan_rows = slowly
running.plan_day(on=date(2026, 9, 14), clock=lambda: timezone.now() + timedelta(minutes=int(sys.argv[2])))
"""


def start(minutes):
    """Begin a run in a process of its own, on this test's database."""
    command = [sys.executable, "-c", CHILD, connection.settings_dict["NAME"], str(minutes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("parts", [1, 3])
def test_a_process_that_is_killed_leaves_a_run_that_ends_as_if_it_had_not_been(parts):
    some_cases(12)
    plan_day(on=TODAY, clock=at(NIGHT))
    whole = the_plan()
    Visit.objects.all().delete()
    PlanRun.objects.all().delete()
    child = start(minutes=0)
    for _part in range(parts):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)  # between the visits of a part and the word that it is done
    child.wait()
    assert 0 < Visit.objects.count() + 2 < 12
    start(minutes=10).communicate()
    assert the_plan() == whole
    assert PlanRun.objects.get().cases_done == 12


@pytest.mark.django_db(transaction=True)
def test_of_two_that_begin_at_once_one_works():
    some_cases(12)
    told = [len(child.communicate()[0].split()) for child in [start(0), start(0)]]
    assert sorted(told) == [0, 6]
    assert Visit.objects.planned().count() == 12
