"""What is taken along: who is to be seen now, within the budget, and nothing that is sealed."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from followup import briefcase
from followup.briefcase import pack
from followup.models import Carried, Visit
from followup.shapes import Briefcase
from followup.versions import version_of
from followup.visiting import plan_visit
from placement.accounts.roles import Role
from registry.models import Look, Person
from registry.registering import set_groups, set_skills, set_wishes
from tests.factories import make_case, make_employer, make_posting, make_station, make_user
from tests.followup.doors import visit
from tests.followup.phones import Phone

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
PHONE, ADDRESS = "13812345678", "幸福路88号3单元"


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER, station=make_station("红柳街道"))


def case_of(officer, *, due=0, why="routine", **facts):
    """Somebody whose next visit is due so many days from now."""
    case = make_case(owner=officer, on=TODAY() - timedelta(days=60), **facts)
    visit(case.person, officer, made_on=TODAY() - timedelta(days=30))
    day = TODAY() + timedelta(days=due)
    plan_visit(case.person, planned_for=day, due_on=day, why=why, by=officer)
    return case


def packed(officer):
    return pack(officer, at=timezone.now())["people"]


# --- Whom -------------------------------------------------------------------------------------


def test_the_most_pressing_come_first_and_each_once(officer):
    new = make_case(owner=officer, on=TODAY())
    Visit.objects.planned().filter(person=new.person).update(planned_for=TODAY() + timedelta(days=30))
    Visit.objects.planned().update(due_on=TODAY() + timedelta(days=30))
    today, late = case_of(officer), case_of(officer, due=-3)
    case_of(officer, due=40)
    told = [(person["key"], person["section"], person["order"]) for person in packed(officer)]
    assert told == [
        (late.person_id, "overdue", 1),
        (today.person_id, "today", 2),
        (new.person_id, "first", 3),
    ]


def test_nobody_elses_people_are_in_it(officer):
    case_of(make_user(Role.CASEWORKER))
    assert packed(officer) == []


@pytest.mark.parametrize(("most", "held"), [({"MOST_PEOPLE": 2}, 2), ({"MOST_BYTES": 2500}, 1)])
def test_the_budget_leaves_out_the_least_pressing(officer, monkeypatch, most, held):
    cases = [case_of(officer, due=-days) for days in (9, 7, 5)]
    for name, value in most.items():
        monkeypatch.setattr(briefcase, name, value)
    assert [person["key"] for person in packed(officer)] == [case.person_id for case in cases[:held]]


# --- What -------------------------------------------------------------------------------------


@pytest.fixture
def case(officer):
    case = case_of(officer, name="古丽", phones=[PHONE], address=ADDRESS, school="石河子大学", major="会计学")
    set_wishes(case.person, [{"occupation": "会计", "pay_floor": 4000, "areas": ["白杨市"]}], by=officer)
    set_skills(case.person, [{"name": "电工"}], by=officer)
    set_groups(case.person, ["disabled", "poverty", "veteran"], on=TODAY(), by=officer)
    return case


def test_few_facts_and_nothing_sealed(officer, case):
    told = json.dumps(packed(officer), ensure_ascii=False)
    assert "138****5678" in told
    for sealed in (PHONE, ADDRESS, case.person.id_number, case.person.id_number[-6:], "残疾", "脱贫"):
        assert sealed not in told


def test_a_person_is_told_as_the_contract_has_it(officer, case):
    person = packed(officer)[0]
    assert (person["name"], person["street"], person["groups"]) == ("古丽", "红柳街道", ["退役军人"])
    assert person["planned"]["overdue"] is False
    assert person["last"]["result_label"] == "联系到本人"
    assert person["pips"]["characters"].startswith("◎")
    assert person["proposed_next"] > TODAY().isoformat()
    assert person["facts"]["wish"]["value"] == {"occupation": "会计", "pay_floor": 4000, "areas": ["白杨市"]}
    assert person["facts"]["skills"] == {"value": ["电工"], "version": version_of("skills", ["电工"])}
    assert person["facts"]["phone"].keys() == {"version"}


def test_it_has_the_shape_that_the_door_describes_and_nothing_more(officer, case, push):
    told = Phone(officer).download()
    assert Briefcase.model_validate(told).people[0].jobs[0].title == "出纳"


def test_a_version_says_nothing_but_which_value_it_was(case):
    assert version_of("status", "seeking") == version_of("status", "seeking")
    assert version_of("status", "seeking") != version_of("status", "training") != version_of("status_note", "training")
    assert len(version_of("status_note", "x" * 200)) == 16


def test_jobs_still_to_be_answered_go_along(officer, case, push):
    job = packed(officer)[0]["jobs"][0]
    assert (job["title"], job["employer"]) == ("出纳", push.posting.employer.name)


@pytest.fixture
def push(officer, case):
    posting = make_posting("出纳", employer=make_employer("白杨农场"))
    return case.person.pushes.create(
        posting=posting, pushed_on=TODAY(), pushed_at=timezone.now(), by=officer, channel="face"
    )


# --- Traced -----------------------------------------------------------------------------------


def test_everybody_taken_along_was_looked_at_once_each_time(officer):
    people = {case_of(officer).person_id for _number in range(3)}
    phone = Phone(officer)
    for _twice in range(2):
        phone.download()
    assert sorted(Look.objects.values_list("person", flat=True)) == sorted([*people, *people])
    assert {look.reason for look in Look.objects.all()} == {"存入手机 Android Chrome"}
    assert set(Carried.objects.values_list("person", flat=True)) == people
    assert Carried.objects.count() == 3


def test_asking_for_the_size_is_no_look(officer):
    case_of(officer)
    Phone(officer).get("briefcase/size/")
    assert not Look.objects.exists()


def test_the_queries_do_not_grow_with_the_people(officer, django_assert_num_queries):
    case_of(officer)
    with django_assert_num_queries(18):
        packed(officer)
    for _number in range(6):
        case_of(officer, phones=[PHONE])
    with django_assert_num_queries(18):
        assert len(packed(officer)) == 7
    assert Person.objects.count() == 7
