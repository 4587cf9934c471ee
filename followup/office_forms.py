"""Workbooks the office was given: where their list begins, what their columns hold, and rows poured under them.

Order, widths, formats, merged cells, other sheets and formulas stay the template's own. What stands below the list is
pushed down, as a spreadsheet does when rows are inserted.
"""

import io
import re
import warnings
import zipfile
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.cell_range import CellRange

from followup.columns_out import CODES, COLUMNS, TEXT
from followup.growing import grow
from followup.workbooks import is_like_formula, legible
from registry.cleaning import Unclear, read_code, read_yes_no
from registry.columns import fact_of, header_score, plain_header
from registry.refusals import Refusal
from registry.sealed import unseal_bytes
from registry.spreadsheets import read_table
from registry.statuses import Willingness

PURPOSE = "export_template"
LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000  # a template is laid out in memory, unlike a plain list
NUMBERS = "number"  # the column that counts the rows
OWN_WORDS = {"basis", "why"}  # codes of this product: no form has words for them
INTERNAL = {"note"}  # what was written for colleagues leaves the house only when somebody chooses so
# Parts of a container that would be executed, lead outside, or be lost.
FORBIDDEN = (
    (
        ("xl/vbaProject", "xl/macrosheets", "xl/activeX", "xl/embeddings"),
        gettext_lazy("模板含有宏或嵌入的程序，不能使用。"),
    ),
    (("xl/externalLinks", "xl/connections"), gettext_lazy("模板链接到别的文件或数据源，请断开链接后再上传。")),
    (
        ("xl/charts", "xl/media", "xl/pivotTables", "xl/drawings/drawing", "xl/ctrlProps"),
        gettext_lazy("模板含有图表、图形、图片、控件或透视表，写入时会丢失，请去掉后再上传。"),
    ),
)
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_KNOWN = {plain_header(column.label): key for key, column in COLUMNS.items()} | {plain_header("序号"): NUMBERS}
_OFFERED = ({NUMBERS} | set(COLUMNS)) - INTERNAL


@dataclass(frozen=True)
class Layout:
    """Where a template's list stands and what its columns are for."""

    sheet: str
    header_row: int
    headers: dict  # {column number as text: header}
    columns: dict  # {column number as text: key of a column}


# --- Reading ----------------------------------------------------------------------------------


def read_layout(name, content):
    """Return the Layout of a template; raises Refusal for what is no template, or has more in it than a form."""
    if len(content) > LARGEST:
        raise Refusal(_("模板超过 5 MB。"))
    if not name.lower().endswith(".xlsx") or content[:2] != b"PK":
        raise Refusal(_("模板须为 .xlsx 文件。"))
    table = read_table(name, content, header_score)  # it refuses what is damaged or a bomb
    _refuse_parts(content)
    book = _opened(content)
    if any(_ID_NUMBER.search(str(cell)) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row):
        raise Refusal(_("模板里已有像身份证号码的内容；请上传空白模板，不含任何人的信息。"))
    _refuse_tall_rows(book[table.sheet], table.rows.begins + 1)
    headers = {str(number): name for number, name in enumerate(table.header, 1) if name}
    return Layout(table.sheet, table.rows.begins, headers, _recognised(headers))


def _refuse_parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    for beginnings, sentence in FORBIDDEN:
        if any(name.startswith(beginnings) for name in names):
            raise Refusal(sentence)


def _refuse_tall_rows(sheet, first):
    last = first + _free_rows(sheet, first) - 1
    if any(area.min_row <= last and area.max_row > max(area.min_row, first) for area in _areas_from(sheet, first)):
        raise Refusal(_("模板中一人占多行，不能按一人一行填写。"))


def _areas_from(sheet, row):
    return [area for area in sheet.merged_cells.ranges if area.max_row >= row]


def _opened(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it names extensions it passes over; none of them holds a cell
        return load_workbook(io.BytesIO(content), keep_links=False, rich_text=True)


def _recognised(headers):
    columns = {}
    for number, header in headers.items():
        key = fact_of(header) or _KNOWN.get(plain_header(header), "")
        if key in _OFFERED and key not in columns.values():
            columns[number] = key
    return columns


def words_of(template):
    """Return {key: {code: the template's word}} for the columns whose cells offer a list to choose from."""
    book = _opened(unseal_bytes(template.content, PURPOSE))
    sheet, words = book[template.sheet], {}
    for number, key in template.columns.items():
        if key in CODES:
            place = sheet.cell(template.header_row + 1, int(number)).coordinate
            words[key] = {}
            for option in _options(book, sheet, place):
                words[key].setdefault(_code_of(key, option), option)
    return words


def _code_of(key, word):
    try:
        if key == "willingness":
            return Willingness.WILLING if read_yes_no(word) else Willingness.UNWILLING
        return read_code(key, word) if key not in OWN_WORDS else None
    except Unclear:
        return None


def _options(book, sheet, place):
    """Return the words a cell's list offers, written out or in cells."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and place in rule.sqref and rule.formula1:
            said = rule.formula1.lstrip("=")
            if said.startswith('"'):
                return [word.strip() for word in said.strip('"').split(",")]
            return _cells_said(book, sheet, said)
    return []


def _cells_said(book, sheet, reference):
    name, _mark, area = reference.rpartition("!")
    name = name.strip("'") or sheet.title
    try:
        first, top, last, bottom = range_boundaries(area)
    except ValueError:  # a name or a formula
        return []
    if name not in book.sheetnames or None in (top, bottom):
        return []
    cells = book[name].iter_rows(top, bottom, first, last, values_only=True)
    return [str(cell).strip() for row in cells for cell in row if cell is not None]


# --- Filling ----------------------------------------------------------------------------------


def fill(template, rows, stream, marks):
    """Pour rows of values, in the order of the template's columns, under its header and save it into a stream."""
    book = _opened(unseal_bytes(template.content, PURPOSE))
    sheet, rows = book[template.sheet], list(rows)
    first = template.header_row + 1
    last = first + _free_rows(sheet, first) - 1
    sample = _sample(sheet, first) if last >= first else None
    grow(book, sheet, last, first + len(rows) - 1 - last)
    places = [(int(number), COLUMNS[key]) for number, key in template.columns.items() if key in COLUMNS]
    counters = [int(number) for number, key in template.columns.items() if key == NUMBERS]
    for index, row in enumerate(rows):
        if sample:
            sample.dress(sheet, first + index, is_new=first + index > last)
        for column in counters:
            sheet.cell(first + index, column).value = index + 1
        for (number, column), value in zip(places, row, strict=True):
            _put(sheet.cell(first + index, number), column, value)
    for name, value in (("serial", marks.serial), ("for", marks.footer)):
        if name not in book.custom_doc_props.names:
            book.custom_doc_props.append(StringProperty(name=name, value=value))
    book.save(stream)


def _free_rows(sheet, first):
    """Return how many rows under the header are there to be filled: empty, counted beforehand, or only computing."""
    for row in range(first, sheet.max_row + 1):
        if not all(_is_free(cell) for cell in sheet[row]):
            return row - first
    return max(sheet.max_row - first + 1, 0)


def _is_free(cell):
    """A prepared row holds at most running numbers, and formulas over its own cells."""
    if cell.data_type == "f":
        return re.search(rf"[A-Za-z]\$?{cell.row}(?!\d)", str(cell.value)) is not None
    return cell.value in (None, "") or cell.data_type == "n" or str(cell.value).isdecimal()


@dataclass(frozen=True)
class Sample:
    """The first free row of a template: what every row of the list looks like and computes."""

    row: int
    height: float | None
    cells: list  # (column, style, formula or None)
    wide: list  # (first column, last column) of cells that are merged

    def dress(self, sheet, row, *, is_new):
        """Make a row like this one."""
        for column, style, formula in self.cells:
            cell = sheet.cell(row, column)
            cell._style = copy(style)
            if not isinstance(cell, MergedCell):
                cell.value = self._moved(formula, cell) if formula else None
        for first, last in self.wide if is_new else ():
            # Not merge_cells(), which looks through all the others each time.
            sheet.merged_cells.ranges.add(CellRange(min_col=first, max_col=last, min_row=row, max_row=row))
        sheet.row_dimensions[row].height = self.height

    def _moved(self, formula, cell):
        return Translator(formula, f"{cell.column_letter}{self.row}").translate_formula(cell.coordinate)


def _sample(sheet, row):
    cells = [(cell.column, copy(cell._style), cell.value if cell.data_type == "f" else None) for cell in sheet[row]]
    wide = [(area.min_col, area.max_col) for area in _areas_from(sheet, row) if area.min_row == row]
    return Sample(row, sheet.row_dimensions[row].height, cells, wide)


def _put(cell, column, value):
    """Write one value in the template's own format, but never so that it changes or is executed."""
    if isinstance(value, date):
        _put_date(cell, value)
    elif isinstance(value, str) and value:
        cell.value = _ESCAPED.sub("_x005F_", legible(value))  # else a spreadsheet reads _x0041_ as "A"
        cell.data_type = "s"
        if is_like_formula(value):
            cell.quotePrefix = True
        if column.kind == TEXT:
            cell.number_format = "@"
    else:
        cell.value = value or None


def _put_date(cell, value):
    if cell.number_format == "@":
        cell.value = value.isoformat()
        return
    own = cell.number_format if cell.number_format != "General" else "yyyy-mm-dd"
    cell.value = value
    cell.number_format = own
