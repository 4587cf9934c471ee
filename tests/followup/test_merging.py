"""Two records that are one person become one file, nothing is lost or counted twice, and it can be undone."""

from datetime import date

import pytest

from followup.flow import Kind
from followup.guiding import give_briefing
from followup.merging import merge_files, undo_merge
from followup.models import Case, Step, Visit
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.importing import compare_roster, receive_roster
from registry.merging import differing, proposed
from registry.models import Entry, Person
from registry.refusals import Refusal
from registry.registering import add_phone, change_facts, set_groups
from registry.searching import find
from tests.factories import make_case, make_person, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def kept(supervisor):
    return make_person(name="马晓燕", phones=["13800000001"], by=supervisor, school="塔里木大学")


@pytest.fixture
def gone(supervisor):
    return make_person(name="马小燕", phones=["13800000001", "13800000002"], by=supervisor)


def merged(kept, gone, by, *, from_gone=()):
    return merge_files(kept, gone, from_gone=from_gone, reason="同一人，两次登记", by=by, on=TODAY)


def state(person):
    """Everything of a person that a merge may touch, but for the version."""
    person = Person.everyone.get(pk=person.pk)
    facts = {field.attname: getattr(person, field.attname) for field in Person._meta.concrete_fields}
    for name in ("version", "updated_at"):
        del facts[name]
    belongings = [
        sorted(getattr(person, name).values_list("pk", flat=True))
        for name in ("phones", "groups", "needs", "skills", "wishes", "visits", "cases", "briefings", "likenesses")
    ]
    steps = list(Step.objects.filter(case__person=person).order_by("pk").values_list("pk", "done_on", "evidence"))
    return facts, belongings, steps


def test_facts_are_chosen_one_by_one(kept, gone, supervisor):
    change_facts(gone, {"school": "石河子大学", "major": "会计学"}, by=supervisor)
    merged(kept, gone, supervisor, from_gone=["name", "major"])
    kept.refresh_from_db()
    assert (kept.name, kept.school, kept.major) == ("马小燕", "塔里木大学", "会计学")
    assert kept.sources["major"][0] == "staff"
    assert "school" not in kept.sources


def test_what_is_empty_gives_way(kept, gone, supervisor):
    change_facts(gone, {"school": "石河子大学", "major": "会计学"}, by=supervisor)
    assert proposed(kept, gone) == {"id_number": "kept", "name": "kept", "school": "kept", "major": "gone"}
    assert "ethnicity" not in differing(kept, gone)


def test_what_hangs_on_both_hangs_on_one_and_not_twice(kept, gone, supervisor):
    set_groups(gone, ["low_income"], on=TODAY, by=supervisor)
    give_briefing(gone, given_on=TODAY, manner="phone", topics=["subsidy"], by=supervisor)
    merged(kept, gone, supervisor)
    assert sorted(phone.number for phone in kept.phones.all()) == ["13800000001", "13800000002"]
    assert kept.groups.get().group == "low_income"
    assert kept.briefings.count() == 1


def test_the_other_record_is_nobody_any_more_and_both_files_say_so(kept, gone, supervisor):
    merged(kept, gone, supervisor)
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert Person.everyone.get(pk=gone.pk).merged_into == kept
    assert find(supervisor, "马小燕") == []
    for person in (kept, gone):
        assert person.entries.latest("number").act == Entry.Act.MERGED
        assert verify_chain(person) is None


def test_the_right_number_may_be_the_other_ones(kept, gone, supervisor):
    numbers = kept.id_number, gone.id_number
    merged(kept, gone, supervisor, from_gone=["id_number"])
    kept.refresh_from_db()
    assert (kept.id_number, kept.born_on) == (numbers[1], gone.born_on)
    assert Person.everyone.get(pk=gone.pk).id_number == numbers[0]


@pytest.mark.parametrize("chosen", [[], ["id_number"]])
def test_a_list_with_either_number_means_the_one_person(kept, gone, supervisor, chosen):
    numbers = [kept.id_number, gone.id_number]
    merged(kept, gone, supervisor, from_gone=chosen)
    content = "姓名,身份证号码\n" + "".join(f"马晓燕,{number}\n" for number in numbers)
    roster = receive_roster(station=supervisor.station, file_name="a.csv", content=content.encode(), by=supervisor)
    rows = compare_roster(roster, today=TODAY).rows.all()
    assert [row.person for row in rows] == [kept, kept]


def test_what_was_promised_twice_and_given_once_is_given(supervisor):
    officer = make_user(Role.CASEWORKER)
    mine, theirs = make_case(owner=officer), make_case(owner=officer)
    give_briefing(theirs.person, given_on=TODAY, manner="phone", topics=["subsidy"], by=officer)
    merged(mine.person, theirs.person, supervisor)
    mine.refresh_from_db()
    assert mine.steps_done == 1
    assert Step.objects.get(case=mine, done_on=TODAY).kind == Kind.BRIEFING
    theirs.refresh_from_db()
    assert (theirs.closed_reason, theirs.person, theirs.steps_done) == ("merged", theirs.person, 0)
    assert Visit.objects.planned().get().person == mine.person


def test_the_only_open_case_goes_along(kept, supervisor):
    case = make_case(owner=make_user(Role.CASEWORKER))
    merged(kept, case.person, supervisor)
    assert Case.objects.open().get() == case
    assert Case.objects.open().get().person == kept


def test_undoing_makes_it_as_it_was(kept, supervisor):
    officer = make_user(Role.CASEWORKER)
    mine, theirs = make_case(owner=officer, phones=["13800000001"]), make_case(owner=officer, phones=["13800000002"])
    give_briefing(theirs.person, given_on=TODAY, manner="phone", topics=["subsidy"], by=officer)
    before = state(mine.person), state(theirs.person)
    merge = merged(mine.person, theirs.person, supervisor, from_gone=["id_number", "name"])
    merge.refresh_from_db()
    assert undo_merge(merge, by=supervisor) == 0
    assert (state(mine.person), state(theirs.person)) == before
    assert [step.case for step in Step.objects.filter(done_on=TODAY)] == [theirs]
    assert verify_chain(theirs.person) is None


def test_what_was_changed_since_stays(kept, gone, supervisor):
    merge = merged(kept, gone, supervisor, from_gone=["name"])
    kept.refresh_from_db()
    change_facts(kept, {"name": "马笑燕"}, by=supervisor)
    add_phone(kept, "13800000009", by=supervisor, on=TODAY)
    assert undo_merge(merge, by=supervisor) == 1
    kept.refresh_from_db()
    assert kept.name == "马笑燕"
    assert kept.phones.filter(rank=3).exists()
    assert find(supervisor, "马小燕") == [gone]


def test_undone_once_and_the_last_first(kept, gone, supervisor):
    first = merged(kept, gone, supervisor)
    second = merged(kept, make_person(by=supervisor), supervisor)
    with pytest.raises(Refusal, match="先撤销"):
        undo_merge(first, by=supervisor)
    undo_merge(second, by=supervisor)
    undo_merge(first, by=supervisor)
    with pytest.raises(Refusal, match="已经撤销"):
        undo_merge(first, by=supervisor)


def test_one_is_not_merged_with_oneself_nor_without_a_reason_nor_twice(kept, gone, supervisor):
    with pytest.raises(Refusal, match="另一份"):
        merged(kept, kept, supervisor)
    with pytest.raises(Refusal, match="原因"):
        merge_files(kept, gone, from_gone=[], reason=" ", by=supervisor, on=TODAY)
    merged(kept, gone, supervisor)
    with pytest.raises(Refusal, match="刚被合并"):
        merged(kept, gone, supervisor)


# What hangs on a person and is left where it is: the registry's own belongings are moved by registry/merging.py, a
# device knows whom it was given, looks and entries answer for the record they were made at, lists are made anew.
STAYS = {"Carried", "Entry", "Look", "SearchKey", "Merge", "Person", "Listed"}
MOVES = {"Attendance", "Briefing", "Case", "FactConflict", "Finding", "GroupMembership", "HandingLine", "Helper"} | {
    *("Internship", "Likeness", "Lost", "Need", "Outcome", "Phone", "Plan", "Push", "RosterRow", "Session", "Skill"),
    *("Transfer", "Visit", "Wish"),
}


def test_whatever_hangs_on_a_person_is_moved_or_stays_for_a_reason():
    hanging = {relation.related_model.__name__ for relation in Person._meta.related_objects}
    assert hanging <= MOVES | STAYS, "a merge must know of it: followup/merging.py"
