"""A hall of people in a real browser: asked from the list at a desk, called name by name on a phone, signed on paper.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

import json

import pytest
from django.utils import timezone

from followup.gathering import mark
from followup.models import Attendance, Briefing, Gathering
from placement.accounts.roles import Role
from tests.browser.hand import AXE, Hand, faults, let_in
from tests.factories import make_case, make_station, make_user
from tests.followup.test_gathering import plan, seat_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("热娜·买买提", "马晓燕", "阿卜杜热西提·麦麦提江·吐尔逊", "李静", "王小明")


@pytest.fixture
def officer():
    street = make_station("龙泉街道", parent=make_station("白杨市", level="city"))
    officer = make_user(Role.CASEWORKER, station=street, name="古丽")
    for name in NAMES:
        make_case(owner=officer, name=name, on=timezone.localdate())
    let_in()
    return officer


@pytest.fixture
def weak_phone(chromium, live_server):
    """A phone whose network may fail: what the browser says of that is no fault of the page."""
    size = {"width": 390, "height": 844}
    context = chromium.new_context(viewport=size, locale="zh-CN", base_url=live_server.url, has_touch=True)
    yield context.new_page()
    context.close()


def states():
    return dict(Attendance.objects.values_list("person__name", "state"))


def tap(page, name, word):
    """Tap one of the three answers beside a name, and wait until the row has come back."""
    row = page.locator(".roll-row", has_text=name)
    row.get_by_role("button", name=word, exact=True).click()
    row.locator(f"button[aria-pressed=true]:has-text('{word}')").wait_for()


def test_a_room_is_asked_at_the_desk_and_called_on_a_phone(desk, phone, officer):
    asked_from_the_list(Hand(desk, "gathering-desk"), officer)
    hand, gathering = Hand(phone, "gathering-phone"), Gathering.objects.get()
    hand.sign_in(officer)
    hand.see(gathering.get_absolute_url())
    assert hand.fits()
    tap(phone, "马晓燕", "到场")
    tap(phone, "李静", "迟到")
    tap(phone, "王小明", "缺席")
    tap(phone, "王小明", "考试")
    assert phone.locator("#roll-counts").inner_text().split() == ["1", "到场", "1", "迟到", "1", "缺席", "2", "未点"]
    phone.locator("#roll-q").fill("rn")
    phone.locator(".roll-row", has_text="马晓燕").wait_for(state="detached")
    tap(phone, "热娜", "到场")
    hand.picture()
    hand.see(gathering.get_absolute_url())
    hand.follow("其余全部缺席（未说明）")
    assert "1 人将记为缺席（未说明）" in hand.text()
    assert "阿卜杜热西提·麦麦提江·吐尔逊" in hand.text()
    hand.press("其余全部缺席（未说明）")
    hand.follow("结束点名")
    hand.press("结束点名")
    assert sorted(Briefing.objects.values_list("person__name", flat=True)) == ["李静", "热娜·买买提", "马晓燕"]
    assert Attendance.objects.get(person__name="王小明").reason == "exam"
    at_the_desk_afterwards(Hand(desk, "gathering-after"), gathering)


def asked_from_the_list(hand, officer):
    hand.sign_in(officer)
    hand.see("/people/")
    hand.page.get_by_text("对所选毕业生办理").click()
    hand.page.get_by_label("全部符合条件的 5 人").check()
    hand.press("组织活动…")
    assert all(name in hand.text() for name in NAMES)
    hand.page.get_by_label("主题", exact=True).fill("补贴政策宣讲")
    hand.choose("就业创业补贴")
    hand.press("保存并通知名单")
    hand.see("/gatherings/")


def at_the_desk_afterwards(hand, gathering):
    """One was marked wrong and is taken off with a reason; the sheet is there to be printed."""
    hand.see(gathering.get_absolute_url())
    with hand.page.expect_navigation():
        hand.page.locator(".roll-row", has_text="李静").get_by_role("link", name="撤销此人").click()
    hand.page.get_by_label("原因").fill("同名误点")
    hand.press("撤销此人")
    assert "同名误点" in hand.text()
    assert Briefing.objects.count() == 2
    assert "本人签名" in hand.see(f"/gatherings/{gathering.pk}/sheet/")
    hand.see("/gatherings/")


def test_the_roll_is_called_without_a_script(chromium, live_server, officer):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN", base_url=live_server.url)
    page, gathering = context.new_page(), plan(officer, timezone.localdate())
    hand = Hand(page, "gathering-plain")
    hand.sign_in(officer)
    hand.see(gathering.get_absolute_url())
    with page.expect_navigation():
        page.locator(".roll-row", has_text="李静").get_by_role("button", name="到场").click()
    assert states()["李静"] == "present"
    context.close()


def test_a_tap_that_the_network_lost_is_sent_again_and_keeps_no_name(weak_phone, officer):
    hand, gathering = Hand(weak_phone, "gathering-lost"), plan(officer, timezone.localdate())
    hand.sign_in(officer)
    hand.see(gathering.get_absolute_url())
    weak_phone.context.set_offline(True)
    weak_phone.locator(".roll-row", has_text="李静").get_by_role("button", name="到场").click()
    weak_phone.locator("[data-waiting]:visible").wait_for()
    hand.picture()
    kept = json.loads(weak_phone.evaluate("JSON.stringify(localStorage)"))
    assert "李静" not in str(kept)
    assert "/seats/" in str(kept)
    assert states()["李静"] == "asked"
    weak_phone.context.set_offline(False)
    weak_phone.locator(".roll-present", has_text="李静").wait_for()
    assert states()["李静"] == "present"
    assert weak_phone.locator("[data-waiting]").is_hidden()
    assert weak_phone.evaluate("localStorage.length") == 0


def test_a_kept_tap_outlives_the_page(weak_phone, officer):
    hand, gathering = Hand(weak_phone, "gathering-kept"), plan(officer, timezone.localdate())
    hand.sign_in(officer)
    hand.see(gathering.get_absolute_url())
    weak_phone.context.set_offline(True)
    weak_phone.locator(".roll-row", has_text="马晓燕").get_by_role("button", name="迟到").click()
    weak_phone.locator("[data-waiting]:visible").wait_for()
    weak_phone.goto("about:blank")
    weak_phone.context.set_offline(False)
    hand.see(gathering.get_absolute_url())
    weak_phone.locator(".roll-late", has_text="马晓燕").wait_for()
    assert states()["马晓燕"] == "late"
    assert seat_of(gathering).gathering.attendances.there().count() == 1


def test_a_tap_outlives_an_expired_login(weak_phone, officer):
    hand, gathering = Hand(weak_phone, "gathering-expired"), plan(officer, timezone.localdate())
    hand.sign_in(officer)
    hand.see(gathering.get_absolute_url())
    weak_phone.context.clear_cookies(name="sessionid")
    with weak_phone.expect_navigation():
        weak_phone.locator(".roll-row", has_text="王小明").get_by_role("button", name="到场").click()
    assert states()["王小明"] == "asked"
    hand.sign_in(officer)
    hand.see(gathering.get_absolute_url())
    weak_phone.locator(".roll-present", has_text="王小明").wait_for()
    assert states()["王小明"] == "present"


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here; `make test` fetches it")
def test_every_page_of_a_gathering_has_no_serious_fault_in_english_and_fits(phone, officer):
    hand, gathering = Hand(phone, "gathering-en"), plan(officer, timezone.localdate())
    mark(seat_of(gathering), "absent", reason="exam", note="省考", by=officer)
    hand.sign_in(officer)
    with phone.expect_navigation():
        phone.get_by_role("button", name="EN").click()
    own = [f"/gatherings/{gathering.pk}/{part}" for part in ("", "rest/?state=present", "edit/", "call-off/", "sheet/")]
    for address in ["/gatherings/", "/gatherings/new/?all=yes", *own, f"/seats/{seat_of(gathering).pk}/undo/"]:
        hand.see(address)
        assert faults(phone) == [], address
        assert hand.fits(), address
