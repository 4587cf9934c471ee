"""A person nobody reaches, in a real browser: searched for on a phone, found unreachable at a desk; days moved, leave.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from followup.escalating import climb_overdue, tell_overdue
from followup.models import Lost, Standard, Visit
from followup.visiting import plan_visit, record_visit
from placement.accounts.roles import Role
from tests.browser.hand import Hand, let_in
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def street():
    return make_station("龙泉街道", parent=make_station("白杨市", level="city"), level="street")


@pytest.fixture
def officer(street):
    return make_user(Role.CASEWORKER, station=street, name="古丽")


@pytest.fixture
def supervisor(street):
    return make_user(Role.SUPERVISOR, station=street, name="李主任")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def person(officer, today):
    """Somebody with one number, called in vain at two hours; a school and the door were tried too."""
    person = make_person(
        owner=officer, on=today - timedelta(days=60), name="阿卜杜热西提·麦麦提江", phones=["13800000001"]
    )
    make_case(person=person, owner=officer, on=today - timedelta(days=60))
    tries = [(20, 10, "phone", "no_answer", ""), (17, 20, "phone", "off", ""), (16, 20, "phone", "no_answer", "")]
    tries += [(14, 11, "phone", "no_such_person", "source"), (8, 11, "door", "nobody_home", "")]
    for days, hour, manner, result, rung in tries:
        on = today - timedelta(days=days)
        at = timezone.make_aware(datetime.combine(on, time(hour)))
        facts = {"manner": manner, "result": result, "rung": rung}
        record_visit(person, by=officer, uuid=uuid4(), made_at=at, made_on=on, **facts)
    return person


def test_the_ladder_is_climbed_on_a_phone_and_decided_at_a_desk(desk, phone, person, officer, supervisor):
    let_in()
    asked_on_the_phone(Hand(phone, "search-phone"), person, officer)
    hand = Hand(desk, "search-desk")
    hand.sign_in(supervisor)
    hand.see("/lost/")
    desk.locator("tbody input[name=lost]").check()
    hand.press("逐人看证据并认定")
    assert "上门无人" in hand.text()
    hand.choose("同意认定")
    hand.press("保存")
    assert Lost.objects.get().agreed
    assert "失联（已认定）1 人，不计入分母" in hand.see("/dashboards/")


def asked_on_the_phone(hand, person, officer):
    hand.sign_in(officer)
    assert "各步都寻访过之后" in hand.see(person.get_absolute_url())
    assert hand.fits()
    hand.follow("问了学校、村干部")
    hand.choose("村（社区）干部")
    hand.page.locator("textarea[name=findings]").fill("李书记：全家去了乌鲁木齐，没有电话")
    assert hand.fits()
    hand.press("保存")
    hand.follow("申请认定失联")
    hand.page.locator("textarea[name=note_text]").fill("手机停机三周")
    assert hand.fits()
    hand.press("申请认定失联")
    assert Lost.objects.waiting().exists()
    hand.see("/lost/")
    assert hand.fits()


def test_what_is_overdue_is_explained_and_many_are_moved(desk, phone, officer, supervisor, today):
    for number, name in enumerate(("热娜·买买提", "马晓燕", "李静", "王小明")):
        case = make_case(owner=officer, name=name, on=today - timedelta(days=60))
        plan_visit(case.person, planned_for=today - timedelta(days=3 * number + 1), by=officer)
    tell_overdue(Visit.objects.last(), reason="road", note_text="大雪封路", by=officer, on=today)
    Standard.objects.update(county_after_workdays=90)
    climb_overdue(on=today)
    let_in()
    moved_at_the_desk(Hand(desk, "move-desk"), supervisor)
    hand = Hand(phone, "move-phone")
    hand.sign_in(officer)
    for address in ("/visits/overdue/?side=silent", "/visits/move/", "/visits/", "/absences/", "/absences/new/"):
        hand.see(address)
        assert hand.fits(), address


def moved_at_the_desk(hand, supervisor):
    hand.sign_in(supervisor)
    assert "大雪封路" in hand.see("/visits/overdue/?side=mine")
    hand.follow("批量改期")
    hand.press("预览", within="aside")
    assert "每人每天" in hand.text()
    hand.page.get_by_label("原因").fill("集中培训")
    hand.press("确认改期")
    assert Visit.objects.planned().exclude(moved_on=None).count() == 4
    hand.see("/absences/")
