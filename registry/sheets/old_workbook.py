"""An .xls (or .et) as sheets: its records looked through for what is hidden, protected or in error."""

import io
import struct

import olefile
from django.utils.translation import gettext as _

from registry.columns import letter
from registry.refusals import Refusal
from registry.sheets.sheet import Details, damaged, protected, too_vast
from registry.sheets.workbook import damage_said, laid_out

# Records of the Binary Interchange File Format.
FILEPASS, BOUNDSHEET, ROW, COLINFO, FORMULA, BOOLERR, BOF, EOF = 0x2F, 0x85, 0x208, 0x7D, 0x06, 0x205, 0x809, 0x0A
MULTIPLE = 0xBD  # several numbers in one record
VALUES = frozenset([0xFD, 0x204, 0x203, 0x27E, 0xD6, MULTIPLE, FORMULA, BOOLERR])


def read_xls(content):
    """Yield the Sheets one after the other."""
    with damage_said():
        details = _details_by_order(_stream_of(content))
        if any(found.is_vast for found in details.values()):
            raise too_vast()
        yield from laid_out(content, details)


def _stream_of(content):
    """Return the stream of records; a container of another kind says what it is."""
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        if container.exists("EncryptedPackage"):  # how an .xlsx is kept under a password
            raise protected()
        if container.exists("WordDocument") or container.exists("PowerPoint Document"):
            raise Refusal(_("这是文字或演示文稿，不是表格。"))
        for name in ("Workbook", "Book"):
            if container.exists(name):
                return container.openstream(name).read()
    raise damaged()


def _records(stream, position=0):
    """Yield (kind, data) from a position to the end of what begins there."""
    depth = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return


def _details_by_order(stream):
    starts = []
    for kind, data in _records(stream):
        if kind == FILEPASS:
            raise protected()
        if kind == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", data)[0])
    return {index: _details_at(stream, start) for index, start in enumerate(starts)}


def _details_at(stream, start):
    details = Details()
    for kind, data in _records(stream, start):
        if kind in VALUES:
            _look_at_value(details, kind, data)
        elif kind == ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
            details.hide_row(struct.unpack_from("<H", data)[0] + 1)
        elif kind == COLINFO and struct.unpack_from("<H", data, 8)[0] & 1:
            details.hidden_columns.append(struct.unpack_from("<HH", data))
    return details


def _look_at_value(details, kind, data):
    row, column = struct.unpack_from("<HH", data)
    last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == MULTIPLE else column
    details.last_row = max(details.last_row, row + 1)
    details.last_column = max(details.last_column, last + 1)
    details.formulas += kind == FORMULA
    if (kind == BOOLERR and data[7]) or (kind == FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff"):
        details.errors.add(f"{letter(column)}{row + 1}")
