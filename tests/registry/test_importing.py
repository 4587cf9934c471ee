"""Rosters in: staged before believed, applied once, resumable, never a silent guess."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import applying
from registry.applying import apply_roster, start_applying
from registry.history import verify_chain
from registry.importing import compare_roster, receive_roster
from registry.models import Person, Phone, Roster, RosterRow
from registry.refusals import Refusal
from tests.factories import make_id_number, make_person, make_station, make_user
from tests.workbooks import workbook

TODAY = date(2026, 9, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user("clerk")


def table(*rows, header=("姓名", "身份证号码", "学历", "联系电话")):
    return "\n".join(",".join(row) for row in (header, *rows)).encode()


def bring_in(clerk, content, *, name="名册.csv", apply=True, source=""):
    roster = receive_roster(station=clerk.station, file_name=name, content=content, by=clerk, source=source)
    compare_roster(roster, today=TODAY)
    if apply and roster.stage == Roster.Stage.COMPARED:
        apply_roster(start_applying(roster, by=clerk), by=clerk, on=TODAY)
    return roster


def test_a_new_person_is_registered_with_every_fact(clerk):
    bring_in(clerk, table(("𠮷小麦", make_id_number(), "本科", "13800138000")))
    person = Person.objects.get()
    assert (person.name, person.education, person.registered_on) == ("𠮷小麦", "21", TODAY)
    assert person.phones.get().number == "13800138000"
    assert verify_chain(person) is None


def test_nothing_is_written_before_it_is_applied(clerk):
    roster = bring_in(clerk, table(("张三", make_id_number(), "本科", "")), apply=False)
    assert roster.counts == {"new": 1}
    assert not Person.objects.exists()


def test_applying_the_same_list_twice_changes_nothing(clerk):
    content = table(("张三", make_id_number(), "本科", "13800138000"))
    bring_in(clerk, content)
    before = Person.objects.values().get()
    assert bring_in(clerk, content).counts == {"same": 1}
    assert Person.objects.values().get() == before


def test_a_roster_is_applied_once(clerk):
    roster = bring_in(clerk, table(("张三", make_id_number(), "", "")))
    with pytest.raises(Refusal):
        start_applying(roster, by=clerk)


def test_changes_are_shown_before_they_are_made(clerk):
    number = make_id_number()
    make_person(station=clerk.station, by=clerk, id_number=number, name="张三", education="31")
    roster = bring_in(clerk, table(("张三", number, "本科", "13800138000")), apply=False)
    changes = roster.rows.get().content["changes"]
    assert changes == {"education": ["31", "21"], "phones": [[], ["13800138000"]]}


def test_an_empty_cell_empties_nothing(clerk):
    number = make_id_number()
    make_person(station=clerk.station, by=clerk, id_number=number, name="张三", education="21")
    assert bring_in(clerk, table(("张三", number, "", ""))).counts == {"same": 1}
    assert Person.objects.get().education == "21"


def test_a_later_list_does_not_overwrite_where_a_person_stands(clerk):
    number = make_id_number()
    make_person(station=clerk.station, by=clerk, id_number=number, name="张三", status="interning")
    header = ("姓名", "身份证号码", "就业状态")
    bring_in(clerk, table(("张三", number, "待就业"), header=header))
    assert Person.objects.get().status == "interning"


def test_every_problem_is_said_at_once(clerk):
    good = make_id_number()
    rows = [("", good, "", ""), ("李四", "6.59012E+17", "幼儿园", "没有"), ("王五", good, "", "")]
    roster = bring_in(clerk, table(*rows))
    codes = [{reason["code"] for reason in row.reasons} for row in roster.rows.order_by("number")]
    assert codes[0] == {"bad_name_empty"}
    assert codes[1] == {"bad_id_precision", "unread_education", "unread_phone"}
    assert codes[2] == {"bad_repeated"}
    assert not Person.objects.exists()


def test_a_person_of_another_station_is_not_taken_over(clerk):
    number = make_id_number()
    make_person(station=make_station(level="city"), by=clerk, id_number=number)
    roster = bring_in(clerk, table(("张三", number, "", "")))
    assert roster.rows.get().reasons == [{"code": "bad_elsewhere", "fact": "id_number"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 not a workbook", "损坏"),
        (b"1,2,3\n4,5,6", "没有找到表头"),
        ("随便,几个,字\n1,2,3".encode(), "没有必需的列"),
        ("姓名,学历\n张三,本科".encode(), "身份证号码"),
        ("姓名,身份证号码\n".encode(), "没有任何数据行"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(clerk, content, said):
    roster = bring_in(clerk, content)
    assert roster.stage == Roster.Stage.FAILED
    assert said in roster.problem


def test_an_empty_file_is_refused(clerk):
    with pytest.raises(Refusal):
        bring_in(clerk, b"")


def test_a_workbook_with_titles_above_the_header(clerk):
    workbook = openpyxl.Workbook()
    for row in (["2026 届名单"], [], ["姓名", "身份证号码", "毕业日期"], ["张三", make_id_number(), date(2026, 7, 1)]):
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    bring_in(clerk, file.getvalue(), name="名单.xlsx")
    assert Person.objects.get().graduated_on == date(2026, 7, 1)
    assert RosterRow.objects.get().number == 4


def test_gbk_and_tabs_are_read(clerk):
    content = f"姓名\t身份证号\n张三\t{make_id_number()}\n".encode("gbk")
    assert bring_in(clerk, content, name="名单.txt").counts == {"new": 1}


def test_a_run_that_was_killed_goes_on_where_it_stopped(clerk, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 2)
    rows = [(f"张三{'甲乙丙丁戊'[i]}", make_id_number(), "", "") for i in range(5)]
    roster = bring_in(clerk, table(*rows), apply=False)
    start_applying(roster, by=clerk)
    applying._apply_chunk(roster, applying.Office(roster), by=clerk, on=TODAY)  # the worker dies after the first chunk
    assert Person.objects.count() == 2
    apply_roster(roster, by=clerk, on=TODAY)
    apply_roster(roster, by=clerk, on=TODAY)
    assert Person.objects.count() == 5
    assert roster.stage == Roster.Stage.APPLIED


def test_the_received_rows_are_sealed(clerk):
    number = make_id_number()
    bring_in(clerk, table(("张三", number, "", "")), apply=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM registry_rosterrow")
        assert number.encode() not in bytes(cursor.fetchone()[0])


def test_four_hundred_rows_are_written_as_one_set(clerk, django_assert_max_num_queries):
    rows = [("张三", make_id_number(), "本科", "13800138000") for _ in range(400)]
    with django_assert_max_num_queries(80):
        bring_in(clerk, table(*rows))


def test_who_was_registered_elsewhere_meanwhile_is_said_and_not_changed(clerk):
    number = make_id_number()
    roster = bring_in(clerk, table(("张三", number, "本科", ""), ("李四", make_id_number(), "", "")), apply=False)
    make_person(station=make_station(level="city"), by=clerk, id_number=number, name="张三", education="31")
    roster = apply_roster(start_applying(roster, by=clerk), by=clerk, on=TODAY)
    assert roster.stage == Roster.Stage.APPLIED
    assert roster.counts == {"invalid": 1, "new": 1}
    assert roster.rows.get(verdict="invalid").reasons[-1]["code"] == "bad_elsewhere"
    assert Person.objects.get(name="张三").education == "31"


@pytest.mark.parametrize(
    ("street", "address", "expected"),
    [
        ("龙泉街道", "", "龙泉街道"),
        ("", "白杨市龙泉街道 3 号", "龙泉街道"),
        ("没有的街道", "", "白杨市"),
        ("", "外地", "白杨市"),
    ],
)
def test_a_person_goes_to_the_station_the_row_names(street, address, expected):
    city = make_station("白杨市", level="city")
    make_station("龙泉街道", parent=city)
    header = ("姓名", "身份证号码", "所属街道", "常住地址")
    bring_in(make_user("clerk", station=city), table(("张三", make_id_number(), street, address), header=header))
    assert Person.objects.get().station.name == expected


def test_a_known_person_gains_the_whole_wish(clerk):
    number = make_id_number()
    make_person(station=clerk.station, by=clerk, id_number=number, name="张三")
    header = ("姓名", "身份证号码", "意向岗位", "意向地区", "期望薪资")
    bring_in(clerk, table(("张三", number, "会计", "白杨市", "4000"), header=header))
    wish = Person.objects.get().wishes.get()
    assert (wish.occupation, wish.areas, wish.pay_floor) == ("会计", ["白杨市"], 4000)


def test_columns_nobody_knows_are_named(clerk):
    header = ("姓名", "身份证号码", "星座")
    roster = bring_in(clerk, table(("张三", make_id_number(), "狮子座"), header=header))
    assert roster.unused_columns == ["星座"]


def test_a_second_list_in_the_workbook_is_not_passed_over_in_silence(clerk):
    workbook = openpyxl.Workbook()
    for sheet in (workbook.active, workbook.create_sheet("二")):
        sheet.append(["姓名", "身份证号码"])
        sheet.append(["张三", make_id_number()])
    file = io.BytesIO()
    workbook.save(file)
    roster = bring_in(clerk, file.getvalue(), name="名单.xlsx", apply=False)
    assert roster.stage == Roster.Stage.COMPARED
    assert roster.remarks == [{"code": "several_sheets", "sheet": "Sheet", "others": ["二"]}]


def test_a_large_list_teaches_the_database_its_sizes(clerk, monkeypatch):
    monkeypatch.setattr(applying, "LARGE", 2)
    with CaptureQueriesContext(connection) as queries:
        bring_in(clerk, table(("张一", make_id_number(), "", ""), ("张二", make_id_number(), "", "")))
    assert "ANALYZE" in [query["sql"] for query in queries]


def test_a_sheet_with_everything_wrong_at_once_is_read_and_all_of_it_said(clerk):
    def dress(sheet):
        for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
            sheet.merge_cells(area)
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["B"].hidden = True

    header = [["白杨市名册"], ["姓名", "身份证号码", "毕业情况", "", "家长信息", ""]]
    header += [["", "", "学历", "毕业时间", "姓名", "联系电话"]]
    whole = make_id_number(7, born="19990115")
    people = [["阿依古丽 买买提", whole[:6] + whole[8:17], "本科毕业", "2025年7月", "", 13800138000]]
    people += [["张　三", make_id_number(), "大专", 45839, "李四", "+86 139 0013 9000"]]
    roster = bring_in(clerk, workbook(dress=dress, 名单=[*header, *people]), name="名单.et")
    assert [remark["code"] for remark in roster.remarks] == ["hidden_rows", "hidden_columns"]
    assert [reason["code"] for reason in roster.rows.get(number=4).reasons] == ["repaired_name", "repaired_from_15"]
    assert set(Person.objects.values_list("name", "education", "graduated_on")) == {
        ("阿依古丽·买买提", "21", date(2025, 7, 1)),
        ("张三", "31", date(2025, 7, 1)),
    }
    assert Person.objects.get(name="阿依古丽·买买提").id_number == whole
    assert set(Phone.objects.values_list("whose", flat=True)) == {Phone.Whose.FAMILY}
