"""Pushing in a real browser: proposals checked and sent in one act, a basket for an employer, what follows at a phone.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Employer, Push
from registry.registering import set_wishes
from tests.browser.hand import Hand, let_in
from tests.factories import make_case, make_employer, make_posting, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WISHES = {"热娜·买买提": "会计", "马晓燕": "护士", "阿卜杜热西提·麦麦提": "电工"}


@pytest.fixture
def officer():
    """An officer with three people short of pushes, and a firm with a posting for each of them."""
    officer, firm = make_user(name="古丽"), make_employer("白杨农机有限公司")
    for name, wish in WISHES.items():
        person = make_case(owner=officer, name=name, on=timezone.localdate()).person
        set_wishes(person, [{"occupation": wish}], by=officer)
        make_posting(wish, employer=firm, headcount=2, pay_min=4000, pay_max=6000)
    let_in()
    return officer


def pushed():
    return dict(Push.objects.order_by("pk").values_list("person__name", "posting__title"))


def test_proposals_are_checked_and_sent_in_one_act(desk, officer):
    hand = Hand(desk, "suggestions")
    hand.sign_in(officer)
    hand.see("/pushes/suggestions/")
    hand.press("挑选岗位")
    desk.wait_for_selector("table.push-rows")
    assert not pushed()
    desk.locator("tbody", has_text="马晓燕").get_by_role("checkbox").first.uncheck()
    desk.locator("summary", has_text="发给热娜·买买提的话").click()
    assert "为您找到下面的岗位" in hand.text()
    hand.press("推送所勾选的")
    assert pushed() == {"热娜·买买提": "会计", "阿卜杜热西提·麦麦提": "电工"}
    assert "已向 2 人推送 2 个岗位。" in hand.text()


def test_an_employer_comes_and_its_people_go_through_the_basket(phone, officer):
    hand = Hand(phone, "hall")
    hand.sign_in(officer)
    hand.see(Employer.objects.get().get_absolute_url())
    with phone.expect_navigation():
        phone.get_by_role("link", name="适合的人").click()
    phone.get_by_label("热娜·买买提").check()
    hand.press("放入推送篮")
    assert not pushed()
    hand.press("推送所勾选的")
    assert pushed() == {"热娜·买买提": "会计"}
    assert hand.fits()


def test_who_does_not_answer_is_reminded_once(phone, officer):
    hand = Hand(phone, "chase")
    hand.sign_in(officer)
    hand.see("/pushes/suggestions/")
    hand.press("挑选岗位")
    phone.wait_for_selector("table.push-rows")
    hand.press("推送所勾选的")
    Push.objects.update(pushed_on=timezone.localdate() - timedelta(days=4))
    hand.see("/pushes/")
    phone.get_by_role("button", name="已催").first.click()
    phone.wait_for_selector("text=已记录催答。")
    assert Push.objects.filter(chased_on=timezone.localdate()).count() == 1
