"""Every kind of file is read for what it is, whatever it is called; what is none of ours says what it is."""

from datetime import date

import pytest

from registry.columns import header_score
from registry.refusals import Refusal
from registry.spreadsheets import read_table
from tests.old_workbooks import container, error, formula, old_workbook
from tests.workbooks import archive, workbook

HEADER = ["姓名", "身份证号码", "学历"]
PERSON = ["张三", "1", "本科"]
TEXT = "\n".join(["\t".join(HEADER), "\t".join(PERSON)])
PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{}"></head><body>
<table><caption>名册</caption><tr><th rowspan="2">姓名</th><th rowspan=2>身份证号码</th><th colspan="2">毕业情况</th></tr>
<tr><th>学历</th><th style="display: none">专业</th></tr>
<tr><td>张三</td><td style="mso-number-format:'\\@'">1</td><td>本&nbsp;科</td><td>会计<br>学</td></tr>
<tr style="display:none"><td>李四</td><td>2<td>专科<td></tr></table></body></html>"""
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="名单"><Table><Column/><Column ss:Hidden="1" ss:Span="1"/>
<Row ss:Index="3"><Cell><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">学历</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">张<B>三</B></Data></Cell><Cell><Data ss:Type="Number">5</Data></Cell>
<Cell ss:Formula="=1"><Data ss:Type="Error">#N/A</Data></Cell>
<Cell><Data ss:Type="DateTime">2025-07-01T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""


def read(content, name="名单.xls"):
    return read_table(name, content, header_score)


@pytest.mark.parametrize("name", ["名单.xls", "名单.et"])
def test_an_old_workbook_is_read(name):
    table = read(old_workbook([["名册"], HEADER, ["张三", "1", "本科"]]), name)
    assert (table.header, list(table.rows), table.sheet) == (HEADER, [(3, PERSON)], "名单")


def test_an_old_workbook_tells_what_is_hidden_merged_worked_out_or_wrong():
    rows = [["姓名", "毕业情况", ""], ["", "学历", "专业"], ["张三", formula(31.0), error(0x2A)]]
    table = read(old_workbook(rows, merged=[(0, 1, 0, 2)], hidden_rows=[2], hidden_columns=[(2, 255)]))
    assert table.header == ["姓名", "毕业情况 › 学历", "毕业情况 › 专业"]
    assert list(table.rows) == [(3, ["张三", 31.0, ""])]
    assert table.remarks == [
        {"code": "hidden_rows", "rows": ["3"], "total": 1},
        {"code": "hidden_columns", "columns": ["C"]},
        {"code": "formulas", "total": 1},
        {"code": "error_cells", "cells": ["C3"], "total": 1},
    ]


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.et", "名单.xls", "名单"])
def test_a_workbook_is_known_by_what_it_is_and_not_by_its_name(name):
    assert list(read(workbook(名单=[HEADER, PERSON]), name).rows) == [(2, PERSON)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_page_that_calls_itself_xls_is_read(encoding):
    table = read(PAGE.format("gb2312" if encoding == "gbk" else encoding).encode(encoding))
    assert table.header == ["姓名", "身份证号码", "毕业情况 › 学历", "毕业情况 › 专业"]
    assert list(table.rows) == [(3, ["张三", "1", "本 科", "会计\n学"]), (4, ["李四", "2", "专科", ""])]
    assert [remark["code"] for remark in table.remarks] == ["hidden_rows", "hidden_columns"]


def test_the_table_with_the_list_is_chosen_among_those_of_a_page():
    page = "<table><tr><td>说明</td></tr></table><table><tr><td>姓名<td>学历<tr><td>张三<td>本科</table>"
    table = read(page.encode())
    assert (table.sheet, list(table.rows)) == ("表 2", [(2, ["张三", "本科"])])


def test_a_page_whose_list_is_elsewhere_says_so():
    with pytest.raises(Refusal, match="附属文件"):
        read(b'<html><frameset><frame src="sheet001.htm"></frameset></html>')


@pytest.mark.parametrize("cell", ['<td colspan="99999">', '<td rowspan="9999999">', '<td rowspan="900" colspan="900">'])
def test_a_page_cannot_span_the_machine(cell):
    with pytest.raises(Refusal, match="过大"):
        read(f"<table><tr>{cell}姓名</table>".encode())


def test_an_xml_spreadsheet_is_read():
    table = read(XML.encode())
    assert table.header == ["姓名", "", "学历", ""]
    [(number, cells)] = table.rows
    assert (number, cells[:3], cells[3].date()) == (4, ["张三", 5.0, ""], date(2025, 7, 1))
    assert [remark["code"] for remark in table.remarks] == [
        "hidden_rows",
        "hidden_columns",
        "formulas",
        "error_cells",
    ]


def test_an_xml_spreadsheet_cannot_multiply_itself():
    bomb = XML.replace("?><Work", '?><!DOCTYPE x [<!ENTITY a "b">]><Work').replace('progid="Excel.Sheet"?>\n', "?>\n")
    with pytest.raises(Refusal, match="损坏"):
        read(bomb.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook', 1).encode())
    with pytest.raises(Refusal, match="过大"):
        read(XML.replace('ss:Index="3"><Cell>', 'ss:Index="3000000000"><Cell>').encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_that_calls_itself_xls_is_read(encoding):
    assert list(read(TEXT.encode(encoding)).rows) == [(2, PERSON)]


def test_pasted_rows_are_read_with_their_quoted_cells():
    pasted = '姓名\t身份证号码\t家庭住址\r\n张三\t1\t"龙泉街道\n1 号"\r\n\r\n李四\t2\t\r\n'
    rows = list(read(pasted.encode(), "粘贴的表格.txt").rows)
    assert rows == [(2, ["张三", "1", "龙泉街道\n1 号"]), (4, ["李四", "2", ""])]


def test_a_delimiter_within_cells_does_not_divide_them():
    text = "姓名;身份证号码;求职意向\n张三;1;会计,出纳,文员\n"
    assert list(read(text.encode(), "a.csv").rows) == [(2, ["张三", "1", "会计,出纳,文员"])]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_character_cut_in_half_costs_that_character_and_not_the_list(encoding):
    lines = ["姓名,身份证号码,毕业院校", *(f"张三{n},{n},塔里木大学" for n in range(30))]
    whole = "\n".join(lines).encode(encoding)
    cut = whole.replace("大学\n张三9".encode(encoding), "大学".encode(encoding)[:-1] + "\n张三9".encode(encoding))
    table = read(cut, "名单.csv")
    rows = list(table.rows)
    assert len(rows) == 30
    assert (rows[0][1][2], "�" in rows[8][1][2]) == ("塔里木大学", True)
    assert table.remarks == [{"code": "torn_characters", "rows": ["10"], "total": 1}]


def test_a_text_that_is_mostly_torn_is_no_text():
    torn = "姓名,身份证号码\n".encode() + "张三,1\n".encode().replace(b"\xe5", b"\xff") * 5
    with pytest.raises(Refusal, match="编码"):
        read(torn, "名单.csv")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (old_workbook([HEADER, PERSON], locked=True), "a.xls", "密码"),
        (container(EncryptedPackage=b"x"), "a.xlsx", "密码"),
        (container(WordDocument=b"x"), "a.doc", "文字或演示文稿"),
        (archive(word__document=""), "a.docx", "文字或演示文稿"),
        (archive(content=""), "a.ods", "另存为 .xlsx"),
        (archive(other=""), "a.zip", "损坏"),
        (container(Workbook=b"x"), "a.xls", "损坏"),
        (old_workbook([HEADER])[:1800], "a.xls", "损坏"),
        (workbook(名单=[HEADER, PERSON])[:-300], "a.xlsx", "损坏"),
        (b"<html><body>404</body></html>", "a.xls", "损坏"),
        (b"\x89PNG\r\n", "a.png", "不认识"),
        (workbook(一=[], 二=[]), "a.xlsx", "没有任何内容"),
        (b"\n\n", "a.csv", "没有任何内容"),
    ],
)
def test_what_is_no_list_says_what_it_is(content, name, said):
    with pytest.raises(Refusal, match=said):
        read(content, name)


def test_dates_of_a_workbook_are_dates():
    rows = list(read(workbook(名单=[["姓名", "毕业日期"], ["张三", date(2025, 7, 1)]])).rows)
    assert rows == [(2, ["张三", date(2025, 7, 1)])]
