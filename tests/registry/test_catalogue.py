"""Majors as people write them, found in the national catalogue at their own level."""

import pytest

from registry.catalogue import class_names, discipline_names, find_major, majors
from registry.statuses import Education


@pytest.mark.parametrize(
    ("text", "education", "code"),
    [
        ("软件工程", Education.BACHELOR, "080902"),
        ("会计", Education.BACHELOR, "120203K"),
        ("汉语言文学（师范类）", Education.BACHELOR, "050101"),
        ("计算机科学与技术专业", Education.BACHELOR, "080901"),
        ("护理", Education.COLLEGE, "520201"),
        ("临床医学", Education.COLLEGE, "520101K"),
        ("临床医学", Education.BACHELOR, "100201K"),
    ],
)
def test_a_major_is_found_at_its_level(text, education, code):
    assert find_major(text, education).code == code


@pytest.mark.parametrize("text", ["", None, "（）", "会计在逃公主"])
def test_what_is_no_major_is_none(text):
    assert find_major(text, Education.BACHELOR) is None


def test_no_node_is_there_twice_and_every_major_has_its_class_and_discipline():
    codes = [(major.level, major.code, major.name, major.class_name) for major in majors()]
    assert len(codes) == len(set(codes))
    assert all(major.class_name in class_names() and major.discipline in discipline_names() for major in majors())
