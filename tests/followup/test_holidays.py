"""What an office's holiday sheet says, and a sentence for every row that is odd."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from followup.holidays import read_holidays
from registry.refusals import Refusal

HEADER = "日期,上班/休息,说明"


def read(*rows, header=HEADER):
    return read_holidays("节假日.csv", "\n".join([header, *rows]).encode())


def days_of(sheet):
    return {day.isoformat(): works for day, (works, _name) in sorted(sheet.days.items())}


def test_a_range_is_every_day_of_it():
    sheet = read("2027-02-05至2027-02-07,休息,春节")
    assert days_of(sheet) == {"2027-02-05": False, "2027-02-06": False, "2027-02-07": False}
    assert {name for _works, name in sheet.days.values()} == {"春节"}


@pytest.mark.parametrize(
    "text",
    [
        "2027年2月5日至2月7日",
        "2027年2月5日—7日",
        "2027/2/5~2027/2/7",
        "2027.2.5 到 2027.2.7",
        "2027-02-05、2027-02-06、2027-02-07",
    ],
)
def test_ranges_are_written_in_many_ways(text):
    assert list(days_of(read(f"{text},休息,春节"))) == ["2027-02-05", "2027-02-06", "2027-02-07"]


@pytest.mark.parametrize(("word", "works"), [("上班", True), ("补班", True), ("放假", False), ("休", False)])
def test_offices_have_their_own_words(word, works):
    assert read(f"2027-01-31,{word},").days[date(2027, 1, 31)][0] is works


def test_whether_it_is_off_is_the_other_way_round_than_whether_it_is_worked():
    assert days_of(read("2027-01-01,是,元旦", header="日期,是否放假,节日")) == {"2027-01-01": False}
    assert days_of(read("2027-01-01,否,元旦", header="日期,是否上班,节日")) == {"2027-01-01": False}


def test_from_and_to_may_be_two_columns():
    sheet = read("2027-10-01,2027-10-02,放假,国庆", header="开始日期,结束日期,类型,名称")
    assert list(days_of(sheet)) == ["2027-10-01", "2027-10-02"]


def test_a_workbook_has_dates_that_are_dates():
    book, file = Workbook(), BytesIO()
    for row in (["放假安排"], HEADER.split(","), [datetime(2027, 1, 1), "休息", "元旦"]):  # noqa: DTZ001
        book.active.append(row)
    book.save(file)
    assert days_of(read_holidays("放假.xlsx", file.getvalue())) == {"2027-01-01": False}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("待定,休息,", "不是日期"),
        ("2027-02-30,休息,", "不是日期"),
        ("2027-02-05至2月31日,休息,", "不是日期"),
        ("2027-02-05,也许,", "既不是上班也不是休息"),
        ("2027-02-11至2027-02-05,休息,", "早于起日"),
        ("2027-01-05至2027-12-31,休息,", "361 天"),
        (",休息,春节", "没有日期"),
        ("2027-01-01,上班,", "既上班又休息"),
    ],
)
def test_each_odd_row_gets_a_sentence_and_the_others_are_read(row, sentence):
    sheet = read("2027-01-01,休息,元旦", row, "2027-01-02,休息,元旦")
    assert list(days_of(sheet)) == ["2027-01-01", "2027-01-02"]
    ((number, said),) = sheet.wrong
    assert number == 3
    assert sentence in said


def test_a_file_without_the_two_columns_is_refused():
    with pytest.raises(Refusal, match="上班/休息"):
        read("2027-01-01,元旦", header="日期,说明")
