"""An .xlsx as sheets: looked at before it is unpacked, its rows handed on one by one."""

import io
import struct
import zipfile
import zlib
from contextlib import contextmanager
from posixpath import join, normpath
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from registry.refusals import Refusal
from registry.sheets.markup import details_of
from registry.sheets.sheet import Details, Sheet, damaged, protected, too_vast

LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes; a larger workbook is a bomb or a mistake
MOST_PARTS = 2000
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
    details = {part.filename: details_of(archive, part) for part in parts}
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
