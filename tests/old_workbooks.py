"""Writes the smallest .xls there can be, record by record: what no library of ours writes any more."""

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
GLOBALS, SHEET = 0x05, 0x10


def old_workbook(rows, *, hidden_rows=(), hidden_columns=(), merged=(), locked=False):
    """Return an .xls with one sheet, 名单; a cell may be text, a number, or a record made by `formula` or `error`."""
    cells = [
        _cell(row, column, value) for row, line in enumerate(rows) for column, value in enumerate(line) if value != ""
    ]
    hidden = [_record(0x208, struct.pack("<HHHHHHI", row, 0, 1, 255, 0, 0, 0x20)) for row in hidden_rows]
    hidden += [_record(0x7D, struct.pack("<HHHHHH", *stretch, 2048, 15, 1, 0)) for stretch in hidden_columns]
    areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merged)
    sheet = [_begin(SHEET), *hidden, *cells, _record(0xE5, struct.pack("<H", len(merged)) + areas), _record(0x0A)]
    password = [_record(0x2F, bytes(54))] if locked else []
    head = [_begin(GLOBALS), *password, _record(0x42, struct.pack("<H", 1200))]
    starts = len(b"".join(head)) + len(_sheet_named("名单", 0)) + 4
    return container(Workbook=b"".join([*head, _sheet_named("名单", starts), _record(0x0A), *sheet]))


def formula(result):
    """A cell whose value is worked out."""
    return lambda row, column: _record(0x06, struct.pack("<HHHdHIH", row, column, 15, result, 0, 0, 0))


def error(code):
    """A cell that holds an error: 0x2A is #N/A."""
    return lambda row, column: _record(0x205, struct.pack("<HHHBB", row, column, 15, code, 1))


def _cell(row, column, value):
    if callable(value):
        return value(row, column)
    if isinstance(value, (int, float)):
        return _record(0x203, struct.pack("<HHHd", row, column, 15, value))
    return _record(0x204, struct.pack("<HHHHB", row, column, 15, len(value), 1) + value.encode("utf-16-le"))


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def _begin(what):
    return _record(0x809, struct.pack("<HHHHII", 0x600, what, 0, 1997, 0, 0x600))


def _sheet_named(name, starts):
    return _record(0x85, struct.pack("<IBBBB", starts, 0, 0, len(name), 1) + name.encode("utf-16-le"))


def container(**streams):
    """Return a compound file that holds one stream."""
    [(name, content)] = streams.items()
    content = content.ljust(max(8 * SECTOR, -(-len(content) // SECTOR) * SECTOR), b"\0")
    sectors = len(content) // SECTOR
    chain = [TABLE, END, *range(3, sectors + 2), END]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    folder = _entry("Root Entry", 5, child=1, start=END) + _entry(name, 2, start=2, size=len(content))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<10I", 0, 1, 1, 0, 4096, END, 0, END, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    return header + table + folder.ljust(SECTOR, b"\0") + content


def _entry(name, kind, *, child=FREE, start, size=0):
    named = (name + "\0").encode("utf-16-le")
    data = named.ljust(64, b"\0") + struct.pack("<HBBIII", len(named), kind, 1, FREE, FREE, child)
    return data + bytes(36) + struct.pack("<IQ", start, size)
