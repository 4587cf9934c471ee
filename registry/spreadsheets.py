"""Reads any office's table: Excel, CSV or text, its header found below titles and notes."""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from registry.refusals import Refusal

LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes; a larger workbook is a bomb or a mistake
MOST_PARTS = 2000
MOST_CELLS = 10_000_000  # of the rectangle a sheet spans: the reader lays it out whole, empty cells too
HEADER_WITHIN = 20  # rows from the top among which the header is looked for
# What readers raise at a container that is not whole.
DAMAGED = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass
class Table:
    """A sheet as read: its header, and its rows as (row number in the sheet, cells)."""

    header: list
    rows: list
    sheet: str = ""
    sheets: list = field(default_factory=list)  # [[name, number of rows]] of the whole workbook
    remarks: list = field(default_factory=list)  # dicts {"code": ...} of what the reader should know

    @property
    def rows_total(self):
        return len(self.rows)


def read_table(name, content, score, sheet=""):
    """Return the Table in a file's bytes; `score(cells)` says how much a row looks like the header.

    Raises Refusal with a sentence for a file that is empty, damaged, protected or of an unknown kind.
    """
    suffix = Path(name).suffix.lower()
    if not content:
        raise Refusal(_("文件是空的。"))
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        sheets = _read_workbook(content)
    elif suffix in (".csv", ".txt", ".tsv", ""):
        sheets = [("", _read_text(content))]
    else:
        raise Refusal(_("不认识的文件类型：%(kind)s。请用 .xlsx、.xls 或 .csv。") % {"kind": suffix or name})
    return _best_table(sheets, score, sheet)


def _read_workbook(content):
    _refuse_bombs(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        return [(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except PasswordError as error:
        raise Refusal(_("文件设有密码，请去掉密码后再上传。")) from error
    except DAMAGED as error:
        raise Refusal(_("文件已损坏或不是表格，无法读取。")) from error


def _refuse_bombs(content):
    """Look at the container before anything unpacks it."""
    if content[:2] != b"PK":
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        small = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= LARGEST_UNPACKED
        if small and "xl/workbook.xml" not in archive.namelist():
            raise Refusal(_("文件已损坏或不是表格，无法读取。"))
        vast = not small or any(_cells_spanned(archive, part) > MOST_CELLS for part in parts)
    except DAMAGED as error:
        raise Refusal(_("文件已损坏或不是表格，无法读取。")) from error
    if vast:
        raise Refusal(_("文件解压后过大，无法读取；请分成几份。"))


# A cell that holds something; the reader passes over those that are only formatted.
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,4})(\d{1,8})["'](?:[^>]*[^/])?>""")


def _cells_spanned(archive, part):
    """Return rows × columns of the rectangle that a sheet's cells span; one far cell makes it vast."""
    columns, rows, tail = {b"A"}, {b"1"}, b""
    if not part.filename.lower().endswith(".xml"):
        return 0
    with archive.open(part) as file:
        while chunk := file.read(1 << 23):
            text = tail + chunk
            for cell in _CELL.finditer(text):
                columns.add(cell[1])
                rows.add(cell[2])
            tail = text[-80:]
    return max(map(_column, columns)) * max(map(int, rows))


def _column(letters):
    """Return the number of column b"AA": 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_text(content):
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")  # what Excel calls Unicode text
    for encoding in ("utf-16",) if wide else ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refusal(_("无法识别文件的编码，请另存为 UTF-8 或 GBK。"))
    if "\x00" in text:
        raise Refusal(_("文件已损坏或不是表格，无法读取。"))
    first = "\n".join(text.splitlines()[:HEADER_WITHIN])
    delimiter = max("\t,;", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:  # a quote that is never closed swallows the rest of the file
        raise Refusal(_("文件已损坏或不是表格，无法读取。")) from error


def _best_table(sheets, score, wanted):
    found = [_table(name, rows, score) for name, rows in sheets if wanted in ("", name)]
    found = [table for table in found if table]
    if not found:
        raise Refusal(_("没有找到表头：前 %(n)s 行里没有能识别的列名。") % {"n": HEADER_WITHIN})
    best = max(found, key=lambda table: (score(table.header), len(table.rows)))
    best.sheets = [[name, len(rows)] for name, rows in sheets]
    others = [table.sheet for table in found if table is not best]
    if others:
        best.remarks.append({"code": "several_sheets", "sheet": best.sheet, "others": others})
    return best


def _table(name, rows, score):
    """Return the sheet as a Table, or None when no row looks like a header."""
    tops = rows[:HEADER_WITHIN]
    if not tops:
        return None
    index = max(range(len(tops)), key=lambda number: (score(tops[number]), -number))
    if score(tops[index]) < 1:
        return None
    header = [_text(cell) for cell in tops[index]]
    body = [
        (number, list(cells))
        for number, cells in enumerate(rows[index + 1 :], index + 2)
        if any(_text(cell) for cell in cells)
    ]
    return Table(header, body, name)


def _text(cell):
    return "" if cell is None else str(cell).strip()
