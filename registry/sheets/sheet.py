"""A sheet as any reader hands it over, before a header is looked for in it. Pure."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from registry.refusals import Refusal

MOST_CELLS = 10_000_000  # of the rectangle a sheet spans: readers lay it out whole, empty cells too
MOST_NAMED = 10  # places that are named; of the others only the number is told


@dataclass
class Places:
    """Addresses of cells: the first few, and how many there are."""

    named: list = field(default_factory=list)
    total: int = 0

    def add(self, *addresses):
        self.total += len(addresses)
        self.named += addresses[: MOST_NAMED - len(self.named)]


@dataclass
class Details:
    """What a sheet has besides the values of its cells. Rows are counted from 1, columns from 0."""

    hidden_rows: list = field(default_factory=list)  # [(first, last)]
    hidden_columns: list = field(default_factory=list)  # [(first, last)]
    formulas: int = 0
    unvalued: Places = field(default_factory=Places)  # formulas that nobody has worked out
    errors: Places = field(default_factory=Places)  # #N/A, #REF! and the like
    torn: Places = field(default_factory=Places)  # rows of a text in which bytes are no character
    last_row: int = 1
    last_column: int = 1
    at_row: int = 0  # where the reader would stand, cells without an address counted
    at_column: int = 0

    def hide_row(self, number):
        """Add a hidden row; neighbours become one stretch."""
        if self.hidden_rows and self.hidden_rows[-1][1] == number - 1:
            self.hidden_rows[-1] = (self.hidden_rows[-1][0], number)
        else:
            self.hidden_rows.append((number, number))

    @property
    def is_vast(self):
        return self.last_row * self.last_column > MOST_CELLS


@dataclass
class Sheet:
    """Rows of cells from the top left corner on; `rows` may be gone through more than once."""

    name: str
    rows: object
    height: int  # rows down to the last that says something
    merged: list = ()  # [(first row, first column, last row, last column)] from 0
    is_hidden: bool = False
    details: Details = field(default_factory=Details)


def damaged():
    return Refusal(_("文件已损坏或不是表格，无法读取。"))


def protected():
    return Refusal(_("文件设有密码，请去掉密码后再上传。"))


def too_vast():
    return Refusal(_("文件解压后过大，无法读取；请分成几份。"))


def column_number(letters):
    """Return the number of column b"AA": 27."""
    number = 0
    for place in letters.upper():
        number = number * 26 + place - 64
    return number
