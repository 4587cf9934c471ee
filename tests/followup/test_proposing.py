"""Decisions on what a list told: outcomes with their proof, visits to verify, and next month nobody is asked again."""

from datetime import date

import pytest

from followup.closing import record_outcome
from followup.models import Outcome, Transfer, Visit
from followup.proposing import decide_findings, sentences_left
from followup.visiting import plan_visit
from registry.history import verify_chain
from registry.models import Comparison, Entry, Finding, Likeness, Person
from registry.reconciling import receive_list
from registry.registering import change_facts
from registry.sources import SourceKind
from registry.statuses import Status
from tests.factories import make_case, make_id_number, make_person, make_station, make_user
from tests.followup.test_races import at_once
from tests.registry.test_reconciling import TODAY, compare, graduates, insured, masked, table

What, Decision = Finding.What, Finding.Decision
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user("clerk")


@pytest.fixture
def officer(clerk):
    return make_user("caseworker", station=clerk.station)


def decide(clerk, comparison, decision, **narrowed):
    return decide_findings(comparison, Finding.objects.filter(**narrowed), decision, by=clerk, on=TODAY)


def hit(clerk, person, *, employer="白杨农机有限公司", since="2026-08-01"):
    return compare(clerk, "insurance", insured((person.name, person.id_number, employer, since)))


def test_a_proposal_that_is_accepted_becomes_an_outcome_to_be_checked(clerk, officer):
    person = make_case(owner=officer, name="张三").person
    assert decide(clerk, hit(clerk, person), "accepted").done == 1
    outcome, person = Outcome.objects.get(), Person.objects.get()
    assert (outcome.employer, outcome.started_on, outcome.proof) == ("白杨农机有限公司", date(2026, 8, 1), "insurance")
    assert (person.status, person.status_since) == (Status.EMPLOYED, date(2026, 8, 1))
    assert [check.days for check in outcome.checks.all()] == [30, 90, 180]
    assert verify_chain(person) is None


def test_it_stands_in_the_persons_file(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person), "accepted")
    line = person.entries.get(act=Entry.Act.FINDING)
    assert line.facts == {
        "list": "insurance",
        "what": "hit",
        "decision": "accepted",
        "where": "白杨农机有限公司",
        "since": "2026-08-01",
    }


def test_without_a_date_no_more_is_claimed_than_the_list_knows(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person, since=""), "accepted")
    assert Outcome.objects.get().started_on == TODAY


def test_an_outcome_in_force_is_never_replaced_by_a_list(clerk, officer):
    person = make_person(owner=officer, name="张三")
    record_outcome(person, kind="80", started_on=TODAY, proof="admission", by=officer, on=TODAY)
    decided = decide(clerk, hit(clerk, person), "accepted")
    assert (decided.done, decided.left) == (0, {"in_force": 1})
    assert Outcome.objects.get().kind == Outcome.Kind.STUDY
    assert Finding.objects.get().decision == ""


def test_accepting_twice_places_once(clerk, officer):
    person = make_person(owner=officer, name="张三")
    comparison = hit(clerk, person)
    decide(clerk, comparison, "accepted")
    assert decide(clerk, comparison, "accepted").done == 0
    assert Outcome.objects.count() == 1


def test_who_is_placed_by_the_office_meanwhile_is_left(clerk, officer):
    person = make_person(owner=officer, name="张三")
    comparison = hit(clerk, person)
    Person.objects.update(status=Status.EMPLOYED)
    assert decide(clerk, comparison, "accepted").left == {"agrees": 1}


def test_next_months_list_does_not_ask_again(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person), "rejected")
    assert hit(clerk, person).findings.get().decision == Decision.REMEMBERED
    assert Person.objects.get().status == person.status


def test_something_new_is_asked(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person), "rejected")
    assert hit(clerk, person, employer="另一家").findings.get().decision == ""


def test_what_was_decided_before_can_be_thought_over(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person), "rejected")
    assert decide(clerk, hit(clerk, person), "accepted").done == 1


def test_what_one_list_says_does_not_silence_another(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person, employer="", since=""), "rejected")
    army = compare(clerk, "army", table("姓名 身份证号码", ("张三", person.id_number)))
    assert army.findings.get().decision == ""


def test_a_stranger_turned_down_by_one_station_is_asked_at_another(clerk):
    content = graduates(("李四", make_id_number(), "", ""))
    decide(clerk, compare(clerk, "education", content), "rejected")
    elsewhere = compare(clerk, "education", content, station=make_station(level="city"))
    assert elsewhere.findings.get().decision == ""
    assert compare(clerk, "education", content).findings.get().decision == Decision.REMEMBERED


def test_of_a_person_the_station_above_is_not_asked_again(clerk):
    below = make_station(parent=clerk.station)
    person = make_person(station=below, name="张三")
    content = insured(("张三", person.id_number, "甲厂", "2026-08-01"))
    decide(clerk, compare(clerk, "insurance", content, station=below), "rejected")
    assert compare(clerk, "insurance", content).findings.get().decision == Decision.REMEMBERED


def test_to_verify_is_a_visit_of_the_officer(clerk, officer):
    person = make_person(owner=officer, name="张三")
    decide(clerk, hit(clerk, person), "to_visit")
    visit = Visit.objects.get()
    assert (visit.person, visit.officer, visit.why, visit.planned_for) == (person, officer, Visit.Why.VERIFY, TODAY)
    assert visit.due_on > TODAY


def test_a_visit_proposed_for_later_comes_first_now(clerk, officer):
    person = make_case(owner=officer, name="张三").person
    decide(clerk, hit(clerk, person), "to_visit")
    assert Visit.objects.planned().get().why == Visit.Why.VERIFY


def test_a_day_agreed_with_the_person_stays(clerk, officer):
    person = make_person(owner=officer, name="张三")
    plan_visit(person, planned_for=date(2026, 9, 9), by=officer)
    decide(clerk, hit(clerk, person), "to_visit")
    assert Visit.objects.get().planned_for == date(2026, 9, 9)


def test_nobody_can_be_sent_to_whom_nobody_serves(clerk):
    person = make_person(station=clerk.station, name="张三")
    decided = decide(clerk, hit(clerk, person), "to_visit")
    assert (decided.done, decided.left) == (0, {"nobody": 1})
    assert not Visit.objects.exists()


def test_nobody_is_sent_to_whoever_has_died_since(clerk, officer):
    person = make_person(owner=officer, name="张三")
    comparison = hit(clerk, person)
    Person.objects.update(status=Status.DIED)
    assert decide(clerk, comparison, "to_visit").left == {"out": 1}
    assert decide(clerk, comparison, "accepted").left == {"out": 1}


def test_a_change_that_is_accepted_is_made_with_its_source(clerk):
    person = make_person(station=clerk.station, name="张三", education="31")
    comparison = compare(clerk, "education", graduates(("张三", person.id_number, "本科", "")))
    assert decide(clerk, comparison, "accepted").done == 1
    person.refresh_from_db()
    assert (person.education, person.sources["education"][0]) == ("21", SourceKind.EDUCATION)


def test_what_staff_have_verified_is_not_overwritten(clerk):
    person = make_person(station=clerk.station, name="张三", education="31")
    change_facts(person, {"education": "14"}, by=clerk)
    comparison = compare(clerk, "education", graduates(("张三", person.id_number, "本科", "")))
    assert decide(clerk, comparison, "accepted").left == {"weaker": 1}
    assert Person.objects.get().education == "14"


def test_groups_are_gained_from_the_civil_list(clerk):
    person = make_person(station=clerk.station, name="张三")
    comparison = compare(clerk, "civil", table("姓名 身份证号码 困难类型", ("张三", person.id_number, "低保")))
    decide(clerk, comparison, "accepted")
    assert person.groups.get().group == "dibao"


def moved(clerk, *names):
    here, there = (make_station(name, parent=clerk.station) for name in ("龙泉街道", "友谊街道"))
    people = [make_person(station=here, name=name) for name in names]
    rows = [(person.name, person.id_number, "友谊街道") for person in people]
    return compare(clerk, "roster", table("姓名 身份证号码 所属街道", *rows)), people, there


def test_who_has_moved_is_offered_to_the_station_listed(clerk):
    comparison, people, there = moved(clerk, "张三", "李四")
    assert decide(clerk, comparison, "accepted").done == 2
    offers = Transfer.objects.waiting().filter(receiver=there)
    assert {offer.person for offer in offers} == set(people)


def test_who_waits_for_another_station_already_is_not_offered_again(clerk):
    comparison, people, there = moved(clerk, "张三", "李四")
    one = Finding.objects.get(person=people[0])
    decide(clerk, comparison, "accepted", pk=one.pk)
    Finding.objects.filter(pk=one.pk).update(decision="")
    decided = decide(clerk, comparison, "accepted")
    assert (decided.done, decided.left) == (1, {"offered": 1})


def test_who_is_there_by_now_is_left(clerk):
    comparison, people, there = moved(clerk, "张三")
    Person.objects.update(station=there)
    assert decide(clerk, comparison, "accepted").left == {"there": 1}


def test_a_doubtful_row_that_is_the_same_person_tells_what_it_says_of_them(clerk):
    person = make_person(station=clerk.station, name="张三", school="塔里木大学", education="31")
    comparison = compare(clerk, "education", graduates(("张三", masked(person.id_number), "本科", "塔里木大学")))
    decide(clerk, comparison, "accepted")
    assert Likeness.objects.get().person == person
    assert comparison.findings.waiting().get().what == What.CHANGED


def test_a_number_under_another_name_becomes_a_proposal_once_it_is_told(clerk):
    person = make_person(station=clerk.station, name="张三")
    comparison = compare(clerk, "insurance", insured(("张叁", person.id_number, "甲厂", "2026-08-01")))
    decide(clerk, comparison, "accepted")
    assert comparison.findings.waiting().get().what == What.HIT


def test_a_doubtful_row_that_is_somebody_else_is_missing_here(clerk):
    make_person(station=clerk.station, name="张三", id_number=make_id_number(7001), status=Status.EMPLOYED)
    comparison = compare(clerk, "education", graduates(("张三", make_id_number(7002), "", "")))
    decide(clerk, comparison, "rejected")
    assert comparison.findings.waiting().get().what == What.MISSING_HERE


def test_one_row_is_one_person_only(clerk):
    numbers = make_id_number(7001), make_id_number(7002, area="659022")
    for number in numbers:
        make_person(station=clerk.station, name="张三", school="塔里木大学", id_number=number, status=Status.EMPLOYED)
    row = ("张三", f"659{'*' * 14}{'*'}", "", "塔里木大学")
    comparison = compare(clerk, "education", graduates(row))
    first, second = comparison.findings.order_by("pk")
    assert decide(clerk, comparison, "accepted", pk=first.pk).done == 1
    second.refresh_from_db()
    assert second.decision == Decision.REJECTED


def test_rows_missing_here_go_on_as_a_roster(clerk):
    rows = [(name, make_id_number(), "本科", "塔里木大学") for name in ("李四", "王五")]
    comparison = compare(clerk, "education", graduates(*rows))
    decided = decide(clerk, comparison, "accepted")
    assert (decided.done, decided.roster.station, decided.roster.source_kind) == (2, clerk.station, "education")
    assert not Person.objects.exists()


def test_many_are_decided_as_one_is(clerk, officer):
    people = [make_case(owner=officer, name=f"张{name}").person for name in "甲乙丙"]
    rows = [(person.name, person.id_number, "甲厂", "2026-08-01") for person in people]
    comparison = compare(clerk, "insurance", insured(*rows))
    assert decide(clerk, comparison, "accepted", what=What.HIT).done == 3
    assert comparison.counts["waiting"] == 0
    assert Outcome.objects.count() == 3


def test_deciding_many_takes_no_more_queries(clerk, officer, django_assert_max_num_queries):
    people = [make_case(owner=officer, name=f"张{name}").person for name in "甲乙丙丁戊己庚辛"]
    rows = [(person.name, person.id_number, "甲厂", "2026-08-01") for person in people]
    comparison = compare(clerk, "insurance", insured(*rows))
    with django_assert_max_num_queries(60):
        decide(clerk, comparison, "accepted")


def test_what_cannot_be_decided_so_is_left_and_said(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.EMPLOYED)
    comparison = compare(clerk, "insurance", insured(("李四", make_id_number(), "甲厂", "")))
    decided = decide(clerk, comparison, "accepted", person=person)
    assert decided.left == {"not_so": 1}
    assert sentences_left(decided.left) == ["1 条不能这样处置。"]


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_place_once(clerk, officer):
    person = make_person(owner=officer, name="张三")
    comparison = hit(clerk, person)
    decided = at_once(*[lambda: decide(clerk, Comparison.objects.get(pk=comparison.pk), "accepted")] * 3)
    assert sorted(result.done for result in decided) == [0, 0, 1]
    assert Outcome.objects.count() == 1
    assert verify_chain(person) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_list_at_once_get_one_comparison(clerk):
    told = {"station": clerk.station, "kind": "army", "file_name": "a.csv", "listed_on": TODAY, "by": clerk}
    assert len({comparison.pk for comparison in at_once(*[lambda: receive_list(content=b"x", **told)] * 3)}) == 1
