"""Titles as lists write them: several in a cell, one with a slash, noise around the work."""

import pytest

from matching.titles import split_titles, term_of


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("电工、焊工/钳工", ["电工", "焊工", "钳工"]),
        ("医师、技师、护士", ["医师", "技师", "护士"]),
        ("会计\n出纳", ["会计", "出纳"]),
        ("钳焊工程师、热处理工程师等", ["钳焊工程师", "热处理工程师"]),
        ("乡村医师、校医等岗位", ["乡村医师", "校医"]),
        ("执业药师/驻店药师", ["执业药师", "驻店药师"]),
    ],
)
def test_a_cell_with_several_jobs_is_split(cell, titles):
    assert split_titles(cell) == titles


@pytest.mark.parametrize(
    "cell",
    [
        "C++/Java工程师",
        "UI/UX设计师",
        "储能电池、材料研发、工程师",
        "电路工程师/技术员",
        "技术总监/副总监",
        "信息通信网络运行管理/维护人员",
        "凝聚态物理、无线电物理",
        "教师(语文、数学)",
    ],
)
def test_one_job_with_a_mark_inside_stays_one(cell):
    assert len(split_titles(cell)) == 1


@pytest.mark.parametrize("cell", ["", None, "其他", "（其他类）其他", "无", "-", "12"])
def test_a_cell_that_names_no_job_gives_none(cell):
    assert split_titles(cell) == []


def test_the_same_job_twice_in_a_cell_is_one():
    assert split_titles("会计、会计") == ["会计"]


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ("【急聘】会计3名", "会计"),
        ("会计（五险一金，双休）", "会计"),
        ("收银员包吃住", "收银员"),
        ("某某科技公司招聘收银员", "收银员"),
        ("ＪＡＶＡ工程师", "java工程师"),
        ("临床医师2", "临床医师"),
    ],
)
def test_noise_around_the_work_is_dropped(title, term):
    assert term_of(title) == term


@pytest.mark.parametrize("title", ["招聘专员", "C#工程师", "C++工程师", "3D建模师"])
def test_what_belongs_to_the_work_stays(title):
    assert term_of(title) == title.lower()
