"""The header is found by itself: below titles and notes, under merged cells, in one row or in several."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.columns import HEADERS, header_score, recognise, remarks
from registry.refusals import Refusal
from registry.spreadsheets import read_table
from tests.workbooks import workbook

PERSON = ["张三", "1", "本科", "会计学"]


def read(content, name="名单.xlsx"):
    table = read_table(name, content, header_score)
    return table.header, list(table.rows)


def merging(*areas):
    def dress(sheet):
        for area in areas:
            sheet.merge_cells(area)

    return dress


def test_titles_notes_and_blank_rows_stand_above_it():
    title, note = ["2026 年离校未就业毕业生名册"], ["填表单位：某某街道", "", "填表日期：2026 年 9 月"]
    rows = [title, note, [], ["序号", "姓名", "身份证号码"], ["1", "张三", "2"]]
    header, body = read(workbook(dress=merging("A1:C2"), 名单=rows))
    assert (header, body) == (["序号", "姓名", "身份证号码"], [(5, ["1", "张三", "2"])])


def test_names_below_a_merged_name_are_joined_to_it():
    rows = [["姓名", "身份证号码", "毕业情况", ""], ["", "", "学历", "专业"], PERSON]
    header, body = read(workbook(dress=merging("A1:A2", "B1:B2", "C1:D1"), 名单=rows))
    assert header == ["姓名", "身份证号码", "毕业情况 › 学历", "毕业情况 › 专业"]
    assert body == [(3, PERSON)]
    assert recognise(header) == {0: "name", 1: "id_number", 2: "education", 3: "major"}


def test_three_rows_are_one_header():
    rows = [
        ["姓名", "身份证号码", "基本情况", ""],
        ["", "", "毕业情况", ""],
        ["", "", "学历", "专业"],
        PERSON,
    ]
    areas = ("A1:A3", "B1:B3", "C1:D1", "C2:D2")
    header, body = read(workbook(dress=merging(*areas), 名单=rows))
    assert header[3] == "基本情况 › 毕业情况 › 专业"
    assert body == [(4, PERSON)]


@pytest.mark.parametrize(
    "rows",
    [
        ["姓名,身份证号码,毕业情况,", ",,学历,专业"],
        ["姓名,身份证号码,毕业情况,,,", ",,学历,专业,毕业院校,毕业日期"],
    ],
)
def test_a_text_has_no_merged_cells_and_is_read_alike(rows):
    header, body = read("\n".join([*rows, "张三,1,本科,会计学"]).encode(), "名单.csv")
    assert header[:4] == ["姓名", "身份证号码", "毕业情况 › 学历", "毕业情况 › 专业"]
    assert body == [(3, PERSON)]


def test_a_row_of_people_is_never_taken_for_a_part_of_the_header():
    rows = [["姓名", "身份证号码", "", "学历"], ["张三", "1", "联系电话", "本科"], ["", "", "说明", ""]]
    header, body = read(workbook(名单=rows))
    assert (header, len(body)) == (["姓名", "身份证号码", "", "学历"], 2)


@pytest.mark.parametrize(
    "note", [["填表单位", "", "备注", ""], ["联系电话", "", "", ""], ["填表人", "李四", "联系电话", "1"]]
)
def test_a_note_just_above_is_no_part_of_it(note):
    header, body = read(workbook(名单=[note, ["姓名", "身份证号码", "学历", "专业"], PERSON]))
    assert (header, body) == (["姓名", "身份证号码", "学历", "专业"], [(3, PERSON)])


def test_line_breaks_within_a_name_do_not_hide_it():
    header, _body = read(workbook(名单=[["姓  名", "身份证\n号码", "联系电话\n（必填）"], PERSON]))
    assert recognise(header) == {0: "name", 1: "id_number", 2: "phones"}


def test_what_belongs_to_others_is_not_this_persons():
    rows = [
        ["姓名", "身份证号码", "家长信息", "", "帮扶责任人", "", "本人信息", ""],
        ["", "", "姓名", "联系电话", "姓名", "联系电话", "联系电话", "民族"],
    ]
    areas = ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1")
    header, _body = read(workbook(dress=merging(*areas), 名单=rows))
    assert recognise(header) == {0: "name", 1: "id_number", 3: "family_phones", 6: "phones", 7: "ethnicity"}


def test_of_two_columns_with_one_name_the_first_is_read_and_the_other_said():
    header, _body = read(workbook(名单=[["姓名", "身份证号", "学历", "最高学历"], PERSON]))
    assert recognise(header) == {0: "name", 1: "id_number", 2: "education"}
    said = {"code": "duplicate_header", "column": "学历", "used": "C", "ignored": ["D"]}
    assert remarks(header) == [said]


def test_a_sheet_without_a_header_says_so():
    with pytest.raises(Refusal, match="没有找到表头"):
        read(workbook(名单=[["甲", "乙"], ["丙", "丁"]]))


@pytest.mark.parametrize("name", ["名单.csv", "名单.xlsx"])
def test_a_header_nobody_knows_is_guessed_only_where_somebody_will_say_what_it_holds(name):
    rows = [["2026 名册", ""], ["甲", "乙", "丙"], ["张三", "659012200301150012", "本科"], ["李四", "1", "专科"]]
    content = workbook(名单=rows) if name.endswith("xlsx") else "\n".join(";".join(row) for row in rows).encode()
    table = read_table(name, content, header_score, guess=True)
    assert (table.header, list(table.rows)[0]) == (["甲", "乙", "丙"], (3, rows[2]))
    assert table.remarks == [{"code": "header_guessed", "row": 2}]
    with pytest.raises(Refusal, match="没有找到表头"):
        read_table(name, content, header_score)


def test_a_header_that_is_known_goes_before_one_that_is_guessed():
    sheets = {"说明": [["甲", "乙", "丙", "丁"]] * 50, "名单": [["姓名", "身份证号码"], ["张三", "1"]]}
    table = read_table("名单.xlsx", workbook(**sheets), header_score, guess=True)
    assert (table.sheet, table.remarks) == ("名单", [])


def test_a_header_too_far_down_is_not_looked_for():
    with pytest.raises(Refusal, match="前 20 行"):
        read(workbook(名单=[["说"]] * 20 + [["姓名", "身份证号码"]]))


titles = st.lists(
    st.lists(st.sampled_from(["", "某某街道", "2026 年", "（盖章）", "共 3 页"]), max_size=6), max_size=10
)
facts = st.lists(st.sampled_from(sorted(HEADERS)), unique=True).map(lambda more: ["name", "id_number", *more])


@given(titles, facts.map(lambda all_of: list(dict.fromkeys(all_of))), st.randoms(use_true_random=False), st.data())
def test_whatever_stands_above_and_in_whatever_order_it_is_found(above, wanted, chance, data):
    chance.shuffle(wanted)
    names = [data.draw(st.sampled_from(HEADERS[fact].split())) for fact in wanted]
    people = [[f"{fact} of {n}" for fact in wanted] for n in range(3)]
    file = io.StringIO()
    csv.writer(file).writerows([*above, names, *people])
    header, body = read(file.getvalue().encode(), "名单.csv")
    assert recognise(header) == dict(enumerate(wanted))
    assert [cells for _number, cells in body] == people
