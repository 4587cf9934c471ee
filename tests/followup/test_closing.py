"""What became of a person, whether it lasts, and how a case ends."""

from datetime import date, timedelta

import pytest

from followup.closing import check_outcome, close_case, record_outcome
from followup.interning import answer_internship, end_internship, offer_internship, start_internship
from followup.models import Outcome
from followup.visiting import plan_visit
from placement.accounts.roles import Role
from registry.refusals import Refusal
from registry.statuses import PLACED
from tests.factories import make_case, make_employer, make_user

pytestmark = pytest.mark.django_db
OPENED, STARTED = date(2026, 9, 1), date(2026, 9, 14)


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, on=OPENED)


@pytest.fixture
def outcome(case):
    return place(case)


def place(case, kind="11", **facts):
    return record_outcome(
        case.person, kind=kind, started_on=STARTED, proof="contract", by=case.person.owner, on=STARTED, **facts
    )


def check(outcome, days, still_there, after=0):
    on = STARTED + timedelta(days=days + after)
    return check_outcome(outcome.checks.get(days=days), still_there=still_there, by=outcome.by, on=on)


def status_of(case):
    case.person.refresh_from_db()
    return case.person.status


@pytest.mark.parametrize("kind", Outcome.Kind.values)
def test_every_outcome_sets_a_status_that_counts_as_placed(case, kind):
    place(case, kind)
    assert status_of(case) in PLACED


def test_an_outcome_brings_its_checks_and_the_case_stays_open(case, outcome):
    assert list(outcome.checks.values_list("days", "due_on")) == [
        (30, date(2026, 10, 14)),
        (90, date(2026, 12, 13)),
        (180, date(2027, 3, 13)),
    ]
    case.refresh_from_db()
    assert case.closed_on is None


def test_from_then_on_only_the_checks_are_visits(case, outcome):
    visit = case.person.visits.planned().get()
    assert (visit.why, visit.planned_for) == ("first_contact", OPENED)  # what was due already stays due
    visit.delete()
    check(outcome, 30, True)
    planned = case.person.visits.planned().get()
    assert (planned.why, planned.planned_for) == ("after_start", date(2026, 12, 14))


def test_a_second_outcome_waits_for_the_end_of_the_first(case, outcome):
    with pytest.raises(Refusal):
        place(case, "76")


def test_who_is_still_there_at_the_last_check_is_stable(case, outcome):
    for days in (30, 90, 180):
        check(outcome, days, True)
    case.refresh_from_db()
    assert (case.closed_reason, case.closed_on) == ("stable", STARTED + timedelta(days=180))
    assert not case.person.visits.planned().exists()


def test_who_has_left_is_sought_work_for_again(case, outcome):
    check(outcome, 30, False)
    outcome.refresh_from_db()
    case.refresh_from_db()
    assert outcome.ended_on == date(2026, 10, 14)
    assert (status_of(case), case.closed_on) == ("seeking", None)
    place(case, "76")


def test_that_a_person_stays_shows_on_the_day_and_that_they_left_before(outcome):
    with pytest.raises(Refusal):
        check(outcome, 30, True, after=-1)
    check(outcome, 30, False, after=-18)


def test_a_check_is_recorded_once(outcome):
    check(outcome, 30, True)
    with pytest.raises(Refusal):
        check(outcome, 30, False)


# --- Closing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["moved", "out_of_scope", "died"])
def test_a_reason_that_is_a_state_of_the_person_becomes_their_status(case, officer, reason):
    close_case(case, reason=reason, by=officer, on=STARTED)
    assert status_of(case) == reason


@pytest.mark.parametrize("reason", ["placed", "stable"])
def test_nobody_is_closed_as_placed_without_an_outcome(case, officer, reason):
    with pytest.raises(Refusal):
        close_case(case, reason=reason, by=officer, on=STARTED)
    place(case)
    close_case(case, reason=reason, by=officer, on=STARTED)


def test_closing_cancels_what_was_planned_and_happens_once(case, officer):
    plan_visit(case.person, planned_for=STARTED, by=officer)
    close_case(case, reason="refused", by=officer, on=OPENED)
    assert not case.person.visits.planned().exists()
    with pytest.raises(Refusal):
        close_case(case, reason="refused", by=officer, on=OPENED)


# --- Internships ------------------------------------------------------------------------------


def internship_of(case, answer="accepted"):
    employer, by = make_employer(is_internship_base=True), case.person.owner
    offered = offer_internship(case.person, employer=employer, position="助理", offered_on=OPENED, by=by)
    return answer_internship(offered, answer=answer, by=by, on=OPENED)


@pytest.mark.parametrize(
    ("ends_on", "right"),
    [
        (date(2026, 12, 13), True),  # three months
        (date(2026, 12, 1), False),
        (date(2027, 9, 13), True),  # a year
        (date(2027, 10, 1), False),
    ],
)
def test_an_internship_lasts_three_to_twelve_months(case, officer, ends_on, right):
    internship = internship_of(case)
    if right:
        start_internship(internship, starts_on=STARTED, ends_on=ends_on, by=officer)
        assert status_of(case) == "interning"
    else:
        with pytest.raises(Refusal):
            start_internship(internship, starts_on=STARTED, ends_on=ends_on, by=officer)


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_an_answered_offer_was_given_whatever_the_answer(case, answer):
    internship_of(case, answer)
    assert case.steps.get(kind="internship").done_on == OPENED


def test_a_declined_internship_does_not_begin(case, officer):
    with pytest.raises(Refusal):
        start_internship(internship_of(case, "declined"), starts_on=STARTED, ends_on=date(2027, 1, 14), by=officer)


def test_a_person_is_in_one_internship_at_a_time(case, officer):
    first, second = internship_of(case), internship_of(case)
    start_internship(first, starts_on=STARTED, ends_on=date(2027, 1, 14), by=officer)
    with pytest.raises(Refusal):
        start_internship(second, starts_on=STARTED, ends_on=date(2027, 1, 14), by=officer)


@pytest.mark.parametrize(("reason", "status"), [("retained", "signing"), ("finished", "seeking")])
def test_being_kept_on_is_not_yet_an_outcome(case, officer, reason, status):
    internship = internship_of(case)
    start_internship(internship, starts_on=STARTED, ends_on=date(2026, 12, 14), by=officer)
    end_internship(internship, ended_on=date(2026, 12, 14), end_reason=reason, by=officer)
    assert status_of(case) == status
    assert not case.person.outcomes.exists()


def test_an_internship_does_not_end_before_it_began(case, officer):
    internship = internship_of(case)
    start_internship(internship, starts_on=STARTED, ends_on=date(2026, 12, 14), by=officer)
    with pytest.raises(Refusal):
        end_internship(internship, ended_on=OPENED, end_reason="left", by=officer)
