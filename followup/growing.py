"""Makes room for rows in a sheet as a spreadsheet does: what is below moves down, what reaches over it stretches."""

import re

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange

_CELL = re.compile(r"(\$?[A-Za-z]{1,3}\$?)(\d+)")


def grow(book, sheet, last, more):
    """Insert `more` rows after row `last` of a sheet; nothing happens when there is room enough."""
    if more <= 0:
        return
    below = sheet.max_row
    heights = {row: sheet.row_dimensions[row].height for row in range(last + 1, below + 1)}
    if below > last:
        area = f"A{last + 1}:{get_column_letter(sheet.max_column)}{below}"
        sheet.move_range(area, rows=more, translate=False)
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + more].height = height
    for merged in sheet.merged_cells.ranges:
        if merged.min_row > last:
            merged.shift(row_shift=more)
    _stretch_rules(sheet, last, more)
    for other in book.worksheets:
        _stretch_formulas(other, sheet.title, last, more)


def stretched(reference, last, more):
    """Return a reference, "C5", "$C$4:$C$9", as it is after rows came in after row `last`; pure."""
    parts = reference.split(":")
    if len(parts) == 1:
        return _moved(parts[0], last, more)
    # A range that ends with the list's last row goes on with the list.
    return f"{_moved(parts[0], last, more)}:{_moved(parts[1], last - 1, more)}"


def _moved(place, last, more):
    found = _CELL.fullmatch(place)
    if not found or int(found[2]) <= last:
        return place
    return f"{found[1]}{int(found[2]) + more}"


def _stretch_formulas(sheet, grown, last, more):
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = stretched_formula(cell.value, sheet.title, grown, last, more)


def stretched_formula(formula, home, grown, last, more):
    """Return a formula standing on sheet `home` as it is after rows came into the sheet `grown`; pure."""
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            name, mark, reference = token.value.rpartition("!")
            if (name.strip("'") if mark else home) == grown:
                token.value = name + mark + stretched(reference, last, more)
    return tokens.render()


def _stretch_rules(sheet, last, more):
    """Let choices, colours, the filter and the printed area reach as far as the list does."""
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = _areas(rule.sqref, last, more)
    rules, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for area in rules:
        for rule in area.rules:
            sheet.conditional_formatting.add(str(_areas(area.sqref, last, more)), rule)
    for table in sheet.tables.values():
        table.ref = stretched(table.ref, last, more)
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = stretched(sheet.auto_filter.ref, last, more)
    if sheet.print_area:
        areas = str(sheet.print_area).rpartition("!")[2]
        sheet.print_area = stretched(areas.replace("$", ""), last, more)


def _areas(areas, last, more):
    return MultiCellRange([stretched(area.coord, last, more) for area in areas.ranges])
