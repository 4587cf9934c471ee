"""What a row says: facts out of one cell or two, and when two boards' postings may be one job."""

from datetime import date

import pytest

from matching.reading import employer_key, read_row, same_key, spans_agree

TODAY = date(2026, 9, 1)


def read(headers=None, **cells):
    return read_row({"title": "会计", "employer": "甲厂", **cells}, source="某榜", today=TODAY, headers=headers)


def fact(name, **cells):
    (posting,), _reasons = read(**cells)
    return posting[name]


def codes(**cells):
    return [reason["code"] for reason in read(**cells)[1]]


def test_pay_may_stand_in_two_columns_or_have_its_unit_in_the_header():
    assert (fact("pay_min", pay_low="4000", pay_high="6000"), fact("pay_max", pay_low="4000", pay_high="6000")) == (
        4000,
        6000,
    )
    assert fact("pay_max", headers={"pay": "年薪（万元）"}, pay="12") == 10000


def test_schooling_in_the_majors_cell_is_schooling():
    assert fact("education", major="大专及以上") == "31"
    assert fact("education", major="大专及以上", education="本科") == "21"
    assert codes(major="大专及以上") == []


@pytest.mark.parametrize("text", ["其他", "相关专业", "同经历要求"])
def test_a_majors_cell_that_names_none_is_not_called_unread(text):
    assert codes(major=text) == []
    assert codes(major="星际航行学") == ["majors_unread"]


def test_kind_audience_and_experience_are_read():
    cells = {"kind": "见习", "details": "限残疾人", "experience": "2年以上"}
    assert fact("kind", **cells) == "internship"
    assert fact("audience", **cells) == ["disabled"]
    assert fact("experience_years", **cells) == 2


def test_what_an_old_list_says_was_last_true_in_its_year():
    assert fact("confirmed_on", year="2024") == "2024-12-31"
    assert fact("confirmed_on", year="2026") == "2026-09-01"


@pytest.mark.parametrize(
    ("one", "other"),
    [("白杨农机有限公司", "白杨农机"), ("白杨（农机）有限公司", "白杨(农机) 有限公司"), ("ＡＢ科技", "ab科技")],
)
def test_an_employer_is_known_by_its_plain_name(one, other):
    assert employer_key(one) == employer_key(other)


def test_one_job_is_known_by_employer_term_and_place():
    assert same_key("甲有限公司", "会计", "新疆白杨市") == same_key("甲", "会计", "白杨市")
    assert same_key("甲", "会计", "贵州省遵义市") == same_key("甲", "会计", "遵义")
    assert same_key("甲", "会计", "贵州遵义") != same_key("甲", "会计", "贵州安顺")
    assert same_key("甲", "会计", "遵义") != same_key("甲", "出纳", "遵义")


def test_a_list_that_names_no_employer_offers_nobody_elses_job():
    assert fact("same_key", employer="") == ""


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ((4000, 6000), (5000, 7000), True),
        ((4000, 6000), (None, None), True),
        ((4000, None), (9000, 12000), True),
        ((5000, 5000), (4000, 5000), True),
        ((4000, 6000), (6000, 8000), False),
        ((3000, 4000), (8000, 9000), False),
    ],
)
def test_pay_agrees_when_its_spans_overlap_or_one_is_not_said(one, other, agree):
    assert spans_agree(one, other) is agree
    assert spans_agree(other, one) is agree
