"""Rows come in, and what points at the rows below still points at them."""

import openpyxl
import pytest

from followup.growing import grow, stretched, stretched_formula


@pytest.mark.parametrize(
    ("reference", "after"),
    [
        ("B5:B7", "B5:B12"),  # it ended with the list and goes on with it
        ("$B$5:$B$7", "$B$5:$B$12"),
        ("B5:B6", "B5:B6"),
        ("A1:D9", "A1:D14"),
        ("C8", "C13"),
        ("C7", "C7"),
        ("B:B", "B:B"),
    ],
)
def test_a_reference_after_five_rows_came_in_after_row_seven(reference, after):
    assert stretched(reference, 7, 5) == after


@pytest.mark.parametrize(
    ("formula", "home", "after"),
    [
        ("=SUM(B5:B7)+B8", "表", "=SUM(B5:B12)+B13"),
        ("=SUM(表!B5:B7)", "汇总", "=SUM(表!B5:B12)"),
        ("=SUM('表'!B5:B7)", "汇总", "=SUM('表'!B5:B12)"),
        ("=SUM(B5:B7)", "汇总", "=SUM(B5:B7)"),
        ('=IF(A9="B8","B8",A9)', "表", '=IF(A14="B8","B8",A14)'),
    ],
)
def test_a_formula_follows_what_it_points_at_wherever_it_stands(formula, home, after):
    assert stretched_formula(formula, home, "表", 7, 5) == after


def test_what_is_below_moves_and_a_sum_on_another_sheet_follows():
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("汇总")
    for row in (["姓名"], [None], ["合计"]):
        sheet.append(row)
    other["A1"] = f"=COUNTA({sheet.title}!A2:A2)"
    sheet.row_dimensions[3].height = 40
    grow(book, sheet, 2, 4)
    assert (sheet["A3"].value, sheet["A7"].value) == (None, "合计")
    assert (sheet.row_dimensions[3].height, sheet.row_dimensions[7].height) == (None, 40)
    assert other["A1"].value == f"=COUNTA({sheet.title}!A2:A6)"


def test_with_room_enough_nothing_moves():
    book = openpyxl.Workbook()
    book.active["A5"] = "合计"
    grow(book, book.active, 4, 0)
    assert book.active["A5"].value == "合计"
