"""A large file is read in a process of its own, whose limits stop it and not the server."""

from datetime import date

import pytest
from django.utils import translation

from registry import staging
from registry.refusals import Refusal
from registry.staging import Asked, raw_facts, staged
from tests.factories import make_id_number

TODAY = date(2026, 9, 1)
ENDING_IN_NOUGHTS = [
    number for day in range(10, 29) if (number := make_id_number(100, born=f"200301{day}")).endswith("000")
]


def asked(rows=3, name="名册.csv", content=None):
    lines = ["姓名,身份证号码", *(f"张三,{make_id_number()}" for _ in range(rows))]
    return Asked(name=name, content=content or "\n".join(lines).encode(), today=TODAY)


def read(question):
    with staged(question) as (head, chunks):
        return head, [row for chunk in chunks for row in chunk]


@pytest.fixture
def apart(monkeypatch):
    """Every file is large enough for a process of its own."""
    monkeypatch.setattr(staging, "SMALL", 0)


def test_a_process_of_its_own_reads_the_same(apart, monkeypatch):
    question = asked(rows=2500)
    head, rows = read(question)
    monkeypatch.setattr(staging, "SMALL", 10**9)
    assert (head, rows) == read(question)
    assert (head.rows_total, len(rows)) == (2500, 2500)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "损坏"), ("en", "damaged")])
def test_its_refusal_is_said_in_the_readers_language(language, said, apart):
    with translation.override(language), pytest.raises(Refusal, match=said):
        read(asked(name="a.xlsx", content=b"PK\x03\x04 not a workbook"))


def test_a_file_it_cannot_bear_is_refused_and_nothing_else_stops(apart, monkeypatch):
    monkeypatch.setattr(staging, "CHILD", staging.CHILD.replace("main()", "import os; os.abort()"))
    with pytest.raises(Refusal, match="超出限度"):
        read(asked())


def test_memory_is_limited(apart, monkeypatch):
    limited = "import registry.staging as s; s.MEMORY = 100 * 1024**2; x = s.main()"
    monkeypatch.setattr(staging, "CHILD", f"import django; django.setup(); {limited}")
    with pytest.raises(Refusal, match="超出限度"):
        read(asked(content=("姓名,身份证号码\n" + "张三,1\n" * 1_000_000).encode()))


def test_leaving_early_ends_the_process(apart):
    with staged(asked(rows=5000)) as (_head, chunks):
        next(chunks)
    assert chunks.gi_frame is None


def test_two_columns_of_one_fact_add_up():
    both = dict.fromkeys(range(3), "phones")
    assert raw_facts(["1", "2", ""], both) == {"phones": "1、2"}
    assert raw_facts([13800138000.0, None, 13900139000.0], both) == {"phones": "13800138000、13900139000"}


def test_numbers_whose_last_digits_a_sheet_has_lost_are_nobodys():
    whole = [make_id_number() for _number in range(30)]
    cut = [f"{number[:15]}000" for number in whole] + ENDING_IN_NOUGHTS[:1]
    lines = "\n".join(f"张三,{number}" for number in [*cut, whole[0]])
    head, rows = read(asked(content=f"姓名,身份证号码\n{lines}".encode()))
    assert head.remarks == [{"code": "digits_lost"}]
    assert [reasons[0]["code"] for _n, _cells, _facts, reasons, _key in rows[:-1]] == ["bad_id_precision"] * 31
    assert rows[-1][2]["id_number"] == whole[0]


def test_a_number_that_ends_in_noughts_by_chance_is_somebodys():
    number = ENDING_IN_NOUGHTS[0]
    head, [row] = read(asked(content=f"姓名,身份证号码\n张三,{number}".encode()))
    assert (head.remarks, row[2]["id_number"]) == ([], number)


@pytest.mark.parametrize(
    "line", ["合计：25 人,", "填表人：李四,审核人：王五", ",,合 计", "注：以上人员均已核实,", "姓名,身份证号码,备注"]
)
def test_a_row_that_is_no_person_is_said_to_be_none(line):
    _head, [_person, row] = read(asked(content=f"姓名,身份证号码,备注\n张三,{make_id_number()},\n{line}".encode()))
    assert row[3] == [{"code": "bad_no_person", "fact": ""}]


@pytest.mark.parametrize("line", ["张三,12345,", ",,张三", "说明白,1,"])
def test_a_row_with_something_wrong_is_still_a_person(line):
    _head, [row] = read(asked(content=f"姓名,身份证号码,备注\n{line}".encode()))
    assert "bad_no_person" not in {reason["code"] for reason in row[3]}
