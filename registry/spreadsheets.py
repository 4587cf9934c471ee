"""Finds the list in any office's file: Excel, text, or what only calls itself so; what is odd about it is remarked."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from registry.columns import letter
from registry.refusals import Refusal
from registry.sheets.header import HEADER_WITHIN, find_header, guess_header, text_of
from registry.sheets.old_workbook import read_xls
from registry.sheets.page import is_page, read_page
from registry.sheets.sheet import MOST_NAMED, damaged
from registry.sheets.texts import read_text
from registry.sheets.workbook import read_xlsx
from registry.sheets.xml_2003 import is_xml_2003, read_xml_2003

TEXTS = (".csv", ".txt", ".tsv", "")
WORKBOOKS = (".xls", ".xlsx", ".et")  # under these names many systems export a page or a plain text


@dataclass
class Table:
    """A list as read: its header, and its rows as (row number in the sheet, cells), made as they are asked for."""

    header: list
    rows: object
    rows_total: int  # counted from the header to the last row: empty rows between are among them
    sheet: str = ""
    sheets: list = field(default_factory=list)  # [[name, number of rows]] of the whole workbook
    remarks: list = field(default_factory=list)  # dicts {"code": ...} of what the reader should know


def read_table(name, content, score, sheet="", *, guess=False):
    """Return the Table in a file's bytes; `score(cells)` says how much a row looks like the header.

    `guess` accepts a header of which no name is known, for somebody to say by hand what the columns hold.

    Raises Refusal with a sentence for a file that is empty, damaged, protected or of an unknown kind.
    """
    if not content:
        raise Refusal(_("文件是空的。"))
    sizes, found, best, best_rank = [], [], None, ()
    for each in _sheets(name, content, score):
        sizes.append([each.name, each.height])
        if sheet not in ("", each.name):
            continue
        header = find_header(each, score) or (guess_header(each) if guess else None)
        if header is None:
            continue
        found += [] if header.is_guess else [each.name]
        rank = (score(header.names), not each.is_hidden, each.height)
        if best is None or rank > best_rank:  # the others are let go: one at a time is in memory
            best, best_rank = (each, header), rank
    if best is None:
        raise _no_list(sizes)
    return _table(*best, sizes, found)


def _sheets(name, content, score):
    """Return the sheets of a file by what it is, whatever it is called."""
    suffix = Path(name).suffix.lower()
    if content[:2] == b"PK":
        return read_xlsx(content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        return read_xls(content)
    if is_xml_2003(content):
        return read_xml_2003(content)
    if suffix in (*TEXTS, *WORKBOOKS, ".htm", ".html") and is_page(content):
        return read_page(content)
    if suffix in TEXTS + WORKBOOKS:
        return [read_text(content, score)]
    raise Refusal(_("不认识的文件类型：%(kind)s。请用 .xlsx、.xls 或 .csv。") % {"kind": suffix or name})


def _no_list(sizes):
    if not sizes:
        return damaged()
    if not any(height for _name, height in sizes):
        return Refusal(_("文件里没有任何内容。"))
    return Refusal(_("没有找到表头：前 %(n)s 行里没有能识别的列名。") % {"n": HEADER_WITHIN})


def _table(sheet, header, sizes, found):
    total = max(sheet.height - header.end, 0)
    others = [name for name in found if name != sheet.name]
    empty = [name for name, height in sizes if not height]
    remarks = [{"code": "several_sheets", "sheet": sheet.name, "others": others}] if others else []
    remarks += [{"code": "empty_sheets", "sheets": empty}] if empty else []
    return Table(header.names, Body(sheet, header.end), total, sheet.name, sizes, remarks + _remarks(sheet, header))


class Body:
    """The rows below the header that say something, with their numbers; may be gone through more than once."""

    def __init__(self, sheet, begins):
        self.sheet, self.begins = sheet, begins
        self.tall = defaultdict(list)  # {row: [(column, last row)]} of cells merged downwards
        for first, left, last, _right in sheet.merged:
            if last > first >= begins:
                self.tall[first].append((left, last))

    def __iter__(self):
        spanning = {}  # {column: (last row, value)}
        for row, cells in enumerate(islice(self.sheet.rows, self.begins, None), self.begins):
            if any(cell != "" and text_of(cell) for cell in cells):
                yield row + 1, self._filled(row, cells, spanning) if self.tall else cells

    def _filled(self, row, cells, spanning):
        """Return the cells of a row, those that a merged cell above covers with its value."""
        cells = list(cells)
        for column, (last, value) in spanning.items():
            if row <= last and column < len(cells):
                cells[column] = value
        spanning.update(
            {column: (last, cells[column]) for column, last in self.tall.get(row, ()) if column < len(cells)}
        )
        return cells


# --- What is odd about it ------------------------------------------------------------------------


def _remarks(sheet, header):
    """Return what a reader should know of the sheet that was read."""
    details, found = sheet.details, []
    rows = _within(details.hidden_rows, header.end + 1, sheet.height)
    columns = _within(details.hidden_columns, 0, len(header.names) - 1)
    if header.is_guess:
        found.append({"code": "header_guessed", "row": header.end})
    if sheet.is_hidden:
        found.append({"code": "hidden_sheet", "sheet": sheet.name})
    if rows:
        total = sum(last - first + 1 for first, last in rows)
        found.append({"code": "hidden_rows", "rows": _named(rows, str), "total": total})
    if columns:
        found.append({"code": "hidden_columns", "columns": _named(columns, letter)})
    merged = sum(1 for first, _left, last, _right in sheet.merged if last > first >= header.end)
    if merged:
        found.append({"code": "merged_cells", "total": merged})
    if details.formulas:
        found.append({"code": "formulas", "total": details.formulas})
    if details.torn.total:
        found.append({"code": "torn_characters", "rows": details.torn.named, "total": details.torn.total})
    for code, places in (("formulas_without_value", details.unvalued), ("error_cells", details.errors)):
        if places.total:
            found.append({"code": code, "cells": places.named, "total": places.total})
    return found


def _within(stretches, first, last):
    """Return the parts of stretches [(from, to)] that lie between two places, in order."""
    cut = ((max(begin, first), min(end, last)) for begin, end in stretches)
    return sorted((begin, end) for begin, end in cut if begin <= end)


def _named(stretches, naming):
    """Return the stretches in words, the first few of them: 5, 8–12."""
    words = [naming(begin) if begin == end else f"{naming(begin)}–{naming(end)}" for begin, end in stretches]
    return words[:MOST_NAMED] + ["…"] * (len(words) > MOST_NAMED)
