"""What is odd about a sheet is read all the same, and said."""

import re

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from registry.columns import header_score
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.spreadsheets import read_table
from registry.telling import tell_remark
from tests.workbooks import rewritten, workbook

HEADER = ["姓名", "身份证号码", "学历"]
PEOPLE = [[f"张{n}", str(n), "本科"] for n in range(40)]


def read(dress=None, sheet="", **sheets):
    return read_table(
        "名单.xlsx", workbook(dress=dress, **sheets or {"名单": [["名册"], HEADER, *PEOPLE]}), header_score, sheet
    )


def hide_rows(*numbers):
    def dress(sheet):
        for number in numbers:
            sheet.row_dimensions[number].hidden = True

    return dress


def test_hidden_rows_are_read_and_said():
    table = read(hide_rows(1, 4, 5, 6, 9, 90))
    assert len(list(table.rows)) == 40
    [remark] = table.remarks
    assert remark == {"code": "hidden_rows", "rows": ["4–6", "9"], "total": 4}
    assert tell_remark(remark) == "有 4 行是隐藏的（第 4–6、9 行），已照常读取。"


def test_of_many_hidden_rows_the_first_are_named():
    [remark] = read(hide_rows(*range(3, 40, 2))).remarks
    assert (remark["total"], remark["rows"][-2:]) == (19, ["21", "…"])


def test_hidden_columns_are_read_and_said():
    def dress(sheet):
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions.group("H", "XFD", hidden=True)

    table = read(dress)
    assert next(iter(table.rows)) == (3, PEOPLE[0])
    assert table.remarks == [{"code": "hidden_columns", "columns": ["C"]}]


def test_a_hidden_sheet_is_read_when_the_list_is_nowhere_else():
    def dress(sheet):
        sheet.sheet_state = "visible" if sheet.title == "说明" else "hidden"

    table = read(dress, 说明=[["填表说明"]], 名单=[HEADER, *PEOPLE])
    assert (table.sheet, table.remarks) == ("名单", [{"code": "hidden_sheet", "sheet": "名单"}])


def test_of_equal_lists_the_one_that_shows_is_read():
    def dress(sheet):
        sheet.sheet_state = "visible" if sheet.title == "新" else "hidden"

    table = read(dress, 新=[HEADER, PEOPLE[0]], 旧=[HEADER, *PEOPLE])
    assert (table.sheet, table.remarks[0]["code"]) == ("新", "several_sheets")


def test_empty_sheets_are_said():
    table = read(None, 名单=[HEADER, *PEOPLE], Sheet2=[], Sheet3=[])
    assert table.sheets == [["名单", 41], ["Sheet2", 0], ["Sheet3", 0]]
    assert table.remarks == [{"code": "empty_sheets", "sheets": ["Sheet2", "Sheet3"]}]


def test_the_sheet_that_was_asked_for_is_read():
    table = read(None, "二", 一=[HEADER, *PEOPLE], 二=[HEADER, PEOPLE[7]])
    assert [cells for _number, cells in table.rows] == [PEOPLE[7]]
    assert table.sheets == [["一", 41], ["二", 2]]


def test_formulas_nobody_has_worked_out_are_said():
    def dress(sheet):
        sheet["C3"] = '=IF(A3="","","本科")'
        sheet["C4"] = ArrayFormula("C4", "=1+1")

    table = read(dress)
    assert next(iter(table.rows))[1][2] == ""
    assert table.remarks == [
        {"code": "formulas", "total": 2},
        {"code": "formulas_without_value", "cells": ["C3", "C4"], "total": 2},
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c r='C3'><f>20+1</f><v>21</v></c>", 21.0),
        ("<c r='C3' t='str'><f>A1&amp;\"\"</f><v>本科</v></c>", "本科"),
        ("<c r='C3' t='str'><f>IF(1,\"\")</f><v></v></c>", ""),
        ("<c r='C3'><f t='shared' ref='C3:C4' si='0'/><v>21</v></c>", 21.0),
    ],
)
def test_of_a_formula_its_value_is_taken(cell, value):
    content = workbook(名单=[["名册"], HEADER, ["张三", "1", "XX"]])
    content = rewritten(content, lambda text: re.sub(r'<c r="C3".*?</c>', cell, text))
    table = read_table("名单.xlsx", content, header_score)
    assert list(table.rows) == [(3, ["张三", "1", value])]
    assert table.remarks == [{"code": "formulas", "total": 1}]


def with_prefix(text):
    return re.sub(r"<(/?)(?=\w)", r"<\1x:", text).replace("xmlns=", "xmlns:x=")


def without_addresses(text):
    return re.sub(r'<c r="\w+"', "<c", text)


def with_other_quotes(text):
    return re.sub(r'<c r="(\w+)" t="(\w+)"', r"<c  t='\2'\n r='\1'", text)


@pytest.mark.parametrize("way", [with_prefix, without_addresses, with_other_quotes])
def test_a_workbook_is_read_as_other_programs_write_it(way):
    content = workbook(dress=hide_rows(3), 名单=[["名册"], HEADER, *PEOPLE])
    table = read_table("名单.xlsx", rewritten(content, way), header_score)
    assert [cells for _number, cells in table.rows] == PEOPLE
    assert table.remarks == [{"code": "hidden_rows", "rows": ["3"], "total": 1}]


@pytest.mark.parametrize(
    "place",
    [
        'r="XFD1048576"',
        "r='XFD1048576'",
        'r = "XFD1048576"',
        'r="xfd1048576"',
        'r="XFD0000001048576"',
        'r="A1" r="XFD1048576"',
        's="1"\n\tr="XFD1048576"',
        'x=">" r="XFD1048576"',
        "x='<c ' r='XFD1048576'",
    ],
)
@pytest.mark.parametrize("way", [str, with_prefix])
def test_a_far_cell_is_seen_however_it_is_written(way, place):
    content = workbook(名单=[["名册"], HEADER, *PEOPLE])
    far = rewritten(content, lambda text: way(text).replace('r="C42"', place))
    with pytest.raises(Refusal, match="过大"):
        read_table("名单.xlsx", far, header_score)


@pytest.mark.parametrize("cells", ["<c/>" * 300 + "<c><v>1</v></c>", "<c><v>1</v></c>" * 300])
def test_cells_without_an_address_are_counted_as_the_reader_does(cells):
    content = workbook(名单=[["名册"], HEADER, *PEOPLE])
    far = rewritten(content, lambda text: text.replace("</sheetData>", f'<row r="1000000">{cells}</row></sheetData>'))
    with pytest.raises(Refusal, match="过大"):
        read_table("名单.xlsx", far, header_score)


def test_a_cell_merged_downwards_stands_for_every_row_it_spans():
    def dress(sheet):
        sheet.merge_cells("C2:C4")
        sheet.merge_cells("A5:C5")

    rows = [["张三", "1", "本科"], ["李四", "2", ""], ["", "", ""], ["王五", "3", ""], ["赵六", "4", ""]]
    table = read(dress, 名单=[HEADER, *rows])
    assert [cells[2] for _number, cells in table.rows] == ["本科", "本科", "", ""]
    assert table.remarks == [{"code": "merged_cells", "total": 1}]
    assert list(table.rows) == list(table.rows)


def test_errors_are_read_as_empty_and_said():
    def dress(sheet):
        sheet["B3"].data_type, sheet["B3"]._value = "e", "#N/A"

    table = read(dress)
    assert next(iter(table.rows)) == (3, ["张0", "", "本科"])
    assert table.remarks == [{"code": "error_cells", "cells": ["B3"], "total": 1}]


@pytest.mark.parametrize(
    "remark",
    [
        {"code": "several_sheets", "sheet": "一", "others": ["二"]},
        {"code": "empty_sheets", "sheets": ["二"]},
        {"code": "hidden_sheet", "sheet": "一"},
        {"code": "hidden_columns", "columns": ["A"]},
        {"code": "merged_cells", "total": 1},
        {"code": "torn_characters", "rows": ["3"], "total": 1},
        {"code": "digits_lost"},
        {"code": "header_guessed", "row": 2},
        {"code": "formulas", "total": 1},
        {"code": "formulas_without_value", "cells": ["A1"], "total": 1},
        {"code": "error_cells", "cells": ["A1"], "total": 1},
    ],
)
def test_every_remark_is_a_sentence(remark):
    sentence = tell_remark(remark)
    assert sentence.endswith("。")
    assert "%" not in sentence


def test_rows_can_be_gone_through_again_and_in_chunks():
    table = read()
    assert list(table.rows) == list(table.rows)
    assert [len(chunk) for chunk in in_chunks(table.rows, 15)] == [15, 15, 10]
    assert table.rows_total == 40
