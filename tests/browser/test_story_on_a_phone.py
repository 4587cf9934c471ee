"""The story of one graduate again, in a real browser 390 px wide, by tapping and typing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from followup.models import Case
from placement.accounts.roles import Role
from tests.browser.hand import Hand, let_in
from tests.factories import make_employer, make_id_number, make_posting, make_station, make_user

NAME = "阿依努尔·买买提"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    city = make_station("白杨市", level="city")
    street = make_station("龙泉街道", parent=city)
    staff = {
        "clerk": make_user(Role.CLERK, station=city),
        "supervisor": make_user(Role.SUPERVISOR, station=city),
        "caseworker": make_user(Role.CASEWORKER, station=street),
    }
    let_in()
    make_employer("白杨融媒体中心", is_internship_base=True)
    for title in ("会计", "会计助理", "出纳"):
        make_posting(title, opens_on=date(2026, 1, 1), pay_min=5000, pay_max=6000)
    return staff


def pips(page):
    return page.locator(".pips-large").get_attribute("aria-label")


def test_one_graduate_on_a_phone(phone, office, tmp_path):
    hand, today = Hand(phone, "story"), timezone.localdate()

    hand.sign_in(office["clerk"])
    roster = tmp_path / "名单.csv"
    header = "姓名,身份证号码,学历,专业,联系电话,所属街道,就业意向"
    roster.write_text(f"{header}\n{NAME},{make_id_number()},本科,会计学,13800138000,龙泉街道,会计\n", encoding="utf-8")
    phone.goto("/rosters/upload/")
    phone.set_input_files("input[type=file]", roster)
    hand.press("上传并比对")
    hand.press("入库 1 人")

    hand.sign_in(office["supervisor"])
    phone.goto("/people/?no_case=yes")
    phone.locator("main summary", has_text="对所选").click()
    hand.choose("全部符合条件的")
    hand.press("建立台账")

    hand.sign_in(office["caseworker"])
    assert hand.fits()
    hand.follow("记走访")
    assert hand.fits()
    hand.choose("就业创业补贴")
    hand.press("保存走访")
    assert "政策宣讲 1/1" in pips(phone)

    for ago in (2, 1, 0):
        hand.follow("推送岗位")
        assert hand.fits()
        phone.locator("input[name=postings]").first.check()
        phone.get_by_label("推送日期").fill((today - timedelta(days=ago)).isoformat())
        hand.press("推送所选岗位")
    assert "岗位推送 3/3" in pips(phone)

    hand.follow("职业指导")
    hand.choose("简历修改")
    hand.press("保存")
    hand.follow("就业见习")
    phone.get_by_label("见习单位").select_option(index=1)
    phone.get_by_label("见习岗位").fill("出纳")
    hand.press("保存")
    assert "就业见习 0/1" in pips(phone)
    hand.follow("记录答复")
    hand.choose("接受")
    hand.press("保存")
    assert "就业见习 1/1" in pips(phone)
    assert Case.objects.get().completed_on == today

    hand.sign_in(office["supervisor"])
    phone.goto("/dashboards/completion/names/")
    assert phone.get_by_text(NAME).is_visible()
