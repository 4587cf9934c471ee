"""What postings ask for: schooling, headcounts and majors, one test for each way of misunderstanding them."""

import pytest

from matching.fitting import fit_of_major
from matching.requirements import read_education, read_headcount, read_majors
from registry.statuses import Education

BACHELOR, MASTER, COLLEGE = Education.BACHELOR, Education.MASTER, Education.COLLEGE


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("本科及以上", BACHELOR),
        ("硕士研究生", MASTER),
        ("大专或本科", COLLEGE),
        ("大专（含高职）以上", COLLEGE),
        ("博士研究生", Education.DOCTOR),
        ("不限", Education.JUNIOR),
        ("", ""),
        ("其他", ""),
        ("熟练使用软件，本科优先", ""),
    ],
)
def test_education_is_the_least_that_will_do_and_unknown_is_no_limit(text, least):
    assert read_education(text) == least


@pytest.mark.parametrize(("text", "number"), [("5人", 5), ("3-5", 5), ("若干", None), ("0", None), ("", None)])
def test_a_headcount_is_a_number_or_unknown(text, number):
    assert read_headcount(text) == number


@pytest.mark.parametrize("text", ["不限", "专业不限", "不限专业", "无", "各类专业"])
def test_any_major_is_said_in_many_ways(text):
    assert read_majors(text) == {"any": True}


@pytest.mark.parametrize("text", ["", "其他", "同经历背景要求。", "大专"])
def test_what_names_no_major_asks_for_none(text):
    assert read_majors(text) == {}


def test_majors_classes_and_disciplines_are_told_apart():
    wanted = read_majors("会计学、计算机类、管理学")
    assert (wanted["majors"], wanted["classes"], wanted["disciplines"]) == (["会计学"], ["计算机类"], ["管理学"])


def test_a_code_beside_a_name_decides():
    assert read_majors("本科：法学（030101K）")["majors"] == ["法学"]
    assert read_majors("本科：法学（03）")["disciplines"] == ["法学"]
    assert read_majors("100201K临床医学")["majors"] == ["临床医学"]
    assert read_majors("1002临床医学")["classes"] == ["临床医学"]


def test_law_beside_science_is_the_discipline_and_beside_a_major_the_major():
    assert read_majors("本科：法学，理学")["disciplines"] == ["法学", "理学"]
    assert read_majors("本科：法学，社区矫正")["majors"] == ["法学", "社区矫正"]


def test_disciplines_written_without_a_mark_are_two():
    assert read_majors("工学理学")["disciplines"] == ["工学", "理学"]
    assert read_majors("理工类相关专业")["disciplines"] == ["理学", "工学"]


def test_a_name_that_holds_and_is_one_name():
    assert read_majors("交通信息工程及控制")["majors"] == ["交通信息工程及控制"]
    assert read_majors("机械制造及其自动化")["majors"] == ["机械制造及其自动化"]


def test_everyday_words_mean_their_class():
    assert read_majors("计算机及相关专业")["classes"] == ["计算机类"]
    assert read_majors("财务、机电相关专业")["classes"] == ["机械类"]


def test_each_schooling_has_its_own_majors():
    wanted = read_majors("本科：经济学类（0201）；研究生：经济学（02）")
    assert fit_of_major("国际商务", BACHELOR, wanted)[0] == "none"
    assert fit_of_major("经济统计学", BACHELOR, wanted) == ("class", "经济学类")
    assert fit_of_major("金融学", MASTER, wanted)[0] == "discipline"


def test_a_major_of_the_class_fits_the_class_and_of_the_discipline_the_discipline():
    assert fit_of_major("财务管理", BACHELOR, read_majors("工商管理类")) == ("class", "工商管理类")
    assert fit_of_major("财务管理", BACHELOR, read_majors("管理学")) == ("discipline", "管理学")
    assert fit_of_major("会计", BACHELOR, read_majors("会计学"))[0] == "exact"


def test_a_class_is_the_same_class_under_its_graduate_name():
    assert fit_of_major("计算机应用技术", MASTER, read_majors("计算机类")) == ("class", "计算机科学与技术")


def test_only_one_branch_of_a_subject_asks_for_that_branch():
    wanted = read_majors("研究生：工商管理（1202，仅限会计学）")
    assert fit_of_major("会计学", MASTER, wanted)[0] == "exact"
    assert fit_of_major("企业管理", MASTER, wanted)[0] == "none"


def test_what_is_excluded_does_not_fit():
    assert fit_of_major("审计学", BACHELOR, read_majors("工商管理类（不含审计学）"))[0] == "none"


def test_an_unknown_requirement_or_major_is_unknown_and_not_a_no():
    assert fit_of_major("会计学", BACHELOR, {})[0] == "unknown"
    assert fit_of_major("", BACHELOR, read_majors("会计学"))[0] == "unknown"
    assert fit_of_major("某校自设专业", BACHELOR, read_majors("会计学"))[0] == "unknown"
