"""An insurance list in a real browser: uploaded, one accepted, the others sent to be verified, found again at the door.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

import pytest

from followup.models import Outcome, Visit
from placement.accounts.models import User
from placement.accounts.roles import Role
from registry.models import Comparison
from registry.statuses import Status
from tests.browser.hand import Hand, let_in
from tests.factories import make_case, make_id_number, make_person, make_station, make_user

NAMES = ("王小明", "马晓燕", "阿卜杜热西提·麦麦提", "李静")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer():
    city = make_station("白杨市", level="city")
    user = make_user(Role.CASEWORKER, station=make_station("龙泉街道", parent=city), name="专员乙")
    make_user(Role.CLERK, station=city, name="数据员甲")
    let_in()
    return user


@pytest.fixture
def insurance(tmp_path, officer):
    """A list with three of ours, one of them under another name, a stranger, and a number that cannot be one."""
    people = [make_case(owner=officer, name=name, status=Status.SEEKING, school="塔里木大学").person for name in NAMES]
    make_person(owner=officer, name="赵磊", status=Status.EMPLOYED)
    rows = [(person.name, person.id_number, "白杨农机制造有限责任公司", "2026-08") for person in people[:3]]
    rows += [("李菁", people[3].id_number, "白杨棉业", "2026-07"), ("外人", make_id_number(), "外地公司", "2026-01")]
    rows += [("孙强", "65901219990101", "白杨棉业", "2026-07")]
    path = tmp_path / "8月社保参保名单.csv"
    path.write_text("\n".join(",".join(row) for row in (("姓名", "身份证号码", "参保单位", "参保时间"), *rows)))
    return path


def test_a_list_becomes_proposals_and_visits(desk, phone, officer, insurance):
    hand = Hand(desk, "list")
    hand.sign_in(User.objects.get(role=Role.CLERK))
    hand.see("/comparisons/upload/")
    desk.set_input_files("input[type=file]", insurance)
    desk.get_by_label("名单类别").select_option("insurance")
    hand.press("上传并比对")
    assert desk.locator("main table").inner_text().count("可能已就业（单位）") == 3
    hand.press("采纳", within="tbody")
    assert Outcome.objects.count() == 1
    desk.get_by_label("全部符合条件的").check()
    hand.press("交专员核实")
    assert Visit.objects.filter(why=Visit.Why.VERIFY).count() == 2
    see_the_rest(hand)
    at_the_door(Hand(phone, "door"), officer)


def see_the_rest(hand):
    page = Comparison.objects.get().get_absolute_url()
    assert "李菁" in hand.see(f"{page}?what=doubtful")
    assert "赵磊" in hand.see(f"{page}?what=missing_there")
    assert "位" in hand.see(f"{page}?what=unreadable")
    assert "交专员核实" in hand.see(f"{page}?what=hit&state=all")
    assert "8月社保参保名单.csv" in hand.see("/comparisons/")
    hand.page.set_viewport_size({"width": 390, "height": 844})
    for what in ("hit&state=all", "doubtful", "missing_there"):
        hand.see(f"{page}?what={what}")
        assert hand.fits()


def at_the_door(hand, officer):
    hand.sign_in(officer)
    lead = Visit.objects.filter(why=Visit.Why.VERIFY).first().person
    assert "社会保险参保名单 · 可能已就业" in hand.see(lead.get_absolute_url())
