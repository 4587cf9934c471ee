"""A whole roster taken back, until its people have been acted on."""

import pytest

from followup.opening import open_case
from registry import undoing
from registry.applying import apply_roster, start_applying
from registry.history import verify_chain
from registry.models import Person, Roster, SearchKey
from registry.refusals import Refusal
from registry.registering import change_facts, register_person
from registry.undoing import rows_to_leave, rows_to_undo, start_undoing, undo_roster
from tests.factories import make_id_number, make_person, make_user
from tests.registry.test_importing import TODAY, bring_in, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user("clerk")


def undo(roster, clerk):
    return undo_roster(start_undoing(roster, by=clerk), by=clerk, on=TODAY)


def dump():
    volatile = ("version", "updated_at")
    return [{k: v for k, v in row.items() if k not in volatile} for row in Person.objects.order_by("pk").values()]


def test_a_person_registered_by_it_is_withdrawn_and_the_file_stays(clerk):
    roster = undo(bring_in(clerk, table(("张三", make_id_number(), "本科", "13800138000"))), clerk)
    person = Person.everyone.get()
    assert (roster.stage, Person.objects.count(), person.gone) == (Roster.Stage.UNDONE, 0, "withdrawn")
    assert [entry.act for entry in person.entries.order_by("number")] == ["registered", "withdrawn"]
    assert verify_chain(person) is None
    assert not SearchKey.objects.exists()


def test_changed_facts_get_their_values_back(clerk):
    number = make_id_number()
    person = make_person(station=clerk.station, by=clerk, id_number=number, name="张三", education="31")
    before = dump()
    roster = bring_in(clerk, table(("张三丰", number, "本科", "13800138000")))
    assert dump() != before
    undo(roster, clerk)
    assert dump() == before
    assert not person.phones.exists()


def test_what_was_put_right_since_is_left_and_said(clerk):
    number = make_id_number()
    person = make_person(station=clerk.station, by=clerk, id_number=number, name="张三", education="31")
    roster = bring_in(clerk, table(("张三丰", number, "本科", "")))
    person.refresh_from_db()
    change_facts(person, {"education": "14"}, by=clerk)
    undo(roster, clerk)
    person.refresh_from_db()
    assert (person.name, person.education) == ("张三", "14")
    assert roster.rows.get().reasons[-1] == {"code": "undo_changed_since", "fact": "education"}


def test_a_person_who_was_served_since_stays_and_is_listed(clerk):
    roster = bring_in(clerk, table(("张三", make_id_number(), "", ""), ("李四", make_id_number(), "", "")))
    open_case(Person.objects.get(name="张三"), by=clerk, on=TODAY)
    assert [row.person.name for row in rows_to_leave(roster)] == ["张三"]
    assert [row.person.name for row in rows_to_undo(roster)] == ["李四"]
    undo(roster, clerk)
    assert list(Person.objects.values_list("name", flat=True)) == ["张三"]
    assert roster.rows.get(person__name="张三").reasons[-1]["code"] == "undo_left"


def test_who_was_withdrawn_comes_back_with_a_later_list(clerk):
    content = table(("张三", make_id_number(), "本科", "13800138000"))
    undo(bring_in(clerk, content), clerk)
    again = bring_in(clerk, content)
    person = Person.objects.get()
    assert again.counts == {"new": 1}
    assert (person.name, person.phones.get().number) == ("张三", "13800138000")
    assert [entry.act for entry in person.entries.order_by("number")] == ["registered", "withdrawn", "registered"]


def test_who_came_back_can_be_withdrawn_again(clerk):
    content = table(("张三", make_id_number(), "", ""))
    undo(bring_in(clerk, content), clerk)
    undo(bring_in(clerk, content), clerk)
    assert not Person.objects.exists()


def test_who_was_withdrawn_can_be_registered_over_the_counter(clerk):
    number = make_id_number()
    undo(bring_in(clerk, table(("张三", number, "", ""))), clerk)
    register_person(id_number=number, name="张三", station=clerk.station, by=clerk, on=TODAY)
    assert Person.objects.get().gone == ""


def test_undoing_twice_is_refused(clerk):
    roster = undo(bring_in(clerk, table(("张三", make_id_number(), "", ""))), clerk)
    with pytest.raises(Refusal):
        start_undoing(roster, by=clerk)
    with pytest.raises(Refusal):
        start_applying(roster, by=clerk)


def test_an_undoing_that_was_killed_goes_on_where_it_stopped(clerk, monkeypatch):
    monkeypatch.setattr(undoing, "CHUNK", 2)
    roster = bring_in(clerk, table(*((f"张三{c}", make_id_number(), "", "") for c in "甲乙丙丁戊")))
    start_undoing(roster, by=clerk)
    keys = list(roster.rows.order_by("pk").values_list("pk", flat=True)[:2])
    undoing._undo_chunk(roster, keys, by=clerk, on=TODAY)  # the worker dies after the first chunk
    undo_roster(roster, by=clerk, on=TODAY)
    undo_roster(roster, by=clerk, on=TODAY)
    assert not Person.objects.exists()
    assert all(person.entries.count() == 2 for person in Person.everyone.all())


def test_rows_left_over_are_not_applied_by_undoing(clerk):
    roster = bring_in(clerk, table(("张三", make_id_number(), "", "")), apply=False)
    with pytest.raises(Refusal):
        start_undoing(roster, by=clerk)
    apply_roster(start_applying(roster, by=clerk), by=clerk, on=TODAY)
    assert Person.objects.count() == 1
