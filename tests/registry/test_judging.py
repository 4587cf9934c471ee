"""Who a row is, who it might be, and whose word stands: no silent guess, no certain person asked about."""

import pytest

from registry.deciding import decide_rows
from registry.models import Likeness, Person, RosterRow
from registry.registering import change_facts
from tests.factories import make_id_number, make_person, make_station, make_user
from tests.registry.test_importing import bring_in, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user("clerk")


@pytest.fixture
def known(clerk):
    """Somebody registered, born on 15 January 2003, with a telephone and a school."""
    number = make_id_number(7001)
    facts = {"name": "马小明", "school": "塔里木大学", "phones": ["13800138000"]}
    return make_person(station=clerk.station, by=clerk, id_number=number, **facts)


def listed(clerk, *row, header=("姓名", "身份证号码", "毕业院校", "联系电话"), **options):
    roster = bring_in(clerk, table(row, header=header), apply=False, **options)
    return roster, roster.rows.get()


def another_number(born):
    """A number of another area and the same birth date."""
    return make_id_number(1, born=born, area="650102")


def test_a_namesake_born_on_the_same_day_is_asked_about(clerk, known):
    _roster, row = listed(clerk, "马小明", another_number(f"{known.born_on:%Y%m%d}"), "", "")
    assert row.verdict == RosterRow.Verdict.DOUBTFUL
    assert row.suspects == [{"person": known.pk, "why": ["born"]}]


def test_a_namesake_with_the_same_telephone_is_asked_about(clerk, known):
    _roster, row = listed(clerk, "马小明", make_id_number(born="20010101"), "", "13800138000")
    assert row.suspects == [{"person": known.pk, "why": ["phone"]}]


def test_a_masked_number_with_name_and_school_is_asked_about(clerk, known):
    masked = known.id_number[:6] + "********" + known.id_number[14:]
    _roster, row = listed(clerk, "马小明", masked, "塔里木大学", "")
    assert row.suspects == [{"person": known.pk, "why": ["masked"]}]


@pytest.mark.parametrize(
    ("name", "school", "phone"), [("马小明", "石河子大学", ""), ("马大明", "塔里木大学", "13800138000")]
)
def test_a_name_alone_or_a_telephone_alone_makes_nobody_suspect(name, school, phone, clerk, known):
    _roster, row = listed(clerk, name, make_id_number(born="20010101"), school, phone)
    assert (row.verdict, row.suspects) == (RosterRow.Verdict.NEW, [])


def test_a_person_of_another_station_is_not_given_away_as_a_suspect(clerk):
    number = make_id_number(born="20020202")
    elsewhere = make_station("外县", level="county")
    make_person(station=elsewhere, by=clerk, id_number=number, name="马小明", phones=["13800138000"])
    _roster, row = listed(clerk, "马小明", make_id_number(born="20010101"), "", "13800138000")
    assert row.suspects == []


def test_twins_within_a_list_are_asked_about(clerk):
    first, second = (make_id_number(number, born="20010101") for number in (11, 12))
    roster = bring_in(clerk, table(("马小明", first, "", ""), ("马小明", second, "", "")), apply=False)
    assert roster.counts == {"new": 1, "doubtful": 1}
    assert roster.rows.get(number=3).suspects == [{"row": 2, "why": ["born"]}]


def test_doubt_does_not_hold_up_the_rest(clerk, known):
    rows = [("马小明", make_id_number(born="20010101"), "", "13800138000"), ("李四", make_id_number(), "", "")]
    roster = bring_in(clerk, table(*rows))
    assert roster.counts == {"doubtful": 1, "new": 1}
    assert set(Person.objects.values_list("name", flat=True)) == {"马小明", "李四"}


def test_the_same_person_under_another_number_is_found_by_it_from_then_on(clerk, known):
    number = make_id_number(11, born="20010101")
    roster, row = listed(clerk, "马小明", number, "石河子大学", "13800138000")
    assert decide_rows(roster, roster.rows, "same", by=clerk) == 1
    row.refresh_from_db()
    assert (row.verdict, row.person) == (RosterRow.Verdict.CHANGED, known)
    _roster, again = listed(clerk, "马小明", number, "塔里木大学", "13800138000", name="下月.csv")
    assert (again.verdict, again.person) == (RosterRow.Verdict.SAME, known)


def test_another_person_is_not_asked_about_again(clerk, known):
    number = make_id_number(born="20010101")
    roster, _row = listed(clerk, "马小明", number, "", "13800138000")
    decide_rows(roster, roster.rows, "other", by=clerk)
    _roster, again = listed(clerk, "马小明", number, "甲大学", "13800138000", name="下月.csv")
    assert again.verdict == RosterRow.Verdict.NEW


def test_a_masked_number_decided_to_be_somebody_is_remembered(clerk, known):
    masked = known.id_number[:6] + "********" + known.id_number[14:]
    roster, _row = listed(clerk, "马小明", masked, "塔里木大学", "")
    decide_rows(roster, roster.rows, "same", by=clerk)
    _roster, again = listed(clerk, "马小明", masked, "塔里木大学", "13900139000", name="下月.csv")
    assert (again.verdict, again.person) == (RosterRow.Verdict.CHANGED, known)


def test_a_number_that_cannot_be_one_stays_invalid_when_it_is_somebody_else(clerk, known):
    masked = known.id_number[:6] + "********" + known.id_number[14:]
    roster, row = listed(clerk, "马小明", masked, "塔里木大学", "")
    decide_rows(roster, roster.rows, "other", by=clerk)
    row.refresh_from_db()
    assert row.verdict == RosterRow.Verdict.INVALID


def test_of_several_suspects_one_must_be_named(clerk, known):
    other = make_person(
        station=clerk.station,
        by=clerk,
        name="马小明",
        id_number=make_id_number(born="19990909"),
        phones=["13900139000"],
    )
    roster, row = listed(clerk, "马小明", make_id_number(born="20010101"), "", "13800138000 13900139000")
    assert decide_rows(roster, roster.rows, "same", by=clerk) == 0
    assert decide_rows(roster, roster.rows, "same", by=clerk, person=other) == 1
    assert Likeness.objects.get(is_same=True).person == other


# --- Whose word stands -------------------------------------------------------------------------


def test_what_staff_verified_is_not_overwritten_by_a_list(clerk, known):
    change_facts(known, {"school": "石河子大学"}, by=clerk)
    roster, row = listed(clerk, "马小明", known.id_number, "塔里木大学", "")
    assert (row.verdict, row.content["held"]) == ("same", {"school": ["石河子大学", "塔里木大学"]})
    assert roster.counts == {"same": 1}


def test_the_department_that_keeps_a_fact_outweighs_another(clerk):
    number = make_id_number()
    header = ("姓名", "身份证号码", "毕业院校")
    bring_in(clerk, table(("马小明", number, "塔里木大学"), header=header), source="市教育局")
    bring_in(clerk, table(("马小明", number, "石河子大学"), header=header), source="某街道", name="街道.csv")
    assert Person.objects.get().school == "塔里木大学"
    bring_in(clerk, table(("马小明", number, "新疆大学"), header=header), source="新疆大学", name="高校.csv")
    person = Person.objects.get()
    assert (person.school, person.sources["school"]) == ("新疆大学", ["school", "2026-09-01", "新疆大学"])


def test_every_fact_has_its_source_and_day(clerk):
    bring_in(clerk, table(("马小明", make_id_number(), "本科", "")), source="市教育局")
    assert Person.objects.get().sources == {"*": ["education", "2026-09-01", "市教育局"]}


def test_emptied_on_purpose_is_not_the_same_as_empty(clerk, known):
    bring_in(clerk, table(("马小明", known.id_number, "", ""), header=("姓名", "身份证号码", "毕业院校", "备注")))
    known.refresh_from_db()
    assert known.school == "塔里木大学"
    header = ("姓名", "身份证号码", "毕业院校", "毕业日期")
    bring_in(clerk, table(("马小明", known.id_number, "清空", "【清空】"), header=header), name="二.csv")
    known.refresh_from_db()
    assert (known.school, known.graduated_on) == ("", None)
