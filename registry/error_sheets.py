"""The rows of a roster that need putting right, as a spreadsheet with their reasons, and the way back."""

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from registry import columns
from registry.cleaning import plain_text
from registry.columns import plain_header
from registry.models import RosterRow
from registry.refusals import Refusal
from registry.spreadsheets import read_table
from registry.telling import tell

Verdict = RosterRow.Verdict
WRONG = (Verdict.INVALID, Verdict.DOUBTFUL)
# Known again by these names in whatever language the sheet was fetched.
NUMBER_NAMES = frozenset(map(plain_header, ("原行号", "Row in the original")))
REASON_NAMES = frozenset(map(plain_header, ("问题说明", "What is wrong")))
MARKED = PatternFill("solid", start_color="FFF4D6")


def write_error_sheet(roster, place, *, everything=False):
    """Write the wrong rows (or all) below the received headers into `place`, a path or a file; a row at a time."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_("待更正"))
    sheet.freeze_panes = "C2"
    for index in range(2 + len(roster.header)):
        sheet.column_dimensions[get_column_letter(index + 1)].width = 44 if index == 1 else 18
    sheet.append([_cell(sheet, text, bold=True) for text in (_("原行号"), _("问题说明"), *roster.header)])
    rows = roster.rows.order_by("number")
    if not everything:
        rows = rows.filter(verdict__in=WRONG, applied=False)
    for row in rows.iterator(chunk_size=1000):
        reasons = "".join(tell(reason) for reason in row.reasons)
        marked = row.verdict in WRONG and not row.applied
        sheet.append([row.number, *(_cell(sheet, text, marked=marked) for text in (reasons, *_texts(row)))])
    workbook.save(place)


def _texts(row):
    return [plain_text(cell) for cell in row.content["cells"]]


def _cell(sheet, text, *, bold=False, marked=False):
    """A cell that is text whatever it begins with: no number loses digits, no formula runs."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.number_format = "s", "@"
    if bold:
        cell.font = Font(bold=True)
    if marked:
        cell.fill = MARKED
    return cell


def read_error_sheet(roster, name, content):
    """Return {row number: {column index: text}} of a sheet brought back; raises Refusal where it is not one of ours."""
    table = read_table(name, content, columns.header_score)
    plain = [plain_header(text) for text in table.header]
    number_at = next((index for index, text in enumerate(plain) if text in NUMBER_NAMES), None)
    if number_at is None:
        raise Refusal(_("没有“原行号”一列：请带回从这里下载的更正表。"))
    places = _places(roster, plain)
    if len(places) < 2:
        raise Refusal(_("更正表的列与原名册不符，无法对应。"))
    corrections = {}
    for number, cells in table.rows:
        row = plain_text(cells[number_at]) if number_at < len(cells) else ""
        if not row.isdecimal():
            raise Refusal(_("更正表第 %(row)s 行没有原行号，无法对应；新增的人请另传名册。") % {"row": number})
        corrections[int(row)] = {to: plain_text(cells[at]) for at, to in places.items() if at < len(cells)}
    return corrections


def _places(roster, plain):
    """Return {index in the sheet: index in the roster} by header; equal headers in their order."""
    waiting = {}
    for index, text in enumerate(roster.header):
        waiting.setdefault(plain_header(text), []).append(index)
    places = {}
    for index, text in enumerate(plain):
        if text not in NUMBER_NAMES | REASON_NAMES and waiting.get(text):
            places[index] = waiting[text].pop(0)
    return places
