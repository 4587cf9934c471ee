"""An .xlsx as sheets: looked at before it is unpacked, its rows handed on one by one."""

import io
import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from posixpath import join, normpath
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from registry.refusals import Refusal
from registry.sheets.sheet import Details, Sheet, column_number, damaged, protected, too_vast

LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes; a larger workbook is a bomb or a mistake
MOST_PARTS = 2000
PIECE = 1 << 23  # bytes looked at together
# What readers raise at a container that is not whole.
DAMAGED = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
)


@contextmanager
def damage_said():
    """Whatever breaks within is one sentence; a Refusal passes as it is."""
    try:
        yield
    except PasswordError as error:
        raise protected() from error
    except DAMAGED as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own language gave up, which is no Exception here
            raise damaged() from error
        raise


def read_xlsx(content):
    """Yield the Sheets one after the other: of a large workbook only one need be in memory."""
    with damage_said():
        details = _look_through(content)
        yield from laid_out(content, details)


def laid_out(content, details):
    """Yield the Sheets that the reader finds in a workbook; `details` by their order."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for index, about in enumerate(book.sheets_metadata):
        if about.typ is SheetTypeEnum.WorkSheet:
            yield _sheet(book, index, details.get(index) or Details())


def _sheet(book, index, details):
    about, laid = book.sheets_metadata[index], book.get_sheet_by_index(index)
    return Sheet(
        name=about.name,
        rows=_Rows(laid),
        height=laid.end[0] + 1 if laid.end else 0,
        merged=[(*first, *last) for first, last in laid.merged_cell_ranges or ()],
        is_hidden=about.visible is not SheetVisibleEnum.Visible,
        details=details,
    )


class _Rows:
    """The rows of a sheet from its first column on, made one by one each time they are gone through."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.before = [""] * (sheet.start[1] if sheet.start else 0)

    def __iter__(self):
        for cells in self.sheet.iter_rows():
            yield self.before + cells


# --- Before it is unpacked -----------------------------------------------------------------------


def _look_through(content):
    """Return {order of a sheet: Details}; refuses what is no workbook of ours, and bombs."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise too_vast()
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise _other_kind(names)
    details = {part.filename: _details_of(archive, part) for part in parts}
    if any(found.is_vast for found in details.values()):
        raise too_vast()
    return {index: details.get(place) for index, place in enumerate(_places_of_sheets(archive))}


def _other_kind(names):
    """Return the Refusal for a container that is something else than an .xlsx."""
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        return Refusal(_("这是文字或演示文稿，不是表格。"))
    if "xl/workbook.bin" in names or "content.xml" in names:
        return Refusal(_("请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"))
    return damaged()


def _places_of_sheets(archive):
    """Yield the part that each sheet of the workbook is kept in, in order."""
    targets = {}
    for link in _parsed(archive, "xl/_rels/workbook.xml.rels"):
        target = link.get("Target", "")
        targets[link.get("Id")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    for element in _parsed(archive, "xl/workbook.xml").iter():
        if element.tag.endswith("}sheet"):
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            yield targets.get(key, "")


def _parsed(archive, name):
    """Return the markup of a part; one that declares entities of its own is none of ours."""
    text = archive.read(name)
    if b"<!DOCTYPE" in text:
        raise damaged()
    return ElementTree.fromstring(text)


def _details_of(archive, part):
    details = Details()
    for text in _pieces(archive, part):
        _measure(details, text)
        _look(details, text)
    if details.is_vast:  # perhaps only for cells that are formatted and hold nothing
        details.last_row = details.last_column = 1
        for text in _pieces(archive, part):
            _measure_exactly(details, text)
    return details


def _pieces(archive, part):
    """Yield the text of a part in pieces that end where a row ends, or at least not within a tag."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(PIECE):
            text = rest + chunk
            cut = text.rfind(b"row>") + 4
            if cut < 4:
                cut = max(text.rfind(b"<"), 0) or len(text)
            yield text[:cut]
            rest = text[cut:]
    yield rest


# Cells as nearly all programs write them, and anything else that could be one.
_LETTERS = re.compile(rb'<c r="([A-Z]{1,4})')
_NUMBERS = re.compile(rb'<c r="[A-Z]{1,4}(\d{1,8})"')
_OTHERWISE = re.compile(rb'<c(?! r="[A-Z]{1,4}\d{1,8}"|[A-Za-z])')
# A cell that holds something; the reader passes over those that are only formatted.
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]{1,4})(\d{1,8})["'](?:[^>]*[^/])?>""")
_NAMELESS = re.compile(rb"""<(?:\w+:)?c(?:>|\s(?!r=)(?![^>]*\sr=))""")  # a cell that does not say where it is
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,8})["']""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^>]*>[^<])?"""
)
_TEXT = re.compile(rb"""\bt=["']str["']""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(row|col)\s([^>]*\bhidden=["'](?:1|true)["'][^>]*)>""")


def _measure(details, text):
    """Widen the rectangle that the cells span, be they formatted only, by a piece of a sheet's text."""
    if b":c" in text or _OTHERWISE.search(text):
        _measure_exactly(details, text)
        return
    _widen(details, set(_NUMBERS.findall(text)), set(_LETTERS.findall(text)))


def _measure_exactly(details, text):
    found = set(_CELL.findall(text))
    _widen(details, {row for _letters, row in found}, {letters for letters, _row in found})
    if _NAMELESS.search(text):
        _look_at_nameless(details, text)


def _widen(details, rows, letters):
    details.last_row = max([details.last_row, *map(int, rows)])
    details.last_column = max([details.last_column, *map(column_number, letters)])


def _look(details, text):
    """Add to the Details what a piece of a sheet's text tells."""
    if b"hidden=" in text:
        for tag, attributes in _HIDDEN.findall(text):
            _note_hidden(details, tag, attributes)
    if b"<f" in text or b":f" in text:
        _look_at_formulas(details, text)
    if b'"e"' in text or b"'e'" in text:
        details.errors.add(*map(_address, _ERROR.findall(text)))


def _look_at_nameless(details, text):
    """Cells without an address stand in the row that holds them, one beside the other."""
    details.last_row = max([details.last_row + text.count(b"row>"), *map(int, _ROW.findall(text))])
    widest = max(len(_NAMELESS.findall(row)) for row in text.split(b"row>"))
    details.last_column = max(details.last_column, widest)


def _note_hidden(details, tag, attributes):
    if tag == b"row":
        details.hide_row(_number(attributes, b"r"))
    else:
        details.hidden_columns.append((_number(attributes, b"min") - 1, _number(attributes, b"max") - 1))


def _look_at_formulas(details, text):
    for attributes, value in _FORMULA.findall(text):
        details.formulas += 1
        if not value and not _TEXT.search(attributes):  # a text may well be worked out to be empty
            details.unvalued.add(_address(attributes))


def _number(attributes, name):
    found = re.search(rb"""\b%b=["'](\d{1,8})["']""" % name, attributes)
    return int(found[1]) if found else 0


def _address(attributes):
    found = re.search(rb"""\br=["']([A-Za-z]{1,4}\d{1,8})["']""", attributes)
    return found[1].decode() if found else "?"
