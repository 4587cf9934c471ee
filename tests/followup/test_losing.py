"""Nobody is called unreachable but after the whole ladder and by a second pair of eyes; whoever can be found comes back."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from followup.crediting import excuse_step
from followup.losing import ask_lost, decide_lost, decide_many, found_again, sweep_lost, withdraw_lost
from followup.merging import merge_files
from followup.models import LadderStep, Lost, Visit
from followup.searches import search_of
from followup.visiting import record_visit
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.refusals import Refusal
from registry.registering import add_phone, change_status
from tests.factories import make_case, make_person, make_user

pytestmark = pytest.mark.django_db
HERE = timezone.get_default_timezone()
OPENED = date(2026, 9, 1)
ASKED = OPENED + timedelta(days=20)
LATER = ASKED + timedelta(days=1)


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def case(officer):
    person = make_person(owner=officer, on=OPENED, phones=["13800000001"], status="seeking")
    return make_case(person=person, owner=officer, on=OPENED)


def visited(case, day, hour=10, *, manner="phone", result="no_answer", by=None, **facts):
    """A visit made so many days after the case was opened, at an hour of that day."""
    on = OPENED + timedelta(days=day)
    made_at = datetime(on.year, on.month, on.day, hour, tzinfo=HERE)
    by = by or case.person.owner
    return record_visit(
        case.person, by=by, uuid=uuid4(), made_at=made_at, made_on=on, manner=manner, result=result, **facts
    )


def searched(case):
    """The whole ladder of someone with one number."""
    visited(case, 1, phone=case.person.phones.first())
    visited(case, 3, 20)
    visited(case, 4, rung="source")
    visited(case, 5, rung="cadre")
    visited(case, 8, manner="door", result="nobody_home")


@pytest.fixture
def asked(case, officer):
    searched(case)
    return ask_lost(case, note_text="手机一直无人接听", by=officer, on=ASKED)


@pytest.fixture
def found(asked, supervisor):
    return decide_lost(asked, agreed=True, remark="", by=supervisor, on=ASKED)


def status(case):
    case.person.refresh_from_db()
    return case.person.status


# --- Rungs ----------------------------------------------------------------------------------------


def test_every_visit_that_found_nobody_stands_on_its_rung(case):
    second = add_phone(case.person, "13800000002", by=case.person.owner, on=OPENED)
    family = add_phone(case.person, "13800000003", whose="family", by=case.person.owner, on=OPENED)
    first = case.person.phones.first()
    made = [visited(case, 1, phone=phone) for phone in (first, second, family)]
    made += [visited(case, 2, manner="door"), visited(case, 3, rung="cadre", manner="door")]
    assert [visit.rung for visit in made] == ["phone", "second_number", "family", "door", "cadre"]
    assert list(Visit.objects.made().order_by("pk").values_list("rung", flat=True)) == [one.rung for one in made]


def test_a_visit_that_reached_somebody_has_no_rung_and_begins_the_ladder_anew(case):
    searched(case)
    assert search_of(case, ASKED).climb.suffices
    assert visited(case, 9, result="self").rung == ""
    search = search_of(case, ASKED)
    assert (search.climb.tried, search.climb.next.rung) == ((), "phone")


@pytest.mark.parametrize("result", ["refused", "postponed", "family"])
def test_whoever_refuses_or_puts_off_can_be_found(case, result):
    searched(case)
    visited(case, 9, result=result)
    assert not search_of(case, ASKED).climb.suffices


def test_a_withdrawn_visit_proves_nothing(case):
    searched(case)
    Visit.objects.filter(rung="door").update(stands=False, withdrawn_at=timezone.now(), correction="误记")
    assert [stage.rung for stage in search_of(case, ASKED).climb.missing] == ["door"]


def test_an_hour_is_only_known_of_what_was_written_down_that_day(case):
    visited(case, 1)
    late = datetime(2026, 9, 5, 20, tzinfo=HERE)
    facts = {"uuid": uuid4(), "made_at": late, "made_on": OPENED + timedelta(days=3)}
    record_visit(case.person, by=case.person.owner, manner="phone", result="no_answer", **facts)
    assert search_of(case, ASKED).climb.next.rung == "other_hours"


def test_a_standard_has_a_ladder_of_its_own(case):
    LadderStep.objects.create(standard=case.standard, rank=1, rung="door", times=1, spacing_days=0)
    visited(case, 1, manner="door")
    assert search_of(case, ASKED).climb.suffices


# --- Asked and decided ----------------------------------------------------------------------------


def test_too_little_proof_is_refused_and_says_what_is_missing(case, officer):
    visited(case, 1)
    with pytest.raises(Refusal, match="换时段再打"):
        ask_lost(case, note_text="", by=officer, on=ASKED)


def test_what_was_tried_is_kept_as_it_stood(asked, case):
    assert [line["rung"] for line in asked.proof] == ["phone", "other_hours", "source", "cadre", "door"]
    assert asked.proof[1]["hours"] == "off"
    assert case.person.entries.first().facts == {"what": "asked", "tries": 5}
    assert status(case) == "seeking"


def test_asking_twice_is_one(asked, case, officer):
    with pytest.raises(Refusal, match="已有"):
        ask_lost(case, note_text="", by=officer, on=ASKED)
    assert Lost.objects.count() == 1


def test_agreed_the_person_is_unreachable_and_still_wishes_what_they_wished(found, case):
    assert status(case) == "unreachable"
    assert case.person.willingness == "willing"
    assert case.person.entries.filter(act="status_changed").first().facts["finding"] == found.pk
    assert verify_chain(case.person) is None


def test_who_asked_does_not_decide(case, supervisor):
    searched(case)
    lost = ask_lost(case, note_text="", by=supervisor, on=ASKED)
    with pytest.raises(Refusal, match="申请人"):
        decide_lost(lost, agreed=True, remark="", by=supervisor, on=ASKED)
    assert status(case) == "seeking"


def test_refusing_takes_a_reason_and_leaves_the_status(asked, case, supervisor):
    with pytest.raises(Refusal, match="理由"):
        decide_lost(asked, agreed=False, remark=" ", by=supervisor, on=ASKED)
    decide_lost(asked, agreed=False, remark="请再上门一次", by=supervisor, on=ASKED)
    assert (status(case), asked.agreed) == ("seeking", False)


def test_after_a_refusal_something_must_be_tried_before_it_is_asked_again(asked, case, officer, supervisor):
    decide_lost(asked, agreed=False, remark="请再上门一次", by=supervisor, on=ASKED)
    with pytest.raises(Refusal, match="补充"):
        ask_lost(case, note_text="", by=officer, on=ASKED)
    LadderStep.objects.create(standard=case.standard, rank=1, rung="door", times=2, spacing_days=2)
    visited(case, 20, manner="door")
    assert ask_lost(case, note_text="", by=officer, on=LATER).is_waiting


def test_decided_is_decided(asked, supervisor):
    decide_lost(asked, agreed=False, remark="再找", by=supervisor, on=ASKED)
    with pytest.raises(Refusal, match="已处理"):
        decide_lost(asked, agreed=True, remark="", by=make_user(Role.SUPERVISOR), on=ASKED)


def test_proof_that_fell_away_is_not_agreed_to(asked, case, supervisor):
    Visit.objects.filter(rung="door").update(stands=False, withdrawn_at=timezone.now(), correction="误记")
    with pytest.raises(Refusal, match="上门"):
        decide_lost(asked, agreed=True, remark="", by=supervisor, on=ASKED)
    assert (status(case), Lost.objects.waiting().count()) == ("seeking", 1)


def test_several_are_decided_each_for_itself(asked, supervisor):
    decide_lost(asked, agreed=False, remark="再找", by=supervisor, on=ASKED)
    done, left = decide_many([asked], agreed=True, remark="", by=supervisor, on=ASKED)
    assert (done, [lost for lost, _why in left]) == (0, [asked])


def test_the_asker_takes_it_back_and_nobody_else(asked):
    with pytest.raises(Refusal, match="只有"):
        withdraw_lost(asked, by=make_user(), on=LATER)
    withdraw_lost(asked, by=asked.asked_by, on=LATER)
    with pytest.raises(Refusal, match="已处理或已撤回"):
        withdraw_lost(asked, by=asked.asked_by, on=LATER)
    assert Lost.objects.get().ended_why == "withdrawn"


def test_nobody_is_called_unreachable_without_a_finding(case, officer):
    with pytest.raises(Refusal, match="失联须"):
        change_status(case.person, "unreachable", on=ASKED, by=officer)
    with pytest.raises(Refusal, match="失联须"):
        visited(case, 1, status="unreachable")
    assert not Visit.objects.made().exists()


def test_steps_are_excused_as_unreachable_only_by_a_finding_and_are_promised_again_when_it_ends(
    asked, case, supervisor
):
    step = case.steps.first()
    with pytest.raises(Refusal, match="未经主管认定"):
        excuse_step(step, excuse="unreachable", by=supervisor, on=ASKED)
    decide_lost(asked, agreed=True, remark="", by=supervisor, on=ASKED)
    excuse_step(step, excuse="unreachable", by=supervisor, on=ASKED)
    visited(case, 25, result="self")
    step.refresh_from_db()
    case.refresh_from_db()
    assert (step.excused_on, step.excuse, case.steps_total) == (None, "", 6)


# --- Found again ----------------------------------------------------------------------------------


def test_a_visit_that_reaches_them_ends_it_at_once(found, case):
    visited(case, 25, result="self")
    found.refresh_from_db()
    assert (found.ended_why, status(case)) == ("reached", "to_verify")


def test_what_the_visit_found_out_stands(found, case):
    visited(case, 25, result="self", status="employed")
    assert status(case) == "employed"


def test_a_contact_from_before_the_search_that_arrives_late_ends_nothing(found, case):
    visited(case, 0, result="self")
    sweep_lost(on=LATER)
    assert status(case) == "unreachable"


def test_another_try_in_vain_ends_nothing(found, case):
    visited(case, 25)
    sweep_lost(on=LATER)
    assert (status(case), Lost.objects.running().count()) == ("unreachable", 1)


@pytest.mark.parametrize("times", [1, 2])
def test_a_new_number_brings_them_back_once(found, case, officer, times):
    add_phone(case.person, "13800000009", by=None, on=ASKED)
    assert sum(sweep_lost(on=LATER) for _n in range(times)) == 1
    found.refresh_from_db()
    assert (found.ended_why, found.ended_on, status(case)) == ("new_number", LATER, "to_verify")
    assert Visit.objects.planned().filter(person=case.person).exists()
    assert case.person.entries.filter(act="lost", facts__what="ended").count() == 1
    assert [lost.person for lost in found_again(officer, LATER)] == [case.person]


def test_it_is_news_until_the_number_was_called(found, case, officer):
    add_phone(case.person, "13800000009", by=None, on=ASKED)
    sweep_lost(on=LATER)
    visited(case, 22)
    assert not found_again(officer, LATER + timedelta(days=2))
    assert not found_again(make_user(), LATER)


def test_the_search_begins_anew_after_a_new_number(found, case):
    add_phone(case.person, "13800000009", by=None, on=ASKED)
    sweep_lost(on=LATER)
    assert search_of(case, LATER).climb.tried == ()


@pytest.mark.parametrize("facts", [{"number": "13800000001"}, {"number": "13800000009", "state": "dead"}])
def test_a_number_known_already_or_dead_brings_nobody_back(found, case, facts):
    facts = dict(facts)
    add_phone(case.person, facts.pop("number"), by=None, on=LATER, **facts)
    assert sweep_lost(on=LATER) == 0


def test_a_new_number_takes_back_what_is_only_asked_for(asked, case):
    add_phone(case.person, "13800000009", by=None, on=ASKED)
    sweep_lost(on=LATER)
    asked.refresh_from_db()
    assert (asked.ended_why, status(case)) == ("new_number", "seeking")


def test_the_number_of_a_second_file_brings_them_back(found, case, supervisor):
    other = make_person(phones=["13800000005"])
    merge_files(case.person, other, from_gone=[], reason="同一人", by=supervisor, on=LATER)
    assert status(case) == "to_verify"


def test_a_finding_goes_with_its_case_to_the_file_that_is_kept(found, case, supervisor):
    kept = make_person()
    merge_files(kept, case.person, from_gone=["status"], reason="同一人", by=supervisor, on=LATER)
    found.refresh_from_db()
    assert (found.person, found.case.person) == (kept, kept)


def test_another_status_ends_the_finding(found, case, supervisor):
    change_status(case.person, "employed", on=LATER, by=supervisor)
    sweep_lost(on=LATER)
    found.refresh_from_db()
    assert (found.ended_why, status(case)) == ("status", "employed")


def test_the_sweep_takes_the_same_queries_for_many(found, officer, supervisor, django_assert_max_num_queries):
    for number in range(5):
        person = make_person(owner=officer, on=OPENED, phones=[f"1390000000{number}"])
        another = make_case(person=person, owner=officer, on=OPENED)
        searched(another)
        lost = ask_lost(another, note_text="", by=officer, on=ASKED)
        decide_lost(lost, agreed=True, remark="", by=supervisor, on=ASKED)
        add_phone(person, f"1370000000{number}", by=None, on=ASKED)
    with django_assert_max_num_queries(35):
        assert sweep_lost(on=LATER) == 5
