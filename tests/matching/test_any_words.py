"""Whatever a cell holds is read without stumbling, and what comes of it fits the pool."""

import time
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.kinds import audience_of, kind_of
from matching.pay import HIGHEST, LOWEST, read_pay
from matching.reading import read_row
from matching.requirements import read_education, read_experience, read_headcount, read_majors
from matching.titles import split_titles

PAY = st.lists(
    st.sampled_from(
        [
            *"0123456789.-~至,，、;+/·()（）%*×",
            *"千万kKwW元块月年天日周时薪一二两三五十百税前后起多",
            "以上",
            "以下",
            "底薪",
            "提成",
        ]
        + [
            "绩效",
            "综合",
            "试用期",
            "转正",
            "面议",
            "/月",
            "/年",
            "每天",
            "年薪",
            "月薪",
            "五险一金",
            "补贴",
            "\n",
            "不低于",
        ]
    ),
    max_size=14,
).map("".join)
MAJOR = st.lists(
    st.sampled_from(
        [
            *"、,，;；/.·()（）：: \n",
            "本科",
            "研究生",
            "会计学",
            "计算机类",
            "工学",
            "门类",
            "学科",
            "0301",
            "030101K",
            "类",
        ]
        + [
            "相关专业",
            "不限",
            "一级学科",
            "除",
            "外",
            "不含",
            "及",
            "和",
            "等",
            "眼科",
            "机械",
            "专业",
            "工程",
            "优先",
            "法学",
        ]
    ),
    max_size=14,
).map("".join)
EDUCATIONS = {"", *("11", "14", "21", "31", "40", "61", "71")}


@settings(max_examples=600, deadline=None)
@example("0以下", "")
@example("底薪0以下", "")
@given(st.one_of(PAY, st.text(max_size=40)), st.sampled_from(["", "年薪（万元）", "月薪(K)", "日薪"]))
def test_pay_is_in_order_and_between_its_bounds(text, header):
    pay = read_pay(text, header)
    ends = [end for end in (pay.low, pay.high) if end is not None]
    assert ends == sorted(ends)
    assert all(LOWEST <= end <= HIGHEST for end in ends)
    assert pay.understood or not ends


@settings(max_examples=400, deadline=None)
@example("030101K专业")
@example("00#:")
@given(st.one_of(MAJOR, st.text(max_size=60)))
def test_majors_have_their_shape(text):
    wanted = read_majors(text)
    assert not wanted or wanted.get("any") or {"majors", "classes", "disciplines", "related"} <= wanted.keys()
    assert all(
        name and isinstance(name, str) for kind in ("majors", "classes", "disciplines") for name in wanted.get(kind, ())
    )


@settings(max_examples=200, deadline=None)
@given(st.one_of(PAY, MAJOR, st.text(max_size=60)))
def test_schooling_years_counts_kinds_and_titles_are_what_the_pool_can_hold(text):
    assert str(read_education(text)) in EDUCATIONS
    assert 0 < (read_headcount(text) or 1) <= 100_000
    assert 0 <= (read_experience(text) or 0) < 100
    assert kind_of(text, text)
    assert len(audience_of(text, text)) < 20
    assert all(0 < len(title) <= 120 for title in split_titles(text))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("title employer pay major education headcount area year details".split()), PAY))
def test_a_row_of_anything_is_postings_or_a_reason(cells):
    postings, reasons = read_row(cells, source="某榜", today=date(2026, 9, 1))
    assert postings or any(reason["code"].startswith("bad_") for reason in reasons)


@pytest.mark.parametrize(
    "piece", ["1", "一", "万", "1-", "(", "、", "会计", "本科：", "大专", "年薪1万", "工程", "1.", "人", " "]
)
def test_a_cell_of_ten_thousand_characters_is_read_at_once(piece):
    text = piece * (10_000 // len(piece))
    began = time.perf_counter()
    read_row(
        dict.fromkeys(("title", "pay", "major", "education", "experience", "details"), text),
        source="",
        today=date(2026, 9, 1),
    )
    assert time.perf_counter() - began < 2
