"""Weights in a real browser: drafted, their effect read by name, both lists compared, switched on; and the truth page.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Push, QualityMark, TrialPlace
from matching.weights import current_weights
from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.browser.hand import Hand, let_in
from tests.browser.test_pages import faults
from tests.factories import make_employer, make_person, make_posting, make_station, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = ("会计", "出纳", "护士", "幼儿园老师", "电工", "文员", "保洁")
NAMES = ("热娜·买买提", "马晓燕", "阿卜杜热西提·麦麦提", "李娜")


@pytest.fixture
def supervisor():
    """A city's supervisor with four people, twenty-eight postings, and pushes of three months with their answers."""
    supervisor, today = (
        make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"), name="古丽"),
        timezone.localdate(),
    )
    firm = make_employer("白杨农机有限公司")
    postings = [
        make_posting(TITLES[n % 7], employer=firm, pay_min=3000 + 250 * n, pay_max=4000 + 250 * n) for n in range(28)
    ]
    people = [make_person(by=supervisor, name=name, residence_area="659012") for name in NAMES]
    for person, wish in zip(people, TITLES, strict=False):
        set_wishes(person, [{"occupation": wish, "pay_floor": 6000}], by=supervisor)
    asked = [make_person(by=supervisor) for _each in range(4)]
    arms = ["ranked", "ranked", "newest", "c_newest", "c_random", "hand"]
    for n in range(96):
        answer = ("yes", "no", "expired", "yes", "waiting")[n % 5]
        push = Push.objects.create(
            person=asked[n % 4],
            posting=postings[n // 4],
            by=supervisor,
            channel="sms",
            arm=arms[n % 6],
            pushed_on=today - timedelta(days=15 + n % 60),
            pushed_at=timezone.now(),
            answer=answer,
            no_reason="pay" if answer == "no" else "",
            employer_answer="hired" if n % 15 == 0 else "waiting",
        )
        place = {"place_current": n % 9 + 1, "place_newest": n % 25 + 1}
        TrialPlace.objects.create(push=push, current=1, eligible=28, **place)
    QualityMark.objects.create(
        version=1, set_name="意向与岗位名称", measure="nDCG@10", value=0.903, n=112, code="0" * 16, at=timezone.now()
    )
    let_in()
    return supervisor


def test_weights_are_drafted_looked_at_and_switched_on(desk, supervisor):
    hand = Hand(desk, "weights")
    hand.sign_in(supervisor)
    hand.see("/rankings/new/")
    for label, points in (("意向", 5), ("薪酬", 60)):
        desk.get_by_label(label, exact=True).fill(str(points))
    desk.get_by_label("为什么改").fill("工资更要紧")
    hand.press("保存草稿")
    assert "六项之和为 113，多了 13。" in hand.text()
    desk.get_by_label("薪酬", exact=True).fill("47")
    hand.press("保存草稿")
    hand.press("预览影响")
    desk.wait_for_selector("text=谁的名单会变")
    hand.picture()
    assert faults(desk) == []
    assert "马晓燕" in hand.text()
    with desk.expect_navigation():
        desk.get_by_role("link", name="看两份名单").first.click()
    assert desk.locator(".beside li").count() == 20
    hand.picture()
    desk.go_back()
    with desk.expect_navigation():
        desk.get_by_role("link", name="启用…").click()
    desk.get_by_label("提前启用的理由").fill("试点")
    hand.press("确认启用")
    assert current_weights().version == 2


@pytest.mark.parametrize("place", ["phone", "desk"])
def test_the_truth_is_read_and_every_figure_opened(request, supervisor, place):
    page = request.getfixturevalue(place)
    hand = Hand(page, f"truth-{place}")
    hand.sign_in(supervisor)
    hand.see("/rankings/truth/")
    assert faults(page) == []
    assert "区间重叠，尚不能下结论" in hand.text() or "样本不足，尚不能下结论" in hand.text()
    assert hand.fits()
    with page.expect_navigation():
        page.locator(".truth-share a").first.click()
    assert "数字背后的推送" in hand.text()
    assert hand.fits()


def test_the_pages_of_the_weights_fit_a_phone(phone, supervisor):
    hand = Hand(phone, "weights-phone")
    hand.sign_in(supervisor)
    for path in ("/rankings/", "/rankings/new/"):
        hand.see(path)
        assert hand.fits()
        assert faults(phone) == []
