"""The workbook of a list: typed, marked, and nothing in it can be executed."""

import io
import re
import zipfile
from datetime import date
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from followup import workbooks
from followup.workbooks import Marks, Workbook

MARKS = Marks("HH0000042", "王主任", "护航 1311 · 走访 & 回访", "王主任 → 团委 · 2026-11-21")
COLUMNS = [("姓名", 12, False), ("身份证号码", 21, True), ("毕业日期", 12, False), ("届别", 7, False)]
ROW = ["阿依努尔·买买提", "659012200301150011", date(2026, 6, 30), 2026]


def written(rows, folder, lines=(("用途", "走访"),)):
    stream = io.BytesIO()
    book = Workbook(stream, COLUMNS, title="导出说明", name="名单", marks=MARKS, folder=str(folder))
    book.write(rows)
    book.close(lines)
    return stream


def test_dates_are_dates_numbers_are_numbers_and_an_id_number_is_text(tmp_path):
    sheet = openpyxl.load_workbook(written([ROW], tmp_path))["名单"]
    name, id_number, day, year = sheet[2]
    assert (name.value, id_number.value, year.value) == (ROW[0], ROW[1], 2026)
    assert (day.is_date, day.value.date(), day.number_format) == (True, ROW[2], "yyyy-mm-dd")
    assert (id_number.data_type, id_number.number_format) == ("s", "@")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "＝1+1", "\t=1", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_stays_a_text_even_when_typed_over(tmp_path, text):
    cell = openpyxl.load_workbook(written([[text, None, None, None]], tmp_path))["名单"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", ["http://example.com/", "mailto:a@b", "internal:名单!A1", "20260101", "{=1+1}"])
def test_no_text_becomes_a_link_or_a_number(tmp_path, text):
    stream = written([[text, None, None, None]], tmp_path)
    cell = openpyxl.load_workbook(stream)["名单"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert not re.search(rb"<f>|<f |<hyperlink", zipfile.ZipFile(stream).read("xl/worksheets/sheet2.xml"))


@pytest.mark.parametrize("text", ["𠮷日嘎拉", " 前后有空 ", "两\n行", 'a<b>&"c"', "_x0041_", "ئايگۈل", "བོད"])
def test_any_script_and_sign_comes_back_as_it_was(tmp_path, text):
    stream = written([[text, None, None, None]], tmp_path)
    assert unescape(openpyxl.load_workbook(stream)["名单"]["A2"].value) == text  # openpyxl leaves that to others


@settings(deadline=None, max_examples=40)  # each writes and reads a whole file
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_every_text_comes_back_as_it_was_and_as_a_text(text):
    with TemporaryDirectory() as folder:
        stream = written([[text, None, None, None]], folder)
    cell = openpyxl.load_workbook(stream)["名单"]["A2"]
    assert (unescape(cell.value), cell.data_type) == (text, "s")


def test_what_no_workbook_can_hold_is_made_visible(tmp_path):
    sheet = openpyxl.load_workbook(written([["甲\x00乙\uffff", None, None, None]], tmp_path))["名单"]
    assert sheet["A2"].value == "甲\ufffd乙\ufffd"


def test_a_day_before_the_spreadsheets_calendar_is_written_out(tmp_path):
    sheet = openpyxl.load_workbook(written([[None, None, date(1899, 1, 1), None]], tmp_path))["名单"]
    assert sheet["C2"].value == "1899-01-01"


def test_the_origin_is_on_the_cover_on_every_page_and_inside_the_file(tmp_path):
    book = openpyxl.load_workbook(written([ROW], tmp_path))
    assert book.sheetnames == ["导出说明", "名单"]
    assert (book["导出说明"]["A3"].value, book["导出说明"]["B3"].value) == ("用途", "走访")
    for sheet in book:
        assert sheet.oddHeader.right.text == MARKS.serial
        assert "走访 && 回访" in sheet.oddHeader.center.text
    assert book.properties.creator == "王主任"
    assert book.custom_doc_props["serial"].value == MARKS.serial


def test_a_purpose_cannot_run_from_the_cover(tmp_path):
    cover = openpyxl.load_workbook(written([ROW], tmp_path, [("用途", "=cmd|'/c calc'!A1")]))["导出说明"]
    assert cover["B3"].data_type == "s"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next_under_the_same_header(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    book = openpyxl.load_workbook(written([ROW] * 5, tmp_path))
    assert book.sheetnames == ["导出说明", "名单", "名单 2", "名单 3"]
    assert [book[name].max_row for name in book.sheetnames[1:]] == [3, 3, 2]
    assert {book[name]["A1"].value for name in book.sheetnames[1:]} == {"姓名"}
    assert book["名单 3"].auto_filter.ref == "A1:D2"


def test_a_list_without_rows_still_has_its_header(tmp_path):
    sheet = openpyxl.load_workbook(written([], tmp_path))["名单"]
    assert [cell.value for cell in sheet[1]] == ["姓名", "身份证号码", "毕业日期", "届别"]


def test_nothing_is_left_in_the_folder(tmp_path):
    written([ROW] * 100, tmp_path)
    assert list(tmp_path.iterdir()) == []
