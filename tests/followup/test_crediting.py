"""A pip is lit by a service that was really given, once, with its proof."""

from datetime import date, timedelta

import pytest

from followup.closing import close_case
from followup.crediting import credit, excuse_step, offer, recount
from followup.guiding import give_briefing, hold_session
from followup.interning import answer_internship, offer_internship
from followup.models import Case, Evidence, Standard
from followup.offering import offer_jobs
from followup.opening import open_case
from matching.ranking import Match
from placement.accounts.roles import Role
from registry.refusals import Refusal
from tests.factories import make_case, make_employer, make_person, make_posting, make_user

pytestmark = pytest.mark.django_db
OPENED = date(2026, 9, 1)


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, on=OPENED)


def under(code, officer):
    """A case under one of the other standards."""
    person = make_person(owner=officer)
    return open_case(person, by=officer, on=OPENED, standard=Standard.objects.get(code=code))


def push(case, *, days=1, count=1):
    on = OPENED + timedelta(days=days)
    matches = [Match(posting_id=make_posting().pk, score=80, components={}, reasons=[]) for _n in range(count)]
    return offer_jobs(case.person, matches, channel="face", by=case.person.owner, on=on)


def brief(case, *, days=1):
    on = OPENED + timedelta(days=days)
    return give_briefing(case.person, given_on=on, manner="door", topics=["subsidy"], by=case.person.owner)


def done(case, kind):
    return case.steps.filter(kind=kind, done_on__isnull=False).count()


def test_the_step_keeps_the_proof_of_what_was_given(case):
    briefing = brief(case)
    step = case.steps.get(kind="briefing")
    assert step.done_on == briefing.given_on
    assert step.evidence.briefing == briefing


def test_two_pushes_of_one_day_are_one_occasion(case):
    push(case, days=1, count=3)
    assert done(case, "push") == 1
    push(case, days=2)
    assert done(case, "push") == 2


def test_a_standard_may_count_every_item(officer):
    case = under("333", officer)
    push(case, days=1, count=3)
    assert done(case, "push") == 3


def test_what_is_given_beyond_the_promise_lights_nothing_more(case):
    for days in range(1, 6):
        push(case, days=days)
    assert done(case, "push") == 3
    assert Evidence.objects.count() == 3


def test_an_alternative_meets_the_promise(officer):
    case = under("131", officer)
    internship = offer_internship(case.person, employer=make_employer(), position="助理", offered_on=OPENED, by=officer)
    answer_internship(internship, answer="accepted", by=officer, on=OPENED)
    assert case.steps.get(kind="training").evidence.internship == internship


def test_a_kind_that_nobody_promised_lights_nothing(officer, case):
    assert credit(case.person, "training", on=OPENED, by=officer) is None


def test_an_offer_is_half_a_pip_and_keeps_its_first_day(case):
    for days in (3, 4):
        offer(case.person, "guidance", on=OPENED + timedelta(days=days))
    step = case.steps.get(kind="guidance")
    assert (step.offered_on, step.done_on) == (OPENED + timedelta(days=3), None)


def test_without_an_open_case_the_service_is_still_recorded(officer):
    person = make_person(owner=officer)
    briefing = give_briefing(person, given_on=OPENED, manner="phone", topics=["startup"], by=officer)
    assert person.briefings.get() == briefing
    assert not Evidence.objects.exists()


def test_a_closed_case_takes_no_more_credit(officer, case):
    close_case(case, reason="refused", by=officer, on=OPENED)
    brief(case)
    assert done(case, "briefing") == 0


# --- Excuses and sums -------------------------------------------------------------------------


def test_an_excused_step_is_no_longer_promised(officer, case):
    excuse_step(case.steps.get(kind="internship"), excuse="unwilling", by=officer, on=OPENED)
    case.refresh_from_db()
    assert (case.steps_total, case.steps_done) == (5, 0)


def test_an_excuse_needs_its_words_when_it_is_another(officer, case):
    with pytest.raises(Refusal):
        excuse_step(case.steps.first(), excuse="other", note_text=" ", by=officer, on=OPENED)


def test_what_was_given_cannot_be_excused(officer, case):
    step = case.steps.get(kind="briefing")
    brief(case)
    with pytest.raises(Refusal):
        excuse_step(step, excuse="declined", by=officer, on=OPENED)
    assert case.steps.get(kind="briefing").excused_on is None


def test_a_step_of_a_closed_case_cannot_be_excused(officer, case):
    close_case(case, reason="refused", by=officer, on=OPENED)
    with pytest.raises(Refusal):
        excuse_step(case.steps.first(), excuse="declined", by=officer, on=OPENED)


def test_the_case_is_complete_on_the_day_the_last_step_was_given(officer, case):
    for days in (9, 4, 6):
        push(case, days=days)
    brief(case, days=2)
    held = {"minutes": 30, "topics": ["resume"], "manner": "office", "by": officer}
    hold_session(case.person, held_on=date(2026, 9, 5), **held)
    excuse_step(case.steps.get(kind="internship"), excuse="unfit", by=officer, on=date(2026, 9, 20))
    case.refresh_from_db()
    assert (case.steps_total, case.steps_done) == (5, 5)
    assert (case.served_on, case.completed_on) == (date(2026, 9, 3), date(2026, 9, 10))


def test_a_case_where_all_was_excused_was_not_completed(officer, case):
    for step in case.steps.all():
        excuse_step(step, excuse="placed", by=officer, on=OPENED)
    case.refresh_from_db()
    assert (case.steps_total, case.completed_on) == (0, None)


def test_counting_again_finds_the_same_sums(case):
    brief(case)
    fields = ("steps_total", "steps_done", "served_on", "completed_on")
    before = Case.objects.values_list(*fields).get()
    Case.objects.update(steps_done=4, steps_total=9, served_on=None)
    recount([case.pk])
    assert Case.objects.values_list(*fields).get() == before
