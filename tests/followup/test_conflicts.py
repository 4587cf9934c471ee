"""Facts that two sides changed: both are kept and shown, different ones merge, and one choice is made once."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.utils import timezone

from followup.conflicting import count_conflicts, decide_conflict, shown
from followup.models import FactConflict
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.models import Entry, Person
from registry.refusals import Refusal
from registry.registering import change_status, set_skills, set_wishes
from tests.factories import make_case, make_user
from tests.followup.phones import Phone, states

pytestmark = pytest.mark.django_db
WISH = {"occupation": "会计", "pay_floor": 4000, "areas": ["白杨市"]}


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    return make_case(owner=officer, on=timezone.localdate() - timedelta(days=40), phones=["13812345678"]).person


@pytest.fixture
def phone(officer, person):
    found = Phone(officer)
    found.download()
    return found


def office_says(person, status, words=""):
    change_status(person, status, on=timezone.localdate(), by=make_user(Role.SUPERVISOR), status_note=words)


def now(person):
    return Person.objects.get(pk=person.pk)


def brings(phone, person, *changes, **more):
    return phone.log(person, changes=[phone.change(person, fact, to) for fact, to in changes], **more)


# --- Taken over or kept beside each other -----------------------------------------------------


def test_what_nobody_changed_meanwhile_is_taken_over(phone, person):
    facts = (("status", "exam_prep"), ("status_note", "考教师"), ("wish", WISH), ("skills", ["电工", "焊工"]))
    assert states(phone.send(brings(phone, person, *facts, ("phone", "13900002222")))) == ["stored"]
    found = now(person)
    assert (found.status, found.status_note) == ("exam_prep", "考教师")
    assert found.wishes.get().occupation == "会计"
    assert sorted(found.skills.values_list("name", flat=True)) == ["焊工", "电工"]
    assert found.phones.count() == 2


def test_the_same_fact_changed_twice_keeps_both_and_overwrites_nothing(phone, person):
    office_says(person, "training")
    told = phone.send(brings(phone, person, ("status", "exam_prep")))[0]
    assert told["state"] == "conflict"
    assert [(one["fact"], one["brought"], one["found"]) for one in told["conflicts"]] == [
        ("status", "备考公招", "参加培训")
    ]
    assert now(person).status == "training"
    assert person.visits.made().count() == 1


def test_different_facts_of_one_person_merge(phone, person):
    office_says(person, person.status, "住校")
    set_skills(person, [{"name": "驾驶"}], by=person.owner)
    assert states(phone.send(brings(phone, person, ("status", "exam_prep"), ("wish", WISH)))) == ["stored"]
    found = now(person)
    assert (found.status, found.status_note) == ("exam_prep", "住校")
    assert found.wishes.get().pay_floor == 4000
    assert found.skills.get().name == "驾驶"


def test_what_both_sides_found_is_no_conflict(phone, person):
    office_says(person, "exam_prep")
    lines = person.entries.filter(act=Entry.Act.STATUS_CHANGED).count()
    assert states(phone.send(brings(phone, person, ("status", "exam_prep")))) == ["stored"]
    assert person.entries.filter(act=Entry.Act.STATUS_CHANGED).count() == lines


def test_a_change_there_and_back_is_no_change(phone, person):
    was = person.status
    office_says(person, "training")
    office_says(person, was)
    assert states(phone.send(brings(phone, person, ("status", "exam_prep")))) == ["stored"]


def test_a_number_comes_with_whose_it_is(phone, person):
    phone.send(brings(phone, person, ("phone", {"number": "139 0000 2222", "whose": "family"})))
    added = person.phones.get(whose="family")
    assert (added.number, added.source) == ("13900002222", "走访")


def test_numbers_from_two_phones_are_both_added(phone, person, officer):
    other = Phone(officer)
    other.download()
    phone.send(brings(phone, person, ("phone", "13900002222")))
    assert states(other.send(brings(other, person, ("phone", "13900003333")))) == ["stored"]
    assert person.phones.count() == 3


def test_what_was_not_spoken_of_stays(phone, person, officer):
    wishes = [{"occupation": "文员", "kind": "full_time", "other_province": True}, {"occupation": "教师"}]
    set_wishes(person, wishes, by=officer)
    set_skills(person, [{"name": "电工", "certificate": "A-1"}], by=officer)
    phone.download()
    phone.send(brings(phone, person, ("wish", WISH), ("skills", ["电工", "焊工"])))
    first, second = person.wishes.all()
    assert (first.occupation, first.other_province, second.occupation) == ("会计", True, "教师")
    assert person.skills.get(name="电工").certificate == "A-1"


# --- Two phones, two visits, every order ------------------------------------------------------


@pytest.mark.parametrize("order", [*permutations(range(2))])
def test_two_phones_in_either_order_lose_nothing_and_show_both(officer, person, order):
    phones = [Phone(officer), Phone(officer)]
    for phone in phones:
        phone.download()
    sent = [brings(phones[0], person, ("status", "exam_prep")), brings(phones[1], person, ("status", "training"))]
    for _twice in range(2):
        for place in order:
            phones[place].send(sent[place])
    assert person.visits.made().count() == 2
    conflict = FactConflict.objects.get()
    values = {shown("status", conflict.brought), shown("status", conflict.found)}
    assert values == {"备考公招", "参加培训"}
    assert now(person).get_status_display() == shown("status", conflict.found)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_one_phone_is_in_no_conflict_with_itself(phone, person, order):
    sent = [
        brings(phone, person, ("status", "seeking"), ago={"days": 5}),
        brings(phone, person, ("status", "training"), ago={"days": 3}),
        brings(phone, person, ("status", "exam_prep"), ago={"days": 1}),
    ]
    for place in order:
        phone.send(sent[place])
    assert not FactConflict.objects.exists()
    assert now(person).status == "exam_prep"


def test_one_phone_is_in_conflict_with_what_came_between_its_visits(phone, person):
    phone.send(brings(phone, person, ("status", "seeking"), ago={"days": 5}))
    office_says(person, "training")
    assert states(phone.send(brings(phone, person, ("status", "exam_prep")))) == ["conflict"]


# --- Choosing ---------------------------------------------------------------------------------


@pytest.fixture
def conflict(phone, person):
    office_says(person, "training")
    phone.send(brings(phone, person, ("status", "exam_prep"), ago={"days": 2}))
    return FactConflict.objects.get()


@pytest.mark.parametrize(("kept", "status"), [("brought", "exam_prep"), ("found", "training")])
def test_the_choice_is_what_counts_from_then_on(conflict, person, officer, kept, status):
    for _twice in range(2):
        decide_conflict(conflict, kept, by=officer)
    assert now(person).status == status
    assert person.entries.filter(act=Entry.Act.CONFLICT).count() == 2  # found, and decided once
    assert verify_chain(person) is None


def test_what_is_taken_over_counts_from_the_day_of_the_visit(conflict, person, officer):
    decide_conflict(conflict, "brought", by=officer)
    assert now(person).status_since == timezone.localdate() - timedelta(days=2)


def test_a_second_mind_is_refused(conflict, person, officer):
    decide_conflict(conflict, "found", by=officer)
    with pytest.raises(Refusal):
        decide_conflict(conflict, "brought", by=officer)
    assert now(person).status == "training"


def test_a_replay_still_tells_of_the_open_conflict(phone, person):
    office_says(person, "training")
    visit = brings(phone, person, ("status", "exam_prep"))
    phone.send(visit)
    again = phone.send(visit)[0]
    assert (again["state"], len(again["conflicts"])) == ("already", 1)
    assert FactConflict.objects.count() == 1


def test_both_values_lie_sealed(conflict):
    stored = FactConflict.objects.filter(pk=conflict.pk).values_list("brought", flat=True).get()
    assert stored == '"exam_prep"'
    with connection.cursor() as cursor:
        cursor.execute("SELECT brought FROM followup_factconflict")
        assert b"exam_prep" not in bytes(cursor.fetchone()[0])


# --- Through the door -------------------------------------------------------------------------


def test_a_phone_lists_and_decides(conflict, phone, person, officer):
    listed = phone.get("conflicts/").json()["items"]
    assert [(one["key"], one["name"], one["label"]) for one in listed] == [(conflict.pk, person.name, "状态")]
    for _twice in range(2):
        assert phone.post(f"conflicts/{conflict.pk}/", keep="brought").json()["kept"] == "brought"
    assert phone.post(f"conflicts/{conflict.pk}/", keep="found").status_code == 409
    assert phone.get("conflicts/").json()["items"] == []
    assert count_conflicts(officer) == 0


def test_a_conflict_of_other_peoples_people_is_not_there(conflict):
    other = Phone(make_user(Role.CASEWORKER))
    assert other.get("conflicts/").json()["items"] == []
    assert other.post(f"conflicts/{conflict.pk}/", keep="found").status_code == 404
