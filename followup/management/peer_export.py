"""The same list by the usual means: openpyxl's write-only workbook, and a resource of django-import-export."""

from datetime import date

from import_export import resources
from import_export.fields import Field
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from followup.columns_out import TEXT
from registry.models import Person


def write_with_openpyxl(columns, rows, path):
    """Write typed rows as our own writer does: dates as dates, numbers of people as text, no formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.append([str(column.label) for column in columns])
    kinds = [column.kind for column in columns]
    for row in rows:
        sheet.append([_cell(sheet, value, kind) for value, kind in zip(row, kinds, strict=True)])
    book.save(path)


def _cell(sheet, value, kind):
    if not isinstance(value, str) or not value:
        if not isinstance(value, date):
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    is_odd = value[0] in "=+-@"
    if kind != TEXT and not is_odd:
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", is_odd
    return cell


class Shown(Field):
    """A field that takes its value as a column of ours does."""

    def __init__(self, column, voice):
        super().__init__(column_name=str(column.label))
        self.column, self.voice = column, voice

    def export(self, instance, **kwargs):
        return self.column.take(instance, self.voice)


def write_with_import_export(columns, people, voice, path):
    """Export a queryset as the library's documentation has it."""
    shown = {column.key: Shown(column, voice) for column in columns}
    meta = type("Meta", (), {"model": Person, "fields": tuple(shown), "export_order": tuple(shown), "chunk_size": 2000})
    resource = type("ListResource", (resources.ModelResource,), {**shown, "Meta": meta})()
    path.write_bytes(resource.export(queryset=people).export("xlsx"))
