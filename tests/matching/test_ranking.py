"""The oracle of ranking: limits, components that add up, reasons, unknowns and order."""

from dataclasses import replace
from datetime import date

import pytest

from matching.eligibility import is_eligible
from matching.ranking import Offer, Seeker, Wanted, Weights, rank
from matching.requirements import read_majors
from matching.telling import parts, tell

TODAY = date(2026, 9, 1)
WISH = Wanted(term="会计", text="会计", areas=("白杨",), pay_floor=4000, kind="full_time")
SEEKER = Seeker(wishes=(WISH,), education="21", major="会计学", skills=("Excel", "用友"), area="659012")
OFFER = Offer(
    1, "会计", "会计", majors=read_majors("会计学"), skills=("Excel", "用友"), pay_min=4500, pay_max=6000,
    area="659012", area_text="新疆白杨市", opened_on=TODAY,
)  # fmt: skip


def best(seeker=SEEKER, offer=OFFER):
    return rank(seeker, [offer], on=TODAY)[0]


def codes(match):
    return {reason["code"] for reason in match.reasons}


def test_a_perfect_job_earns_every_point():
    match = best()
    weights = Weights()
    assert match.score == 100
    assert match.components == {name: getattr(weights, name) for name in match.components}


def test_the_components_add_up_to_the_score():
    match = best(offer=replace(OFFER, majors=read_majors("工商管理类"), pay_min=3000, skills=("Excel", "驾驶")))
    assert match.score == sum(match.components.values()) < 100


def test_better_jobs_come_first_and_ties_by_key():
    offers = [replace(OFFER, posting_id=3), replace(OFFER, posting_id=2), replace(OFFER, posting_id=1, term="电工")]
    assert [match.posting_id for match in rank(SEEKER, offers, on=TODAY)] == [2, 3, 1]


def test_the_order_of_the_offers_does_not_matter():
    offers = [replace(OFFER, posting_id=n, term=term) for n, term in enumerate(("会计", "出纳", "电工", "财务会计"))]
    assert rank(SEEKER, offers, on=TODAY) == rank(SEEKER, offers[::-1], on=TODAY)


def test_only_the_best_are_returned():
    assert len(rank(SEEKER, [replace(OFFER, posting_id=n) for n in range(30)], on=TODAY, limit=5)) == 5


def test_what_is_unknown_is_said_to_be_unknown_and_is_not_nothing():
    match = best(offer=Offer(1, "会计", "会计"))
    assert {"major_unknown", "skills_unknown", "pay_unknown", "area_unknown"} <= codes(match)
    assert match.components["pay"] > 0
    assert match.components["major"] > 0


@pytest.mark.parametrize(
    ("majors", "code", "points"),
    [("会计学", "major_exact", 20), ("工商管理类", "major_class", 17), ("管理学", "major_discipline", 13),
     ("不限", "major_any", 12), ("护理学", "major_none", 0)],
)  # fmt: skip
def test_the_major_counts_by_how_it_fits(majors, code, points):
    match = best(offer=replace(OFFER, majors=read_majors(majors)))
    assert code in codes(match)
    assert match.components["major"] == points


def test_skills_count_by_share_and_are_named():
    match = best(offer=replace(OFFER, skills=("Excel", "驾驶", "英语")))
    reason = next(reason for reason in match.reasons if reason["code"] == "skills")
    assert tell(reason) == "技能匹配 1/3：Excel"


def test_reasons_are_sentences_of_the_house():
    told = [tell(reason) for reason in best().reasons]
    assert "意向“会计”与岗位“会计”一致" in told
    assert "月薪 4500–6000 元，达到期望 4000 元" in told


def test_every_component_has_its_name_and_its_most():
    shown = parts(best().components)
    assert [(points, most) for _label, points, most in shown] == [
        (40, 40),
        (20, 20),
        (20, 20),
        (12, 12),
        (6, 6),
        (2, 2),
    ]


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"education": "11"}, False),
        ({"education": "31"}, True),
        ({"education": ""}, True),
        ({"kind": "internship"}, False),
        ({"kind": "public"}, True),
        ({"audience": ("disabled",)}, False),
        ({"pay_max": 3000, "pay_min": 2000}, False),
        ({"pay_max": None, "pay_min": None}, True),
        ({"area": "440000", "area_text": "广东"}, False),
        ({"area": "", "area_text": ""}, True),
    ],
)
def test_a_limit_excludes_only_what_is_known_to_be_beyond_it(change, passes):
    assert is_eligible(SEEKER, replace(OFFER, **change)) is passes


def test_someone_who_would_go_elsewhere_is_shown_elsewhere():
    far = replace(OFFER, area="440000", area_text="广东")
    assert is_eligible(replace(SEEKER, wishes=(replace(WISH, other_province=True),)), far)


def test_a_person_without_a_wish_is_ranked_by_the_rest():
    match = best(seeker=replace(SEEKER, wishes=()))
    assert "no_wish" in codes(match)
    assert match.score > 50


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [(4500, 6000, "pay_above"), (3000, 4000, "pay_reaches"), (None, 8000, "pay_reaches"), (5000, None, "pay_above")],
)
def test_pay_with_an_open_end_is_not_taken_for_more_than_it_says(low, high, code):
    assert code in codes(best(offer=replace(OFFER, pay_min=low, pay_max=high)))


def test_someone_without_a_catalogued_major_still_gets_a_list():
    assert best(seeker=replace(SEEKER, major="某校自设专业")).components["major"] == 8
