"""Columns are known by the names that real forms give them, however they are dressed up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.columns import HEADERS, fact_of, letter, missing, plain_header, recognise, remarks, shape

names = st.sampled_from([(name, fact) for fact, names in HEADERS.items() for name in names.split()])


def test_headers_are_known_through_stars_spaces_and_remarks():
    assert fact_of("姓 名*") == "name"
    assert fact_of("身份证号码（必填）") == "id_number"
    found = recognise(["序号", "姓名", "身份证号", "手机号", "联系电话"])
    assert found == {1: "name", 2: "id_number", 3: "phones", 4: "phones"}
    assert missing({0: "name"}) == ["id_number"]


@given(
    names,
    st.sampled_from(
        ["{}", " {} ", "*{}", "{}：", "{}（必填）", "{}(以身份证为准)", "1.{}", "（3）{}", "{}1", "【必填】{}"]
    ),
)
def test_every_name_is_known_in_any_dress(named, dress):
    name, fact = named
    assert fact_of(dress.format(name)) == fact
    assert fact_of(dress.format("\n".join(name))) == fact


@given(st.text())
def test_any_text_is_a_header_or_none(text):
    assert fact_of(text) in {"", *HEADERS}


def test_a_header_as_long_as_a_book_takes_no_time():
    begun = time.perf_counter()
    assert fact_of("(" * 100_000) == ""
    assert time.perf_counter() - begun < 1


def test_no_name_stands_for_two_facts():
    every = [plain_header(name) for names in HEADERS.values() for name in names.split()]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    "header", ["单位联系电话", "单位名称", "调查人", "推荐单位及岗位名称", "2025", "", None, "学校联系人"]
)
def test_what_is_not_known_whole_is_not_guessed_at(header):
    assert fact_of(header) == ""


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("毕业情况 › 学历", "education"),
        ("学历 › 最高学历", "education"),
        ("家长信息 › 联系电话", "family_phones"),
        ("家长信息 › 姓名", ""),
        ("帮扶责任人 › 联系电话", ""),
        ("就业单位 › 地址", ""),
        ("联系方式 › 手机", "phones"),
    ],
)
def test_the_lowest_name_counts_and_the_one_above_says_whose_it_is(header, fact):
    assert fact_of(header) == fact


def test_telephone_columns_add_up_and_of_others_the_first_is_used():
    headers = ["姓名", "手机", "联系电话1", "联系电话2", "学历", "最高学历"]
    assert list(recognise(headers).values()) == ["name", "phones", "phones", "phones", "education"]
    assert remarks(headers) == [{"code": "duplicate_header", "column": "学历", "used": "E", "ignored": ["F"]}]


@given(st.integers(0, 20_000))
def test_letters_count_like_a_sheet(index):
    number = 0
    for place in letter(index):
        number = number * 26 + ord(place) - 64
    assert number - 1 == index


def test_the_same_form_has_the_same_shape():
    assert shape(["姓名", "身份证号 "]) == shape(["姓 名*", "身份证号"]) != shape(["身份证号", "姓名"])
