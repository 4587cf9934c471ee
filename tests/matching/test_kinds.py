"""What sort of work words say, and whom they keep a posting for."""

import pytest

from matching.kinds import IN_HARDSHIP, audience_of, kind_of, tell_audience


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("就业见习（行政）", "internship"),
        ("实习护士", "internship"),
        ("实习指导教师", "full_time"),
        ("公益性岗位（保洁）", "public"),
        ("三支一扶支农", "grassroots"),
        ("分拣员（日结）", "gig"),
        ("暑假工", "short"),
        ("非全日制收银员", "flexible"),
        ("会计", "full_time"),
    ],
)
def test_a_title_says_what_sort_of_work_it_is(words, kind):
    assert kind_of("", words) == kind


def test_the_column_of_kinds_goes_before_the_title():
    assert kind_of("全职", "实习护士") == "full_time"
    assert kind_of("灵活用工", "收银员") == "flexible"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("客服（残疾人专岗）", ["disabled"]),
        ("限残疾人", ["disabled"]),
        ("手工编织妈妈岗", ["mothers"]),
        ("门卫（大龄岗）", ["older"]),
        ("面向退役军人", ["veteran"]),
        ("定向招录退役士兵", ["veteran"]),
        ("面向就业困难人员", list(map(str, IN_HARDSHIP))),
    ],
)
def test_words_that_keep_a_posting_for_someone(words, codes):
    assert audience_of("", words) == codes


@pytest.mark.parametrize(
    "words",
    [
        "残疾人优先",
        "面向残疾人服务",
        "退役军人事务员",
        "残疾人康复师",
        "退役军人优先",
        "残疾人专职委员",
        "面向社会招聘",
    ],
)
def test_a_preference_or_a_work_for_a_group_keeps_nobody_out(words):
    assert audience_of("", words) == []


def test_in_a_column_of_its_own_a_name_is_enough():
    assert audience_of("残疾人、妈妈") == ["disabled", "mothers"]
    assert audience_of("残疾人优先") == []


def test_groups_in_hardship_are_told_by_one_name():
    assert [str(word) for word in tell_audience([*map(str, IN_HARDSHIP), "mothers"])] == ["就业困难人员", "妈妈岗"]
    assert [str(word) for word in tell_audience(["disabled"])] == ["残疾"]
