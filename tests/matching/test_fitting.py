"""Asked for all at once, requirements say what each says by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fitting import Requirements, fit_of_major
from matching.requirements import read_majors
from registry.catalogue import majors
from registry.statuses import Education

TEXTS = [
    "不限",
    "不限，不含会计学",
    "会计学、财务管理",
    "会计学等相关专业",
    "工商管理类",
    "工学门类，不含土木类专业",
    "本科：会计学；研究生：工商管理学",
    "专科：会计；本科：计算机类、电子信息类；研究生：计算机科学与技术",
    "哲学、经济学、法学、理学、工学",
    "",
]
WANTED = [read_majors(text) for text in TEXTS]
NAMES = [major.name or major.class_name for major in majors()]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*NAMES, "会计", "不存在的专业", ""]), st.sampled_from([*Education.values, ""]))
def test_all_at_once_is_one_by_one(major, education):
    found = Requirements(WANTED).fits(major, education)
    assert found == [fit_of_major(major, education, wanted)[0] for wanted in WANTED]


@pytest.mark.parametrize(
    ("text", "fit"), [("会计学", "exact"), ("工商管理类", "class"), ("土木类", "none"), ("", "unknown")]
)
def test_the_kinds_of_fit(text, fit):
    assert Requirements([read_majors(text)]).fits("会计学", "21") == [fit]
