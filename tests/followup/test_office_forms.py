"""Templates an office was given: found header, known columns, and everything of theirs kept when rows are poured in."""

import io
import zipfile
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from followup.office_forms import NUMBERS, fill, read_layout, words_of
from followup.workbooks import Marks
from registry.refusals import Refusal
from registry.sealed import seal_bytes
from registry.statuses import Education
from tests.factories import make_id_number

MARKS = Marks("HH0000042", "王主任", "护航 1311", "王主任 → 教育局")
BOX = Border(*[Side("thin")] * 4)
ROW = ["阿依努尔", "女", "659012200301150011", "13812345678", "", "本科", date(2026, 6, 30)]


def office_form(rows=3):
    """A form as offices send it: title, header of two rows, prepared rows, a sum, signatures, and a list of codes."""
    book = openpyxl.Workbook()
    sheet, codes = book.active, book.create_sheet("代码")
    sheet.title = "登记表"
    sheet.append(["离校未就业高校毕业生登记表"])
    sheet.append(["填报单位：", None, None, None, "填报日期："])
    sheet.append(["序号", "姓名", "性别", "身份证号码", "联系电话", None, "学历", "毕业时间", "虚岁", "备注"])
    sheet.append([None] * 4 + ["本人电话", "家庭电话"])
    for area in ("A1:J1", "E3:F3", *(f"{letter}3:{letter}4" for letter in "ABCDGHIJ")):
        sheet.merge_cells(area)
    last = 4 + rows
    for number in range(1, rows + 1):
        sheet.append([number] + [None] * 7 + [f"=2026-MID(D{4 + number},7,4)+1"])
        for cell in sheet[4 + number][:10]:
            cell.border, cell.font = BOX, Font(name="仿宋", size=12)
        sheet.cell(4 + number, 8).number_format = 'yyyy"年"m"月"'
        sheet.row_dimensions[4 + number].height = 28
    sheet.append(["合计", f"=COUNTA(B5:B{last})"])
    sheet.append(["填表人：", None, None, None, "审核人："])
    sheet.merge_cells(start_row=last + 2, end_row=last + 2, start_column=1, end_column=4)
    sheet.row_dimensions[last + 2].height = 40
    sheet.column_dimensions["D"].width = 24
    for row, word in enumerate(("大学本科", "大学专科", "硕士研究生"), 1):
        codes.cell(row, 1, word)
    choice = DataValidation("list", formula1="代码!$A$1:$A$3")
    choice.add(f"G5:G{last}")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add(
        f"I5:I{last}", CellIsRule("greaterThan", ["25"], fill=PatternFill("solid", "FFFF00"))
    )
    sheet.print_area = f"A1:J{last + 2}"
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def kept(content, **changed):
    """A template as it is kept, without a database."""
    layout = read_layout("表.xlsx", content)
    facts = {name: getattr(layout, name) for name in ("sheet", "header_row", "headers", "columns")}
    return SimpleNamespace(content=seal_bytes(content, "export_template"), **{**facts, **changed})


def filled(template, rows):
    file = io.BytesIO()
    fill(template, iter(rows), file, MARKS)
    return openpyxl.load_workbook(file)


# --- Reading ----------------------------------------------------------------------------------


def test_a_header_of_two_rows_under_a_title_is_found():
    layout = read_layout("表.xlsx", office_form())
    assert (layout.sheet, layout.header_row) == ("登记表", 4)
    assert len(layout.headers) == 10


def test_the_columns_are_recognised_by_the_names_real_forms_use():
    columns = read_layout("表.xlsx", office_form()).columns
    assert columns["1"] == NUMBERS
    assert [columns[number] for number in "234578"] == [
        "name",
        "sex",
        "id_number",
        "phones",
        "education",
        "graduated_on",
    ]
    assert columns["6"] == "family_phones"
    assert "9" not in columns


def test_remarks_written_for_colleagues_are_not_given_away_unasked():
    assert "10" not in read_layout("表.xlsx", office_form()).columns


def with_part(name):
    file = io.BytesIO(office_form())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/media/image1.png"]
)
def test_what_would_run_lead_outside_or_be_lost_is_refused(part):
    with pytest.raises(Refusal):
        read_layout("表.xlsx", with_part(part))


@pytest.mark.parametrize(
    ("name", "content"), [("表.xls", b"PK"), ("表.xlsx", b"text"), ("表.xlsx", b"PK\x03\x04broken")]
)
def test_what_is_no_workbook_is_refused(name, content):
    with pytest.raises(Refusal):
        read_layout(name, content)


def test_a_workbook_without_a_header_is_refused():
    book = openpyxl.Workbook()
    book.active.append(["天气", "心情"])
    with pytest.raises(Refusal):
        read_layout("表.xlsx", saved(book))


def test_a_form_that_holds_somebody_is_refused():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号码"])
    book.create_sheet("旧").append([make_id_number()])
    with pytest.raises(Refusal):
        read_layout("表.xlsx", saved(book))


# --- Filling ----------------------------------------------------------------------------------


def test_rows_stand_in_the_templates_own_columns():
    sheet = filled(kept(office_form()), [ROW])["登记表"]
    assert [cell.value for cell in sheet[5]][:7] == [1, *ROW[:4], None, "本科"]
    assert sheet["H5"].value.date() == ROW[-1]


def test_formats_widths_and_heights_are_the_templates():
    sheet = filled(kept(office_form()), [ROW] * 6)["登记表"]
    assert {sheet.cell(row, 8).number_format for row in range(5, 11)} == {'yyyy"年"m"月"'}
    assert {(sheet.cell(row, 2).font.name, sheet.cell(row, 2).border.left.style) for row in range(5, 11)} == {
        ("仿宋", "thin")
    }
    assert {sheet.row_dimensions[row].height for row in range(5, 11)} == {28}
    assert sheet.column_dimensions["D"].width == 24


def test_an_id_number_is_text_and_no_cell_is_executed():
    sheet = filled(kept(office_form()), [["=1+1", *ROW[1:]]])["登记表"]
    assert (sheet["B5"].value, sheet["B5"].data_type, sheet["B5"].quotePrefix) == ("=1+1", "s", True)
    assert (sheet["D5"].data_type, sheet["D5"].number_format) == ("s", "@")


def test_what_stands_below_moves_down_with_its_merges_and_heights():
    sheet = filled(kept(office_form(rows=3)), [ROW] * 8)["登记表"]
    assert (sheet["A13"].value, sheet["A14"].value, sheet["E14"].value) == ("合计", "填表人：", "审核人：")
    assert "A14:D14" in {str(area) for area in sheet.merged_cells.ranges}
    assert "A9:D9" not in {str(area) for area in sheet.merged_cells.ranges}
    assert (sheet.row_dimensions[14].height, sheet.row_dimensions[9].height) == (40, 28)


def test_sums_choices_colours_and_the_printed_area_reach_over_all_rows():
    sheet = filled(kept(office_form(rows=3)), [ROW] * 8)["登记表"]
    assert sheet["B13"].value == "=COUNTA(B5:B12)"
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["G5:G12"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["I5:I12"]
    assert sheet.print_area.endswith("$A$1:$J$14")


def test_each_row_computes_over_its_own_cells():
    sheet = filled(kept(office_form(rows=3)), [ROW] * 5)["登记表"]
    assert [sheet.cell(row, 9).value for row in (5, 9)] == ["=2026-MID(D5,7,4)+1", "=2026-MID(D9,7,4)+1"]


def test_fewer_people_than_prepared_rows_move_nothing():
    sheet = filled(kept(office_form(rows=3)), [ROW])["登记表"]
    assert sheet["A8"].value == "合计"
    assert sheet["B8"].value == "=COUNTA(B5:B7)"


def small_form(dress, rows=2):
    """A form of a header and prepared rows, dressed by the test."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "毕业院校", None, "学历"])
    for row in range(2, rows + 2):
        for column in range(1, 5):
            book.active.cell(row, column).border = BOX
    dress(book.active)
    return kept(saved(book))


def test_cells_merged_across_in_the_prepared_rows_are_merged_in_every_row():
    def dress(sheet):
        for row in (1, 2, 3):
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)

    template = small_form(dress)
    sheet = filled(template, [["甲", "喀什大学", "本科"]] * 4)[template.sheet]
    assert {str(area) for area in sheet.merged_cells.ranges} == {f"B{row}:C{row}" for row in range(1, 6)}
    assert sheet["B5"].value == "喀什大学"
    assert sheet["D5"].value == "本科"


def test_a_form_where_one_person_takes_two_rows_is_refused():
    with pytest.raises(Refusal):
        small_form(lambda sheet: sheet.merge_cells("A2:A3"))


def test_a_table_object_grows_with_the_list():
    def dress(sheet):
        sheet["C1"] = "专业"
        sheet.add_table(Table(displayName="list", ref="A1:D3"))

    template = small_form(dress)
    sheet = filled(template, [["甲", "喀什大学", "会计", "本科"]] * 4)[template.sheet]
    assert sheet.tables["list"].ref == "A1:D5"


def test_running_numbers_kept_as_text_are_room_to_be_filled():
    def dress(sheet):
        sheet["C1"] = "序号"
        sheet["C2"], sheet["C3"] = "1", "2"

    template = small_form(dress)
    sheet = filled(template, [["甲", "喀什大学", "本科"]] * 2)[template.sheet]
    assert [sheet.cell(row, 3).value for row in (2, 3, 4)] == [1, 2, None]


def test_a_title_in_two_fonts_stays_in_two_fonts():
    title = CellRichText("登记表", TextBlock(InlineFont(b=True), "（2026）"))
    template = small_form(lambda sheet: sheet.insert_rows(1) or sheet.__setitem__("A1", title))
    file = io.BytesIO()
    fill(template, [["甲", "喀什大学", "本科"]], file, MARKS)
    assert openpyxl.load_workbook(file, rich_text=True)[template.sheet]["A1"].value == title


def test_other_sheets_stay():
    book = filled(kept(office_form()), [ROW] * 8)
    assert book.sheetnames == ["登记表", "代码"]
    assert book["代码"]["A1"].value == "大学本科"


def test_a_form_of_a_header_only_takes_any_number():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "毕业时间"])
    template = kept(saved(book))
    sheet = filled(template, [["甲", date(2026, 6, 30)], ["乙", None]])[template.sheet]
    assert [cell.value for cell in sheet["A"]] == ["姓名", "甲", "乙"]
    assert sheet["B2"].is_date


def test_a_column_of_dates_kept_as_text_gets_text():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "毕业时间"])
    book.active.append([None, None])
    book.active["B2"].number_format = "@"
    template = kept(saved(book))
    assert filled(template, [["甲", date(2026, 6, 30)]])[template.sheet]["B2"].value == "2026-06-30"


def test_codes_are_written_in_the_words_the_form_offers():
    assert words_of(kept(office_form()))["education"] == {
        Education.BACHELOR: "大学本科",
        Education.COLLEGE: "大学专科",
        Education.MASTER: "硕士研究生",
    }


def test_the_origin_is_inside_the_file():
    assert filled(kept(office_form()), [ROW]).custom_doc_props["serial"].value == MARKS.serial
