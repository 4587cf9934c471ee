"""Any office's table is read, and what cannot be read is said in one sentence."""

import contextlib
import csv
import io
import random
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from registry.columns import header_score
from registry.refusals import Refusal
from registry.spreadsheets import read_table
from tests.old_workbooks import formula, old_workbook
from tests.registry.test_sheets_kinds import PAGE, XML
from tests.workbooks import rewritten, workbook

TEXT = "姓名,身份证号\n张三,1\n"


def read(content, name="名单.csv"):
    return read_table(name, content, header_score)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_common_encoding_is_read(encoding):
    table = read(TEXT.encode(encoding))
    assert table.header == ["姓名", "身份证号"]
    assert list(table.rows) == [(2, ["张三", "1"])]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_common_delimiter_is_read(delimiter):
    assert read(TEXT.replace(",", delimiter).encode()).header == ["姓名", "身份证号"]


def test_titles_and_empty_rows_keep_the_numbers_of_the_sheet():
    content = workbook(名单=[["某某街道"], [], ["姓名", "身份证号"], [], ["张三", "1"]])
    assert [number for number, _cells in read(content, "名单.xlsx").rows] == [5]


def test_the_sheet_that_holds_the_list_is_chosen_and_others_said():
    list_of_people = [["姓名", "身份证号", "专业"], ["张三", "1", "会计"]]
    table = read(workbook(说明=[["填表说明"]], 名单=list_of_people), "名单.xlsx")
    assert (table.sheet, table.remarks) == ("名单", [])
    table = read(workbook(旧=[["姓名", "学历"], ["李四", "本科"]], 名单=list_of_people), "名单.xlsx")
    assert (table.sheet, table.remarks) == ("名单", [{"code": "several_sheets", "sheet": "名单", "others": ["旧"]}])


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2001):
            archive.writestr(f"{number}.xml", "")
    return file.getvalue()


def with_far_cell(place, *, value=None):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号"])
    book.active[place].value = value
    book.active[place].font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("place", ["XFD1048576", "ZZ999999"])
def test_one_far_cell_does_not_exhaust_the_machine(place):
    with pytest.raises(Refusal, match="过大"):
        read(with_far_cell(place, value="x"), "名单.xlsx")
    assert list(read(with_far_cell(place), "名单.xlsx").rows) == []  # only formatted: no matter


def test_what_grows_too_large_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("registry.sheets.workbook.LARGEST_UNPACKED", 1000)
    with pytest.raises(Refusal, match="过大"):
        read(workbook(名单=[["姓名", "身份证号"]]), "名单.xlsx")


def test_a_workbook_cannot_multiply_itself():
    content = workbook(名单=[["姓名", "身份证号"]])
    entity = '<!DOCTYPE x [<!ENTITY a "b">]><workbook'
    with pytest.raises(Refusal, match="损坏"):
        read(rewritten(content, lambda text: text.replace("<workbook", entity, 1), "xl/workbook.xml"), "名单.xlsx")


def test_a_long_or_a_wide_sheet_is_read_as_it_is():
    assert next(iter(read(with_far_cell("A100000", value="x"), "名单.xlsx").rows))[0] == 100_000
    assert len(read(with_far_cell("ZZ1", value="x"), "名单.xlsx").header) == 702


WHOLE = [
    ("名单.xlsx", workbook(名单=[["姓名", "身份证号"], ["张三", "1"]])),
    ("名单.xls", old_workbook([["姓名", "身份证号"], ["张三", formula(1.0)]])),
    ("名单.xls", PAGE.format("utf-8").encode()),
    ("名单.xls", XML.encode()),
    ("名单.csv", TEXT.encode("utf-16")),
]


@pytest.mark.parametrize(("name", "whole"), WHOLE, ids=["xlsx", "xls", "page", "xml", "text"])
def test_any_damage_is_a_sentence(name, whole):
    chance = random.Random(1)
    for _try in range(150):
        damaged = bytearray(whole)
        for _byte in range(3):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(Refusal):
            list(read(bytes(damaged), name).rows)


def test_a_reader_that_panics_does_not_take_us_along():
    content = bytearray(old_workbook([["姓名", "身份证号"]]))
    sheet_begins = content.index(b"\x85\x00\x0c\x00") + 4
    content[sheet_begins : sheet_begins + 4] = b"\xff\xff\xff\x00"
    with pytest.raises(Refusal, match="损坏"):
        read(bytes(content), "名单.xls")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "空的"),
        (b"PK\x03\x04junk", "a.xlsx", "损坏"),
        (b"\xd0\xcf\x11\xe0junk", "a.xls", "损坏"),
        (b"%PDF-1.7", "a.pdf", "不认识"),
        (b"\x81\x30\xff\xff", "a.csv", "编码"),
        ("姓名\x00".encode(), "a.csv", "损坏"),
        ('姓名,身份证号\n"'.encode() + b"x" * 200_000, "a.csv", "损坏"),
        ("甲,乙\n".encode(), "a.csv", "没有找到表头"),
        (bomb(), "a.xlsx", "过大"),
    ],
)
def test_what_cannot_be_read_says_why(content, name, said):
    with pytest.raises(Refusal, match=said):
        read(content, name)


cells = st.text(st.characters(codec="gb18030", exclude_characters="\r\0", exclude_categories=["Cs", "Cc"]), max_size=8)


@given(
    st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda row: any(map(str.strip, row))), max_size=5),
    st.sampled_from([("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("utf-16-le", "\t")]),
)
def test_whatever_is_written_is_read(rows, way):
    encoding, delimiter = way
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([["姓名", "身份证号码", "学历"], *rows])
    table = read(file.getvalue().encode(encoding))
    assert table.header == ["姓名", "身份证号码", "学历"]
    assert [cells for _number, cells in table.rows] == rows


def test_a_long_list_is_never_in_memory_whole():
    content = ("姓名,身份证号码,家庭住址\n" + "张三,1,白杨市友谊路\n" * 40_000).encode()
    tracemalloc.start()
    try:
        assert sum(1 for _row in read(content).rows) == 40_000
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000  # as rows of cells they would take 13 MB
