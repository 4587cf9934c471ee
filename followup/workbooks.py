"""Writes a cover and a list into a workbook row by row, in flat memory; nothing in it can be executed.

Every text is written as a text, whatever it looks like; what looks like a formula carries the mark by which a
spreadsheet keeps it a text even when it is typed over. XlsxWriter keeps the rows in files of a private folder that is
gone when the workbook is closed.
"""

import re
from dataclasses import dataclass
from datetime import date

import xlsxwriter

MOST_ROWS = 1_048_575  # under the header of one sheet
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets disagree about the calendar
PRINTED = 100  # characters of a printed header or footer; a spreadsheet allows 255 for all three parts
A4 = 9
# Texts are texts: nothing typed by anyone becomes a formula, a link or a number.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Marks:
    """What tells a sheet's origin: printed on each page, and inside the file."""

    serial: str
    author: str
    header: str
    footer: str

    def properties(self):
        """The mark nobody sees: the file's own properties name the export it came from."""
        return {"serial": self.serial, "for": self.footer}


def legible(text):
    """Return a text with what no workbook can hold made visible: nothing vanishes silently."""
    return _ILLEGAL.sub("\ufffd", text)


def is_like_formula(text):
    return text.startswith(_FORMULA)


class Workbook:
    """A cover and a list: rows go out as they come, the cover last, when everything is known."""

    def __init__(self, stream, columns, *, title, name, marks, folder):
        """`columns` are (label, width, whether its cells are texts that must never become numbers)."""
        self.book = xlsxwriter.Workbook(stream, {**OPTIONS, "tmpdir": folder})
        self.book.use_zip64()  # what no reader of today minds, and a million rows may need
        self.columns, self.name, self.marks = columns, name, marks
        self._prepare_formats()
        self.cover = self._sheet(title)
        self.sheets, self.row = [], MOST_ROWS

    def _prepare_formats(self):
        add = self.book.add_format
        self.heading = add({"bold": True, "bg_color": "#E8EFE6"})
        self.dated = add({"num_format": "yyyy-mm-dd"})
        self.text = add({"num_format": "@"})
        self.quoted = add({"num_format": "@", "quote_prefix": True})
        self.large = add({"bold": True, "font_size": 16})
        self.label = add({"bold": True, "valign": "top"})
        self.paragraph = add({"num_format": "@", "valign": "top", "align": "left", "text_wrap": True})

    def write(self, rows):
        """Write rows of values: texts, dates, numbers or None."""
        formats = [self.text if is_text else None for _label, _width, is_text in self.columns]
        for row in rows:
            if self.row >= MOST_ROWS:
                self._turn()
            self.row += 1
            for column, (value, style) in enumerate(zip(row, formats, strict=True)):
                if value is not None and value != "":
                    self._put(self.sheets[-1], self.row, column, value, style)

    def close(self, lines):
        """Finish with the cover's (label, value) lines."""
        if not self.sheets:
            self._turn()
        self._end()
        self.cover.set_column(0, 0, 20)
        self.cover.set_column(1, 1, 90)
        self.cover.write_string(0, 0, self.cover.name, self.large)
        for row, (label, value) in enumerate(lines, 2):
            self.cover.write_string(row, 0, legible(label), self.label)
            self.cover.write_string(row, 1, legible(str(value)), self.paragraph)
        self.book.set_properties({"author": self.marks.author, "subject": self.marks.header})
        for name, value in self.marks.properties().items():
            self.book.set_custom_property(name, value)
        self.book.close()

    def _put(self, sheet, row, column, value, style):
        if isinstance(value, date) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, value, self.dated)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, style)
        else:
            text = legible(str(value))
            sheet.write_string(row, column, text, self.quoted if is_like_formula(text) else style)

    def _turn(self):
        """Begin the next sheet with its header."""
        self._end()
        number = len(self.sheets) + 1
        sheet = self._sheet(self.name if number == 1 else f"{self.name} {number}")
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for column, (label, width, _is_text) in enumerate(self.columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, str(label), self.heading)
        self.sheets.append(sheet)
        self.row = 0

    def _end(self):
        """Let the sheet that is being written be filtered by its header."""
        if self.sheets:
            self.sheets[-1].autofilter(0, 0, self.row, len(self.columns) - 1)

    def _sheet(self, name):
        """A sheet that is printed the whole width on a page, with its origin above and below."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{_printed(self.marks.header)}&R{self.marks.serial}")
        sheet.set_footer(f"&L{_printed(self.marks.footer)}&R&P / &N")
        return sheet


def _printed(text):
    """A text for a printed header, where an ampersand begins an order."""
    return legible(text[:PRINTED]).replace("\n", " ").replace("&", "&&")
