"""A rate is what its rule says; who is excluded stands apart in sight."""

from datetime import date, timedelta

import pytest

from followup.closing import close_case, record_outcome
from followup.crediting import excuse_step
from followup.models import Case, Lost, Step
from placement.accounts.roles import Role
from placement.dashboards.figures import BASES, BY_CODE, WILLING, behind, percent, rates, tallies
from placement.dashboards.groups import find_group, members
from registry.models import Person
from registry.registering import change_status
from tests.factories import make_case, make_person, make_user
from tests.followup.doors import visit

pytestmark = pytest.mark.django_db
BEGUN = date(2026, 8, 3)
ON = date(2026, 9, 1)
LATER = BEGUN + timedelta(days=100)  # every promise of 1311 is due by then


def rate(code, *, on=ON, base="registered"):
    found = {each.figure.code: each for each in rates(tallies(Person.objects.all(), on=on), base)}
    return found[code].counted, found[code].total


def test_someone_only_attempted_is_not_contacted():
    case = make_case(on=BEGUN)
    visit(case.person, case.person.owner, made_on=ON, result="no_answer", manner="phone")
    assert rate("contact") == (0, 1)
    visit(case.person, case.person.owner, made_on=ON, result="family")
    assert rate("contact") == (1, 1)


def test_registration_asks_for_an_attempt_and_a_verified_status():
    case = make_case(on=BEGUN)
    visit(case.person, case.person.owner, made_on=ON, result="no_answer", manner="phone")
    assert rate("registration") == (0, 1)
    visit(case.person, case.person.owner, made_on=ON, status="seeking")
    assert rate("registration") == (1, 1)


def test_a_past_day_knows_only_what_had_happened_by_then():
    case = make_case(on=BEGUN)
    visit(case.person, case.person.owner, made_on=ON, briefing_topics=["subsidy"])
    assert (rate("service", on=ON), rate("service", on=ON - timedelta(days=1))) == ((1, 1), (0, 1))
    assert rate("service", on=BEGUN - timedelta(days=1)) == (0, 0)


@pytest.mark.parametrize("status", ["moved", "out_of_scope", "died"])
def test_who_is_out_of_scope_is_in_no_denominator(status):
    person = make_person(on=BEGUN)
    change_status(person, status, on=ON, by=make_user(Role.SUPERVISOR))
    assert all(each.total == 0 and each.percent is None for each in rates(tallies(Person.objects.all(), on=ON)))


@pytest.mark.parametrize("status", ["unwilling", "unreachable", "to_verify"])
def test_who_is_not_willing_is_registered_and_not_of_the_willing(status):
    make_person(on=BEGUN, status=status)
    make_person(on=BEGUN, status="seeking")
    assert rate("contact") == (0, 2)
    assert rate("contact", base=WILLING) == (0, 1)


def test_who_has_found_work_stays_with_the_willing():
    case = make_case(on=BEGUN, status="seeking")
    visit(case.person, case.person.owner, made_on=ON, briefing_topics=["subsidy"])
    record_outcome(case.person, kind="11", started_on=ON, proof="contract", by=case.person.owner, on=ON)
    assert rate("placement", base=WILLING) == (1, 1)


def test_a_case_whose_dates_have_not_passed_is_not_judged():
    make_case(on=BEGUN)
    assert rate("completion", on=ON) == (0, 0)
    assert rate("completion", on=LATER) == (0, 1)


def test_an_excused_step_is_not_promised_and_a_case_freed_of_all_is_not_judged():
    case, supervisor = make_case(on=BEGUN), make_user(Role.SUPERVISOR)
    visit(case.person, case.person.owner, made_on=ON, briefing_topics=["subsidy"])
    for step in Step.objects.filter(case=case, done_on=None):
        excuse_step(step, excuse="placed", by=supervisor, on=ON)
    freed = make_case(on=BEGUN)
    for step in Step.objects.filter(case=freed):
        excuse_step(step, excuse="declined", by=supervisor, on=ON)
    assert rate("completion", on=LATER) == (1, 1)


def test_a_reopened_case_is_judged_by_its_own_promises():
    case = make_case(on=BEGUN)
    close_case(case, reason="refused", by=case.person.owner, on=ON)
    assert rate("completion", on=LATER) == (0, 1)
    make_case(person=case.person, owner=case.person.owner, on=LATER)
    assert rate("completion", on=LATER) == (0, 0)


def test_a_follow_up_due_today_is_not_yet_missed():
    case = make_case(on=BEGUN)
    due = Case.objects.get().contact_due_on
    assert rate("follow_up", on=due) == (0, 0)
    assert rate("follow_up", on=due + timedelta(days=1)) == (0, 1)
    visit(case.person, case.person.owner, made_on=due)
    assert rate("follow_up", on=due + timedelta(days=1)) == (1, 1)


def test_two_visits_count_one_person():
    case = make_case(on=BEGUN)
    for day in (ON, ON + timedelta(days=3)):
        visit(case.person, case.person.owner, made_on=day)
    assert rate("ever", on=LATER) == (1, 1)
    assert behind(BY_CODE["ever"], Person.objects.all(), on=LATER).get() == case.person


@pytest.mark.parametrize(
    ("counted", "total", "shown"), [(0, 0, None), (0, 9, 0.0), (9, 9, 100.0), (9999, 10000, 99.9), (1, 10000, 0.1)]
)
def test_a_hundred_percent_means_everyone_and_nought_means_nobody(counted, total, shown):
    assert percent(counted, total) == shown


# --- Whom nobody can find -------------------------------------------------------------------------


def found_lost(case, *, on=ON):
    """Let a supervisor have found a case's person unreachable."""
    facts = {"asked_on": on, "asked_by": case.person.owner, "decided_on": on, "decided_by": make_user(Role.SUPERVISOR)}
    lost = Lost.objects.create(person=case.person, case=case, agreed=True, **facts)
    change_status(case.person, "unreachable", on=on, by=lost.decided_by, finding=lost.pk)
    return lost


@pytest.mark.parametrize("base", BASES)
def test_who_is_found_unreachable_leaves_one_denominator_and_no_other(base):
    case = make_case(on=BEGUN, status="seeking")
    before = {code: rate(code, on=LATER, base=base) for code in BY_CODE}
    found_lost(case)
    after = {code: rate(code, on=LATER, base=base) for code in BY_CODE}
    assert (before.pop("contact"), after.pop("contact")) == ((0, 1), (0, 0))
    assert before == after


@pytest.mark.parametrize("base", BASES)
def test_how_many_left_is_said_and_who_they_are(base):
    found_lost(make_case(on=BEGUN, status="seeking"))
    make_case(on=BEGUN, status="seeking")
    found = {each.figure.code: each for each in rates(tallies(Person.objects.all(), on=ON), base)}
    assert (found["contact"].total, found["contact"].apart, found["service"].apart) == (1, 1, 0)
    group = find_group(BY_CODE["contact"].apart)
    assert members(group, Person.objects.all(), on=ON, base=base).count() == 1


def test_a_status_without_a_finding_leaves_no_denominator():
    person = make_person(on=BEGUN, status="unreachable")
    assert (rate("contact"), rate("registration")) == ((0, 1), (0, 1))
    assert list(members(find_group("unreachable"), Person.objects.all(), on=ON)) == [person]
    assert not members(find_group("lost"), Person.objects.all(), on=ON)


def test_a_finding_that_ended_or_was_refused_leaves_no_denominator():
    lost = found_lost(make_case(on=BEGUN, status="seeking"))
    Lost.objects.filter(pk=lost.pk).update(ended_on=ON, ended_why="new_number")
    refused = make_case(on=BEGUN, status="unreachable")
    Lost.objects.create(
        person=refused.person, case=refused, agreed=False, asked_on=ON, decided_on=ON, asked_by=lost.asked_by
    )
    assert rate("contact") == (0, 2)
