"""What a row says: repaired where certain, told where not, and never a guess."""

import time
from datetime import date

import pytest

from registry.comparing import READERS, difference, is_invalid, read_row
from registry.telling import tell
from tests.factories import make_id_number

TODAY = date(2026, 9, 1)


def read(**cells):
    return read_row({"name": "张三", "id_number": make_id_number(1), **cells}, today=TODAY)


@pytest.mark.parametrize(
    ("cells", "fact", "value"),
    [
        ({"education": "本科生毕业"}, "education", "21"),
        ({"graduated_on": "2025年7月"}, "graduated_on", "2025-07-01"),
        ({"graduated_on": 45839.0}, "cohort", 2025),
        ({"status": "待就业"}, "status", "seeking"),
        ({"willingness": "无"}, "status", "unwilling"),
        ({"unemployed_reason": "拟升学"}, "status", "study_prep"),
        ({"unemployed_reason": "照顾老人"}, "status_note", "照顾老人"),
        ({"groups": "低保、残疾人"}, "groups", ["dibao", "disabled"]),
        ({"wish": "会计;出纳"}, "wishes", ["会计", "出纳"]),
        ({"wish_pay": "4000-6000元"}, "wish_pay", 4000),
        ({"skills": "驾照,驾照"}, "skills", ["驾照"]),
        ({"major": "会计", "education": "本科"}, "major_code", "120203K"),
        ({"phones": "13800138000 13900139000"}, "phones", ["13800138000", "13900139000"]),
    ],
)
def test_a_cell_becomes_a_fact(cells, fact, value):
    facts, _reasons = read(**cells)
    assert facts[fact] == value


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": "张3"}, "bad_name_characters"),
        ({"id_number": 659012200301150012}, "bad_id_precision"),
        ({"graduated_on": "01/07/2025"}, "bad_ambiguous_date"),
        ({"graduated_on": "去年"}, "bad_date"),
    ],
)
def test_what_cannot_be_believed_makes_the_row_invalid(cells, code):
    _facts, reasons = read(**cells)
    assert is_invalid(reasons)
    assert code in {reason["code"] for reason in reasons}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"education": "幼儿园"}, "unread_education"),
        ({"cohort": "去年"}, "unread_cohort"),
        ({"school": "塔里木大�"}, "unread_school"),
        ({"major": "会计�"}, "unread_major"),
        ({"willingness": "看情况"}, "unread_willingness"),
        ({"groups": "低保、贵宾"}, "unread_groups"),
        ({"wish_pay": "面谈"}, "unread_wish_pay"),
        ({"phones": "没有"}, "unread_phone"),
        ({"phones": "13800138000/1390013"}, "part_phone"),
        ({"sex": "女" if int(make_id_number(1)[16]) % 2 else "男"}, "sex_differs"),
    ],
)
def test_what_is_left_out_is_said_and_the_row_lives(cells, code):
    _facts, reasons = read(**cells)
    assert not is_invalid(reasons)
    assert [reason["code"] for reason in reasons] == [code]
    assert tell(reasons[0]) != code


@pytest.mark.parametrize("fact", READERS)
@pytest.mark.parametrize(
    "cell", ["1" * 100_000, "(" * 100_000, f"1{' ' * 100_000}1", f"111{'x' * 100_000}!", "年\n、" * 30_000]
)
def test_a_cell_as_long_as_a_book_takes_no_time(fact, cell):
    begun = time.perf_counter()
    read(**{fact: cell})
    assert time.perf_counter() - begun < 2


def test_an_unread_phone_is_not_repeated_in_the_sentence():
    _facts, reasons = read(phones="1390013")
    assert "1390013" not in tell(reasons[0])


def test_lists_only_gain_and_status_stays():
    known = {"status": "interning", "phones": ["1"], "groups": ["dibao"], "wishes": ["会计"], "school": "甲"}
    facts = {"status": "seeking", "phones": ["2"], "groups": ["dibao"], "wishes": ["出纳"], "school": "乙"}
    assert difference(facts, known) == ({"phones": [["1"], ["1", "2"]], "school": ["甲", "乙"]}, {})


@pytest.mark.parametrize(
    ("status", "reason", "willing", "expected"),
    [
        ("待就业", "拟升学", "", "study_prep"),
        ("待就业", "", "无", "unwilling"),
        ("待核实", "", "有", "seeking"),
        ("已就业", "", "无", "employed"),
        ("签约中", "拟升学", "无", "signing"),
        ("", "拟应征入伍", "有", "army_prep"),
    ],
)
def test_the_column_that_says_most_decides_the_status(status, reason, willing, expected):
    cells = {"unemployed_reason": reason, "willingness": willing, "status": status}
    for order in (cells, dict(reversed(cells.items()))):
        assert read(**order)[0]["status"] == expected
