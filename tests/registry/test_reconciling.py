"""Lists held against the registry: what each kind of list can tell, and nothing is changed by it."""

from datetime import date

import pytest

from registry.lists import Suggestion, suggestion_of
from registry.models import Comparison, Finding, Likeness, Person, Sighting
from registry.reconciling import compare_list, receive_list
from registry.registering import change_status, set_groups
from registry.sealed import digest
from registry.statuses import Status
from tests.factories import make_id_number, make_person, make_station, make_user

TODAY = date(2026, 9, 1)
What = Finding.What
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user("clerk")


def table(header, *rows):
    return "\n".join(",".join(row) for row in (header.split(), *rows)).encode()


def compare(clerk, kind, content, *, station=None, today=TODAY):
    comparison = receive_list(
        station=station or clerk.station, kind=kind, file_name="名单.csv", content=content, listed_on=today, by=clerk
    )
    return compare_list(comparison, today=today)


def insured(*rows):
    return table("姓名 身份证号码 参保单位 参保日期", *rows)


def whats(comparison):
    return sorted(comparison.findings.values_list("what", flat=True))


def test_someone_on_an_insurance_list_is_likely_employed(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    found = compare(
        clerk, "insurance", insured(("张三", person.id_number, "白杨农机有限公司", "2026-08-01"))
    ).findings.get()
    assert (found.what, found.person, found.decision) == (What.HIT, person, "")
    assert found.content["facts"]["employer"] == "白杨农机有限公司"


def test_comparing_changes_nobody(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    before = Person.objects.values().get()
    compare(clerk, "insurance", insured(("张三", person.id_number, "白杨农机", "2026-08-01")))
    assert Person.objects.values().get() == before


def test_whom_the_list_only_confirms_is_no_news(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.EMPLOYED)
    assert whats(compare(clerk, "insurance", insured(("张三", person.id_number, "白杨农机", "2026-08-01")))) == []


def test_strangers_on_an_insurance_list_are_nobodys_business(clerk):
    comparison = compare(clerk, "insurance", insured(("李四", make_id_number(), "白杨农机", "2026-08-01")))
    assert whats(comparison) == []
    assert comparison.counts["listed"] == 1


def test_strangers_on_an_insurance_list_are_not_even_written_down(clerk, monkeypatch):
    written = []
    monkeypatch.setattr("registry.reconciling.find", lambda comparison: written.append(comparison.sightings.count()))
    compare(clerk, "insurance", insured(("李四", make_id_number(), "白杨农机", ""), ("某人", "12", "白杨农机", "")))
    assert written == [1]


def test_of_two_employers_the_latest_is_suggested(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    rows = [("张三", person.id_number, name, day) for name, day in (("甲厂", "2026-08-01"), ("乙厂", "2026-03-01"))]
    found = compare(clerk, "insurance", insured(*rows)).findings.get()
    assert found.content["facts"]["employer"] == "甲厂"


def test_insurance_that_has_ended_suggests_nothing(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    content = table("姓名 身份证号码 参保单位 参保状态", ("张三", person.id_number, "甲厂", "暂停参保"))
    comparison = compare(clerk, "insurance", content)
    assert whats(comparison) == []
    assert comparison.counts["passed_over"] == 1


def test_the_employed_whom_the_insurance_does_not_know_are_listed(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.EMPLOYED)
    make_person(station=clerk.station, name="王五", status=Status.SEEKING)
    found = compare(clerk, "insurance", insured(("李四", make_id_number(), "甲厂", ""))).findings.get()
    assert (found.what, found.person) == (What.MISSING_THERE, person)


def test_a_number_of_ours_under_another_name_is_doubtful_first(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    found = compare(clerk, "insurance", insured(("王麻子", person.id_number, "甲厂", "2026-08-01"))).findings.get()
    assert (found.what, found.person) == (What.DOUBTFUL, person)


def graduates(*rows, header="姓名 身份证号码 学历 毕业院校"):
    return table(header, *rows)


def test_whom_the_list_names_and_nobody_has_is_missing_here(clerk):
    found = compare(clerk, "education", graduates(("李四", make_id_number(), "本科", "塔里木大学"))).findings.get()
    assert (found.what, found.person) == (What.MISSING_HERE, None)
    assert found.content["cells"][0] == "李四"


def test_whom_we_serve_and_the_list_does_not_name_is_missing_there(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    make_person(station=clerk.station, name="王五", status=Status.STUDYING)
    comparison = compare(clerk, "education", graduates(("李四", make_id_number(), "", "")))
    assert comparison.findings.get(what=What.MISSING_THERE).person == person


def test_what_the_list_says_otherwise_is_a_change(clerk):
    person = make_person(station=clerk.station, name="张三", education="31", school="塔里木大学")
    row = ("张三", person.id_number, "本科", "塔里木大学")
    assert compare(clerk, "education", graduates(row)).findings.get().what == What.CHANGED


def test_what_the_list_leaves_empty_is_no_change(clerk):
    person = make_person(station=clerk.station, name="张三", education="31", school="塔里木大学")
    assert whats(compare(clerk, "education", graduates(("张三", person.id_number, "", "塔里木大学")))) == []


def test_a_fact_that_was_never_known_is_a_change(clerk):
    person = make_person(station=clerk.station, name="张三")
    content = graduates(("张三", person.id_number, "2026-07-01"), header="姓名 身份证号码 毕业日期")
    assert whats(compare(clerk, "education", content)) == [What.CHANGED]


def test_whom_another_station_has_is_claimed_twice_and_stays_unnamed(clerk):
    other = make_person(station=make_station(level="city"), name="张三")
    found = compare(clerk, "education", graduates(("张三", other.id_number, "", ""))).findings.get()
    assert (found.what, found.person) == (What.CLAIMED_TWICE, None)


def test_whom_a_neighbour_counts_too_is_claimed_twice(clerk):
    person = make_person(station=clerk.station, name="张三")
    found = compare(clerk, "neighbour", graduates(("张三", person.id_number, "", ""))).findings.get()
    assert (found.what, found.person) == (What.CLAIMED_TWICE, person)


def test_whom_the_list_has_at_another_station_of_ours_has_moved(clerk):
    here, there = (make_station(name, parent=clerk.station) for name in ("龙泉街道", "友谊街道"))
    person = make_person(station=here, name="张三")
    content = table("姓名 身份证号码 所属街道", ("张三", person.id_number, "友谊街道"))
    found = compare(clerk, "roster", content).findings.get()
    assert (found.what, found.person, found.station) == (What.MOVED, person, there)


def test_a_station_below_the_one_listed_is_no_move(clerk):
    street = make_station("龙泉街道", parent=clerk.station)
    person = make_person(station=make_station("一社区", parent=street, level="community"), name="张三")
    content = table("姓名 身份证号码 所属街道", ("张三", person.id_number, "龙泉街道"))
    assert whats(compare(clerk, "roster", content)) == []


def test_groups_are_gained_and_lost_by_the_civil_list(clerk):
    poor, listed = (make_person(station=clerk.station, name=name) for name in ("张三", "李四"))
    set_groups(poor, ["dibao"], on=TODAY, by=clerk)
    content = table("姓名 身份证号码 困难类型", ("李四", listed.id_number, "低保"), ("外人", make_id_number(), "低保"))
    comparison = compare(clerk, "civil", content)
    told = {finding.what: finding.person for finding in comparison.findings.all()}
    assert told == {What.CHANGED: listed, What.MISSING_THERE: poor}


def masked(number):
    return f"{number[:4]}{'*' * 10}{number[14:]}"


def test_a_masked_number_of_a_namesake_from_the_same_school_is_doubtful(clerk):
    person = make_person(station=clerk.station, name="张三", school="塔里木大学")
    comparison = compare(clerk, "education", graduates(("张三", masked(person.id_number), "", "塔里木大学")))
    found = comparison.findings.get()
    assert (found.what, found.person) == (What.DOUBTFUL, person)


@pytest.mark.parametrize("told", [("李四", "塔里木大学"), ("张三", "石河子大学")])
def test_a_masked_number_alone_tells_nothing(clerk, told):
    person = make_person(station=clerk.station, name="张三", school="塔里木大学", status=Status.EMPLOYED)
    row = (told[0], masked(person.id_number), "", told[1])
    assert whats(compare(clerk, "education", graduates(row))) == [What.UNREADABLE]


def test_a_row_without_a_valid_number_cannot_be_checked(clerk):
    found = compare(clerk, "insurance", insured(("张三", "6.59012E+17", "甲厂", ""))).findings.get()
    assert (found.what, found.reasons[0]["code"]) == (What.UNREADABLE, "bad_id_precision")


def test_a_stranger_with_the_name_and_birth_date_of_ours_is_doubtful(clerk):
    person = make_person(station=clerk.station, name="张三", id_number=make_id_number(7001))
    found = compare(clerk, "education", graduates(("张三", make_id_number(7002), "", ""))).findings.get()
    assert (found.what, found.person) == (What.DOUBTFUL, person)


def test_twins_who_are_both_listed_are_two_people(clerk):
    person = make_person(station=clerk.station, name="张三", id_number=make_id_number(7001))
    rows = [("张三", number, "", "") for number in (person.id_number, make_id_number(7002))]
    assert whats(compare(clerk, "education", graduates(*rows))) == [What.MISSING_HERE]


def test_a_pair_that_was_told_apart_is_not_doubtful_again(clerk):
    person = make_person(station=clerk.station, name="张三", id_number=make_id_number(7001), status=Status.EMPLOYED)
    content = graduates(("张三", make_id_number(7002), "", ""))
    found = compare(clerk, "education", content).findings.get()
    Likeness.objects.create(digest=found.id_digest, person=person, is_same=False, by=clerk)
    assert whats(compare(clerk, "education", content)) == [What.MISSING_HERE]


def test_a_number_decided_to_be_somebodys_is_theirs(clerk):
    person = make_person(station=clerk.station, name="张三", id_number=make_id_number(7001), status=Status.SEEKING)
    content = graduates(("张三", make_id_number(7002), "", ""))
    found = compare(clerk, "education", content).findings.get()
    Likeness.objects.create(digest=found.id_digest, person=person, is_same=True, by=clerk)
    assert whats(compare(clerk, "education", content)) == []


def test_a_number_decided_to_be_somebodys_is_a_hit_on_theirs(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    other = make_id_number()
    Likeness.objects.create(digest=digest(other, "id_number"), person=person, is_same=True, by=clerk)
    found = compare(clerk, "insurance", insured(("张叁", other, "甲厂", "2026-08-01"))).findings.get()
    assert (found.what, found.person) == (What.HIT, person)


def test_whom_another_station_counts_is_no_hit_of_ours(clerk):
    other = make_person(station=make_station(level="city"), name="张三", status=Status.SEEKING)
    assert whats(compare(clerk, "insurance", insured(("张三", other.id_number, "甲厂", "")))) == []


def test_who_was_withdrawn_with_a_roster_is_missing_here(clerk):
    person = make_person(station=clerk.station, name="张三")
    Person.everyone.update(gone=Person.Gone.WITHDRAWN)
    content = graduates(("张三", person.id_number, "", ""))
    assert whats(compare(clerk, "education", content)) == [What.MISSING_HERE]


@pytest.mark.parametrize(
    ("kind", "header", "status"),
    [
        ("enrolment", "姓名 身份证号码 录取院校 录取时间", Status.STUDYING),
        ("army", "姓名 身份证号码 应征地 批准入伍日期", Status.ARMY),
        ("business", "姓名 身份证号码 市场主体名称 成立日期", Status.OWN_BUSINESS),
    ],
)
def test_each_list_suggests_what_it_knows(clerk, kind, header, status):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    found = compare(clerk, kind, table(header, ("张三", person.id_number, "某处", "20260801"))).findings.get()
    suggestion = suggestion_of(kind, found.content["facts"], TODAY)
    assert suggestion == Suggestion(status, date(2026, 8, 1), "某处", True)


def test_a_day_after_the_list_was_made_is_not_believed():
    suggestion = suggestion_of("insurance", {"began_on": "2026-12-01"}, TODAY)
    assert (suggestion.since, suggestion.is_dated) == (TODAY, False)


def test_a_person_named_twice_counts_once_and_the_other_row_is_shown(clerk):
    person = make_person(station=clerk.station, name="张三", education="31")
    rows = [("张三", person.id_number, word, "") for word in ("专科", "本科")]
    found = compare(clerk, "education", graduates(*rows)).findings.get()
    assert (found.what, found.number, found.reasons[0]["code"]) == (What.UNREADABLE, 3, "listed_twice")


def test_nothing_of_the_list_is_kept_but_what_was_found(clerk):
    comparison = compare(clerk, "insurance", insured(("李四", make_id_number(), "甲厂", "")))
    assert not Sighting.objects.exists()
    assert not hasattr(Comparison.objects.get(pk=comparison.pk), "file")


def test_a_run_cut_short_begins_again(clerk):
    person = make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    content = insured(("张三", person.id_number, "甲厂", "2026-08-01"))
    comparison = receive_list(
        station=clerk.station, kind="insurance", file_name="名单.csv", content=content, listed_on=TODAY, by=clerk
    )
    Sighting.objects.create(
        comparison=comparison, number=2, person_id=person.id_digest, name="张三", key="x", content={}
    )
    assert compare_list(comparison, today=TODAY).counts["hit"] == 1


def test_the_same_list_sent_twice_at_once_is_one(clerk):
    told = {"station": clerk.station, "kind": "insurance", "file_name": "名单.csv", "listed_on": TODAY, "by": clerk}
    assert receive_list(content=b"x", **told) == receive_list(content=b"x", **told)


@pytest.mark.parametrize(
    ("content", "said"),
    [("姓名,学历\n张三,本科".encode(), "身份证号码"), ("姓名,身份证号码\n".encode(), "没有任何数据行")],
)
def test_a_list_that_cannot_be_compared_says_why(clerk, content, said):
    comparison = compare(clerk, "education", content)
    assert comparison.stage == Comparison.Stage.FAILED
    assert said in comparison.problem


def test_people_out_of_scope_are_left_alone(clerk):
    person = make_person(station=clerk.station, name="张三")
    change_status(person, Status.DIED, on=TODAY, by=clerk)
    assert whats(compare(clerk, "insurance", insured(("张三", person.id_number, "甲厂", "")))) == []
