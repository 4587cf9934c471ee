"""Workbooks made in the tests, as nasty as those that offices send."""

import io
import zipfile

import openpyxl


def workbook(*, dress=None, **sheets):
    """Return an .xlsx of {title: rows}; `dress(sheet)` hides, merges or adds what rows cannot say."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if dress:
            dress(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**parts):
    """Return a container of parts; `__` in a name stands for a folder, a single name without a dot gets .xml."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", text)
    return file.getvalue()


def rewritten(content, rewrite, part="xl/worksheets/sheet1.xml"):
    """Return a workbook whose first sheet is put differently: `rewrite(text)` of its markup, as other programs do."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            after.writestr(name, rewrite(text) if name == part else text)
    return file.getvalue()
