"""Writes a workbook row by row into any stream: flat memory, no file on a disk, nothing that could be executed. Pure.

Every text is an inline string, so that no cell can be a formula; what looks like one carries the mark that a
spreadsheet keeps it a text by even when it is typed over.
"""

import re
import zipfile
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from registry.columns import letter

MOST_ROWS = 1_048_575  # under the header of one sheet
LARGEST_PART = 1_800_000_000  # bytes; a part of 2 GiB needs what older spreadsheets cannot read
LONGEST = 32_767  # characters a cell may hold
COMPRESSION = 3  # a third of the default's time for a tenth more bytes
PLAIN, HEADING, DATED, TEXT, QUOTED, LABEL, PARAGRAPH, TITLE = range(8)  # places in _STYLES
EPOCH = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets disagree about the calendar

# Characters that XML or a spreadsheet would read as something else than the text.
_ODD = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|^[=+\-@＝＋－＠\s]|\s$|_x[0-9A-Fa-f]{4}_")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


@dataclass(frozen=True)
class Marks:
    """What tells a sheet's origin: printed on each page, and inside the file."""

    serial: str
    author: str
    header: str
    footer: str


def legible(text):
    """Return a text with what no workbook can hold made visible: nothing vanishes silently."""
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return _ILLEGAL.sub("\ufffd", text)


def spelled(text):
    """Return a text as a workbook spells it: legible, and what it would read as an escape written out."""
    return _ESCAPED.sub("_x005F_", legible(text))


def is_like_formula(text):
    return text.startswith(_FORMULA)


class Workbook:
    """A cover and a list: rows go out as they come, the cover last, when everything is known."""

    def __init__(self, stream, columns, *, name, marks):
        """`columns` are (label, width, whether its cells are texts that must never become numbers)."""
        self.archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        self.columns, self.name, self.marks = columns, name, marks
        self.cells = [(letter(index), TEXT if is_text else PLAIN) for index, (_, _, is_text) in enumerate(columns)]
        self.sheets = []  # rows under the header of each
        self.part, self.size = None, 0

    def write(self, rows):
        """Write rows of values: texts, dates, numbers or None."""
        for row in rows:
            if self.part is None or self.sheets[-1] >= MOST_ROWS or self.size > LARGEST_PART:
                self._turn()
            self.sheets[-1] += 1
            self._put(_row(self.sheets[-1] + 1, row, self.cells))

    def close(self, cover, *, title):
        """Finish with the cover: its title and (label, value) lines."""
        if not self.sheets:
            self._turn()
        self._end()
        self._part("xl/worksheets/sheet1.xml", _cover(title, cover, self.marks))
        names = [title] + [self.name if number == 1 else f"{self.name} {number}" for number in self.numbers]
        for path, content in _frame(names, self.sheets, self.cells[-1][0], self.marks):
            self._part(path, content)
        self.archive.close()

    @property
    def numbers(self):
        return range(1, len(self.sheets) + 1)

    def _turn(self):
        """Begin the next sheet with its header."""
        self._end()
        self.sheets.append(0)
        self.part = self.archive.open(f"xl/worksheets/sheet{len(self.sheets) + 1}.xml", "w")
        self.size = 0
        widths = "".join(
            f'<col min="{index}" max="{index}" width="{width}" customWidth="1"/>'
            for index, (_label, width, _is_text) in enumerate(self.columns, 1)
        )
        labels = [str(label) for label, _width, _is_text in self.columns]
        header = _row(1, labels, [(column, HEADING) for column, _style in self.cells])
        self._put(f"{_SHEET}{_FROZEN}<cols>{widths}</cols><sheetData>{header}")

    def _end(self):
        """End the sheet that is being written."""
        if self.part is not None:
            self._put(f'</sheetData><autoFilter ref="A1:{self.cells[-1][0]}{self.sheets[-1] + 1}"/>')
            self._put(_page(self.marks))
            self.part.close()

    def _put(self, text):
        content = text.encode()
        self.size += len(content)
        self.part.write(content)

    def _part(self, path, content):
        self.archive.writestr(path, content.encode())


# --- Rows -------------------------------------------------------------------------------------


def _row(number, values, cells):
    parts = [f'<row r="{number}">']
    for value, (column, style) in zip(values, cells, strict=True):
        if value is None or value == "":
            continue
        if type(value) is str:
            parts.append(_text(f"{column}{number}", value, style))
        elif type(value) is date and value >= FIRST_DAY:
            parts.append(f'<c r="{column}{number}" s="{DATED}"><v>{value.toordinal() - EPOCH}</v></c>')
        elif type(value) is int:
            parts.append(f'<c r="{column}{number}" s="{style}"><v>{value}</v></c>')
        else:
            parts.append(_text(f"{column}{number}", str(value), style))
    parts.append("</row>")
    return "".join(parts)


def _text(place, text, style):
    if len(text) > LONGEST or _ODD.search(text):
        style = QUOTED if is_like_formula(text) and style in (PLAIN, TEXT) else style
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def _xml(text):
    return escape(spelled(text), {"\r": "&#13;", '"': "&quot;"})


# --- The fixed parts --------------------------------------------------------------------------

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)
_FONT = '<sz val="11"/><name val="宋体"/><charset val="134"/>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    f'<fonts count="3"><font>{_FONT}</font><font><b/>{_FONT}</font><font><b/>{_FONT.replace("11", "16", 1)}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EFE6"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _page(marks):
    """How a sheet is printed: the whole width on a page, with its origin above and below."""
    header = _xml("&C" + _printed(marks.header) + "&R" + marks.serial)
    footer = _xml("&L" + _printed(marks.footer) + "&R&P / &N")
    return (
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddHeader>{header}</oddHeader><oddFooter>{footer}</oddFooter></headerFooter></worksheet>"
    )


def _printed(text):
    """A text for a printed header, where an ampersand begins an order and 255 characters are the most."""
    return text[:100].replace("\n", " ").replace("&", "&&")


def _cover(title, lines, marks):
    rows = [_row(1, [title, None], [("A", TITLE), ("B", TITLE)])]
    for number, line in enumerate(lines, 3):
        rows.append(_row(number, line, [("A", LABEL), ("B", PARAGRAPH)]))
    columns = '<cols><col min="1" max="1" width="20" customWidth="1"/><col min="2" max="2" width="90" customWidth="1"/></cols>'
    return f"{_SHEET}{columns}<sheetData>{''.join(rows)}</sheetData>{_page(marks)}"


def _frame(names, sheets, last_column, marks):
    """Yield (path, content) of the parts that bind the sheets into a workbook."""
    yield "xl/styles.xml", _STYLES
    yield "xl/workbook.xml", _binding(names, sheets, last_column)
    sheet_parts = [
        (f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)
    ]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheet_parts, ("rIdStyles", "styles", "styles.xml")])
    yield "docProps/custom.xml", custom_properties(marks)
    properties = (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{_xml(marks.author)}</dc:creator>'
        f"<dc:identifier>{_xml(marks.serial)}</dc:identifier></cp:coreProperties>"
    )
    yield "docProps/core.xml", properties
    core = (
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    outside = [("rId1", "officeDocument", "xl/workbook.xml"), ("rId3", "custom-properties", "docProps/custom.xml")]
    yield "_rels/.rels", _relations(outside).replace("</Relationships>", core + "</Relationships>")
    yield "[Content_Types].xml", _content_types(len(names))


def _binding(names, sheets, last_column):
    tabs = "".join(
        f'<sheet name="{_xml(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    defined = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
        f"'{_xml(names[index])}'!$A$1:${last_column}${rows + 1}</definedName>"
        for index, rows in enumerate(sheets, 1)
    ) + "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">\'{_xml(names[index])}\'!$1:$1</definedName>'
        for index in range(1, len(names))
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>{tabs}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def _relations(parts):
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for key, kind, target in parts
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def custom_properties(marks):
    """The mark nobody sees: the file's own properties name the export it came from."""
    lines = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" name="{name}">'
        f"<vt:lpwstr>{_xml(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate((("serial", marks.serial), ("for", marks.footer)), 2)
    )
    return (
        f'{_HEAD}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{lines}</Properties>"
    )


def _content_types(sheets):
    parts = [(f"/xl/worksheets/sheet{number}.xml", f"{_TYPE}.worksheet+xml") for number in range(1, sheets + 1)]
    parts += [
        ("/xl/workbook.xml", f"{_TYPE}.sheet.main+xml"),
        ("/xl/styles.xml", f"{_TYPE}.styles+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"),
    ]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
