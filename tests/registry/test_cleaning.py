"""Cells as people type them: read for certain, or said to be unclear."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cleaning import (
    EXCEL_EPOCH,
    WORDS,
    Unclear,
    plain_text,
    read_code,
    read_codes,
    read_cohort,
    read_date,
    read_yes_no,
)
from registry.statuses import Education, Ethnicity, Group, NeedKind, Sex, Status

CODES = {
    "education": Education,
    "status": Status,
    "sex": Sex,
    "groups": Group,
    "needs": NeedKind,
    "ethnicity": Ethnicity,
}


days = st.dates(date(1941, 1, 1), date(2099, 12, 31))


def read(cell):
    """Return the date in a cell, or why it is unclear."""
    try:
        return read_date(cell)
    except Unclear as unclear:
        return unclear.code


# --- Dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "2025.7.1",
        "2025年7月",
        "20250701",
        "202507",
        "2025-07",
        "2025/7/1",
        "2025年7月1日",
        "2025 年 7 月 1 号",
        "２０２５．７．１",
        "7/2025",
        "2025-07-01 00:00:00",
        "2025-07-01T00:00:00",
        20250701,
        2025.7,
        45839,
        45839.75,
        datetime(2025, 7, 1),
    ],
)
def test_one_day_written_in_many_ways(cell):
    assert read_date(cell) == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01/07/2025", "ambiguous_date"),
        ("1.7.2025", "ambiguous_date"),
        (2025.1, "ambiguous_month"),
        ("2025-13-01", "date"),
        ("2025年2月30日", "date"),
        ("25/7/1", "date"),
        ("250701", "date"),
        ("去年", "date"),
        ("2025.7.1-2026.7.1", "date"),
        ("12345678901", "date"),
        (True, "date"),
    ],
)
def test_what_is_no_day_for_certain_is_not_read(cell, code):
    assert read(cell) == code


@given(
    days,
    st.sampled_from(["{0.year}.{0.month}.{0.day}", "{0:%Y%m%d}", "{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日"]),
)
def test_a_day_survives_being_written(day, pattern):
    assert read_date(pattern.format(day)) == day


@given(days, st.sampled_from(["{0.year}年{0.month}月", "{0:%Y%m}", "{0:%Y-%m}", "{0:%Y}.{0:%m}", "{0:%m/%Y}"]))
def test_a_month_is_its_first_day(day, pattern):
    assert read_date(pattern.format(day)) == day.replace(day=1)


@given(days, st.floats(0, 0.999))
def test_a_serial_of_excel_is_its_day_whatever_the_hour(day, hour):
    serial = (day - EXCEL_EPOCH).days
    assert read_date(serial) == read_date(serial + hour) == read_date(str(serial)) == day


@given(days)
def test_day_and_month_are_read_only_when_they_cannot_swap(day):
    for pattern in ("{0:%d/%m/%Y}", "{0:%m/%d/%Y}"):
        could_swap = day.day <= 12 and day.day != day.month
        assert read(pattern.format(day)) == ("ambiguous_date" if could_swap else day)


@given(st.one_of(st.text(), st.text("0123456789./-年月日 "), st.integers(), st.floats(), st.booleans()))
def test_anything_is_a_date_or_unclear_and_stays_what_it_is(cell):
    found = read(cell)
    if isinstance(found, date):
        assert 1940 <= found.year <= 2100
        assert read(found.isoformat()) == found
    else:
        assert found in ("date", "ambiguous_date", "ambiguous_month")


# --- Texts and words ---------------------------------------------------------------------------


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.dates(), st.booleans()))
def test_making_a_cell_plain_twice_is_making_it_plain_once(cell):
    assert plain_text(plain_text(cell)) == plain_text(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" ２０２５　届 ", "2025 届"),
        (12.0, "12"),
        (1.5, "1.5"),
        (4.4030819990110151e17, "440308199901102000"),
        (None, ""),
        ("\ufeff张\u200b三", "张三"),
        ("（甲）", "(甲)"),
    ],
)
def test_a_plain_text_has_one_width_and_no_edges(cell, text):
    assert plain_text(cell) == text


@pytest.mark.parametrize(("cell", "year"), [("2025届", 2025), (2025.0, 2025), ("25届", 2025)])
def test_cohorts(cell, year):
    assert read_cohort(cell) == year


@pytest.mark.parametrize(
    ("fact", "cell", "code"),
    [
        ("education", "本科生毕业", "21"),
        ("education", "全日制 本科", "21"),
        ("education", "高职（专科）", "31"),
        ("education", 21.0, "21"),
        ("status", "待就业", "seeking"),
        ("status", "出国（境）", "abroad"),
        ("status", "公益性岗位", "employed"),
        ("sex", "男性", "1"),
        ("sex", 2, "2"),
        ("ethnicity", "维吾尔", "05"),
        ("ethnicity", "维族", "05"),
        ("ethnicity", 5.0, "05"),
    ],
)
def test_words_of_real_forms_become_codes(fact, cell, code):
    assert read_code(fact, cell) == code


@pytest.mark.parametrize(
    ("fact", "cell"),
    [("education", "幼儿园"), ("education", "本科（在读）"), ("status", "已就业（已离职）"), ("sex", "3")],
)
def test_a_word_that_is_not_known_whole_is_not_guessed_at(fact, cell):
    with pytest.raises(Unclear, match=fact):
        read_code(fact, cell)


def test_several_words_in_one_cell():
    assert read_codes("groups", "低保、脱贫户；残疾人") == ["dibao", "poverty", "disabled"]
    assert read_codes("needs", "职业指导\n求职  职业指导") == ["guidance", "job"]
    assert (read_yes_no("有"), read_yes_no("否")) == (True, False)


@pytest.mark.parametrize("fact", WORDS)
def test_every_word_stands_for_a_code_that_is_printed_as_such(fact):
    assert set(WORDS[fact].values()) <= set(CODES[fact].values)
    assert all(read_code(fact, label) == code for code, label in CODES[fact].choices)
