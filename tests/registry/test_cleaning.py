"""Cells as people type them: read for certain, or said to be unclear."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cleaning import EXCEL_EPOCH, Unclear, read_code, read_codes, read_cohort, read_date, read_yes_no
from registry.columns import fact_of, missing, recognise


@pytest.mark.parametrize(
    "cell",
    [
        "2025.7.1",
        "2025年7月",
        "20250701",
        "2025-07",
        "2025/7/1",
        "2025年7月1日",
        "2025-07-01 00:00:00",
        datetime(2025, 7, 1),
    ],
)
def test_one_day_written_in_many_ways(cell):
    assert read_date(cell) == date(2025, 7, 1)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_a_serial_of_excel_is_its_day(day):
    assert read_date((day - EXCEL_EPOCH).days) == day


def test_day_and_month_that_could_swap_are_asked():
    with pytest.raises(Unclear, match="ambiguous_date"):
        read_date("01/07/2025")


def test_a_day_that_cannot_be_a_month_is_not_ambiguous():
    assert read_date("13/07/2025") == read_date("07/13/2025") == date(2025, 7, 13)


@given(st.text())
def test_any_text_is_a_date_or_unclear(text):
    try:
        found = read_date(text)
    except Unclear as unclear:
        found = unclear.code
    assert isinstance(found, date) or found in ("date", "ambiguous_date")


@pytest.mark.parametrize(("cell", "year"), [("2025届", 2025), (2025.0, 2025), ("25届", 2025)])
def test_cohorts(cell, year):
    assert read_cohort(cell) == year


def test_words_of_real_forms_become_codes():
    assert read_code("education", "本科生毕业") == "21"
    assert read_code("status", "待就业") == "seeking"
    assert read_code("ethnicity", "维吾尔") == "05"
    assert read_codes("groups", "低保、脱贫户；残疾人") == ["dibao", "poverty", "disabled"]
    assert read_yes_no("有") is True
    with pytest.raises(Unclear):
        read_code("education", "幼儿园")


def test_headers_are_known_through_stars_spaces_and_remarks():
    assert fact_of("姓 名*") == "name"
    assert fact_of("身份证号码（必填）") == "id_number"
    found = recognise(["序号", "姓名", "身份证号", "手机号", "联系电话"])
    assert found == {1: "name", 2: "id_number", 3: "phones", 4: "phones"}
    assert missing({0: "name"}) == ["id_number"]
