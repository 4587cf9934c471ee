"""What postings ask for: schooling, headcounts and majors, one test for each way of misunderstanding them."""

import pytest

from matching.fitting import fit_of_major
from matching.requirements import names_no_major, read_education, read_experience, read_headcount, read_majors
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
        ("无", Education.JUNIOR),
        ("无学历要求", Education.JUNIOR),
        ("大学及以上", BACHELOR),
        ("大学专科", COLLEGE),
        ("统招专升本", BACHELOR),
        ("职高、中技", Education.SECONDARY),
        ("", ""),
        ("其他", ""),
        ("熟练使用软件，本科优先", ""),
    ],
)
def test_education_is_the_least_that_will_do_and_unknown_is_no_limit(text, least):
    assert read_education(text) == least


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5人", 5),
        ("3-5", 5),
        ("三名", 3),
        ("十五人", 15),
        ("二十", 20),
        ("3人（2026届）", 3),
        ("2026年8月前招4名", 4),
        ("若干", None),
        ("0", None),
        ("", None),
    ],
)
def test_a_headcount_is_a_number_or_unknown(text, number):
    assert read_headcount(text) == number


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3年以上", 3),
        ("三年以上工作经验", 3),
        ("1-3年", 1),
        ("两年及以上基层工作经历", 2),
        ("半年以上", 0),
        ("1年以内", 0),
        ("不限", 0),
        ("应届毕业生", 0),
        ("无需经验", 0),
        ("有责任心", None),
        ("", None),
    ],
)
def test_experience_is_the_least_years_asked_for(text, years):
    assert read_experience(text) == years


@pytest.mark.parametrize("text", ["其他", "相关专业", "同经历要求。", "大专及以上学历", "本科", "***", "－"])
def test_a_cell_may_hold_words_and_name_no_major(text):
    assert names_no_major(text)
    assert not names_no_major("会计学")


@pytest.mark.parametrize(
    "text", ["不限", "专业不限", "不限专业", "无", "各类专业", "不限，会做账", "无，有驾照即可", "不限（会计优先）"]
)
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


@pytest.mark.parametrize(
    ("text", "majors", "classes", "disciplines"),
    [
        ("（0901）作物学、（0902）园艺学", [], ["作物学", "园艺学"], []),
        ("70301无机化学", ["无机化学"], [], []),
        ("会计学120203K,审计学120207", ["会计学", "审计学"], [], []),
        ("07理学", [], [], ["理学"]),
    ],
)
def test_a_code_may_stand_before_behind_or_without_its_zero(text, majors, classes, disciplines):
    wanted = read_majors(text)
    assert (wanted["majors"], wanted["classes"], wanted["disciplines"]) == (majors, classes, disciplines)


def test_a_mark_of_our_own_in_a_cell_is_no_code():
    assert read_majors("C#开发、会计学")["majors"] == ["会计学"]


def test_a_discipline_is_said_in_many_ways():
    for text in ("工学学科门类", "工学门类", "工学门类所属专业", "博士研究生：工学学科门类"):
        assert read_majors(text)["disciplines"] == ["工学"]


def test_names_are_parted_by_dots_and_by_remarks_of_rank():
    assert read_majors("刑法学.诉讼法学")["majors"] == ["刑法学", "诉讼法学"]
    assert read_majors("测绘工程（一级学科）采矿工程（一级学科）")["majors"] == ["测绘工程", "采矿工程"]


def test_a_name_that_holds_a_separator_is_one_name():
    assert read_majors("导航、制导与控制，光学")["majors"] == ["导航制导与控制", "光学"]
    assert read_majors("制冷及低温工程专业；岩土工程专业")["majors"] == ["制冷及低温工程", "岩土工程"]


@pytest.mark.parametrize(
    ("ward", "branch"),
    [("眼科", "眼科学"), ("麻醉科", "麻醉学"), ("呼吸内科", "内科学"), ("胸外科", "外科学"), ("关节骨科", "外科学")],
)
def test_a_ward_is_its_branch_of_medicine(ward, branch):
    assert read_majors(ward)["majors"] == [branch]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("采矿及其相关专业", "采矿工程"),
        ("测绘工程勘查技术与工程", "勘查技术与工程"),
        ("焊接工程及相关专业", "焊接技术与工程"),
        ("计算机科学与技", "计算机科学与技术"),
        ("机电控制", "机械类"),
        ("电子制造", "电子信息类"),
    ],
)
def test_a_shortened_joined_or_cut_name_is_read_as_the_nearest_and_its_neighbours(text, found):
    wanted = read_majors(text)
    assert found in wanted["majors"] + wanted["classes"]
    assert wanted["related"]


def test_a_loose_word_beside_a_known_name_is_not_guessed():
    assert read_majors("会计学、固体资料")["majors"] == ["会计学"]
    assert read_majors("非临床医学") == {}


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
