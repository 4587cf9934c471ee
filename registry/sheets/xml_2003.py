"""An XML Spreadsheet 2003 as sheets, one row of its markup in memory at a time."""

import io
from datetime import datetime
from xml.etree import ElementTree

from registry.columns import letter
from registry.sheets.grid import Grid
from registry.sheets.sheet import damaged
from registry.sheets.workbook import damage_said

_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"


def is_xml_2003(content):
    return content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and _NAMESPACE in content[:4096]


def read_xml_2003(content):
    """Yield the Sheets; a document that declares entities of its own is none of ours."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise damaged()
    grid, title, is_hidden = Grid(), "", False
    with damage_said():
        for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
            name, attributes = _plain(element.tag), _attributes(element)
            if event == "start":
                if name == "Worksheet":
                    grid, title, is_hidden = Grid(), attributes.get("Name", ""), False
            elif name == "Column":
                _hide_columns(grid, attributes)
            elif name == "Row":
                _add_row(grid, element, attributes)
                element.clear()
            elif name == "Visible":
                is_hidden = True
            elif name == "Worksheet":
                yield grid.sheet(title, is_hidden=is_hidden)
                element.clear()


def _plain(tag):
    return tag.rpartition("}")[2]


def _attributes(element):
    return {_plain(name): value for name, value in element.items()}


def _add_row(grid, element, attributes):
    index = int(attributes["Index"]) - 1 if "Index" in attributes else None
    grid.begin_row(index, is_hidden=attributes.get("Hidden") == "1")
    for cell in element:
        _add_cell(grid, cell, _attributes(cell))


def _add_cell(grid, cell, attributes):
    value, kind = _value(cell)
    down, across = (1 + int(attributes.get(name, 0)) for name in ("MergeDown", "MergeAcross"))
    index = int(attributes["Index"]) - 1 if "Index" in attributes else None
    column = grid.place(value, down=down, across=across, column=index)
    grid.details.formulas += "Formula" in attributes
    address = f"{letter(column)}{len(grid.rows)}"
    if kind == "Error":
        grid.details.errors.add(address)
    elif "Formula" in attributes and not kind:
        grid.details.unvalued.add(address)


def _value(cell):
    """Return (value, kind) of a cell; no kind when it holds nothing."""
    data = next((part for part in cell if _plain(part.tag) == "Data"), None)
    if data is None:
        return "", ""
    text, kind = "".join(data.itertext()), _attributes(data).get("Type", "String")
    if kind == "Number":
        return float(text), kind
    if kind == "DateTime":
        return datetime.fromisoformat(text), kind
    return "" if kind == "Error" else text, kind


def _hide_columns(grid, attributes):
    """Columns are described from left to right; one without an index follows the last."""
    first = int(attributes["Index"]) - 1 if "Index" in attributes else grid.next_column
    grid.next_column = first + 1 + int(attributes.get("Span", 0))
    if attributes.get("Hidden") == "1":
        grid.hide_column(first, grid.next_column - 1)
