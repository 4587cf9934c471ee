"""Every write to a person's facts leaves its line, and the same write again leaves none."""

from datetime import date

import pytest

from registry import registering
from registry.history import Line, note, note_many, verify_chain
from registry.models import Entry, Person
from registry.refusals import Refusal
from registry.statuses import OPEN, OUT, PLACED, STATUS_FACTS, Status, Willingness, willingness_of
from tests.factories import make_id_number, make_person, make_user

DAY = date(2026, 9, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def person(officer):
    return make_person(by=officer, station=officer.station)


def test_a_person_is_registered_with_what_the_number_says(officer):
    number = make_id_number(7)
    person = make_person(by=officer, id_number=number)
    assert (f"{person.born_on:%Y%m%d}", person.sex) == (number[6:14], "1" if int(number[16]) % 2 else "2")
    assert person.willingness == Willingness.UNKNOWN


def test_a_wrong_number_is_refused_with_its_reason(officer):
    with pytest.raises(Refusal, match="校验位"):
        make_person(by=officer, id_number="440308199901101513")


def test_two_cannot_register_one_person(officer, person):
    with pytest.raises(Refusal, match="已在册"):
        make_person(by=officer, id_number=person.id_number)


def test_a_fact_that_is_not_plain_is_a_mistake_of_the_programmer(officer, person):
    with pytest.raises(TypeError):
        registering.change_facts(person, {"status": "employed"}, by=officer)


def test_of_two_who_read_the_same_version_one_is_refused(officer, person):
    stale = Person.objects.get(pk=person.pk)
    registering.change_facts(person, {"school": "甲"}, by=officer)
    with pytest.raises(Refusal):
        registering.change_facts(stale, {"school": "乙"}, by=officer)
    assert Person.objects.get().school == "甲"


def test_the_file_does_not_repeat_a_sealed_fact(officer, person):
    registering.change_facts(person, {"address": "龙泉街道 1 号"}, by=officer)
    registering.add_phone(person, "13800138000", by=officer, on=DAY)
    said = str(list(person.entries.values_list("facts", flat=True)))
    assert "龙泉" not in said
    assert "13800138000" not in said


def test_willingness_follows_the_status(officer, person):
    registering.change_status(person, Status.SEEKING, on=DAY, by=officer)
    assert Person.objects.willing().get() == person
    assert registering.change_status(person, Status.SEEKING, on=DAY, by=officer) is False
    assert person.entries.filter(act=Entry.Act.STATUS_CHANGED).count() == 1


@pytest.mark.parametrize("status", Status)
def test_every_status_has_one_place_in_the_denominators(status):
    assert STATUS_FACTS[status].willingness == willingness_of(status)
    assert sum(status in part for part in (OPEN, PLACED, OUT)) == 1
    assert bool(STATUS_FACTS[status].moe_code) == (status not in OUT)


def test_a_number_is_registered_once(officer, person):
    first = registering.add_phone(person, "13800138000", by=officer, on=DAY)
    assert registering.add_phone(person, "13800138000", by=officer, on=DAY) == first
    assert person.phones.count() == 1


def test_groups_begin_and_end_on_their_days(officer, person):
    registering.set_groups(person, ["dibao", "orphan"], on=DAY, by=officer)
    registering.set_groups(person, ["dibao"], on=date(2026, 10, 1), by=officer)
    registering.set_groups(person, ["dibao"], on=date(2026, 11, 1), by=officer)
    assert person.groups.get(group="orphan").until == date(2026, 10, 1)
    assert person.groups.get(until=None).since == DAY


def test_a_fourth_wish_is_refused(officer, person):
    with pytest.raises(Refusal):
        registering.set_wishes(person, [{"occupation": str(n)} for n in range(4)], by=officer)


def test_a_changed_line_shows(officer, person):
    note(person, Entry.Act.BRIEFED, by=officer)
    note(person, Entry.Act.VISITED, by=officer)
    Entry.objects.filter(person=person, number=2).update(reason="改过")
    assert verify_chain(person) == 2


def test_a_missing_line_shows(officer, person):
    note_many([Line(person.pk, Entry.Act.BRIEFED), Line(person.pk, Entry.Act.VISITED)], by=officer)
    Entry.objects.filter(person=person, number=2).delete()
    assert verify_chain(person) == 2


def test_many_lines_are_written_in_a_few_queries(officer, django_assert_max_num_queries):
    people = [make_person(by=officer) for _ in range(30)]
    with django_assert_max_num_queries(8):
        note_many([Line(person.pk, Entry.Act.BRIEFED) for person in people], by=officer)
    assert all(verify_chain(person) is None for person in people)
