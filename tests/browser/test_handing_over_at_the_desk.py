"""People in a real browser: ticked, given after a look at the loads, taken back; everything of who leaves; offered away.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

import pytest

from followup.models import Handing, Transfer
from placement.accounts.roles import Role
from registry.models import Person, Tier
from tests.browser.hand import Hand, let_in
from tests.factories import make_case, make_station, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    """Two streets of a city with a supervisor each; the first has two officers, one of them with three people."""
    city = make_station("白杨市", level="city")
    east, west = make_station("东城街道", parent=city), make_station("西城街道", parent=city)
    staff = {
        "east": make_user(Role.SUPERVISOR, station=east, name="东城主管"),
        "west": make_user(Role.SUPERVISOR, station=west, name="西城主管"),
        "leaver": make_user(station=east, name="古丽"),
        "stayer": make_user(station=east, name="李强"),
        "receiver": make_user(station=west, name="王芳"),
    }
    Tier.objects.create(name="街道领导", rank=1)
    for name in ("热娜·买买提", "马晓燕", "阿卜杜热西提·麦麦提"):
        make_case(owner=staff["leaver"], name=name)
    let_in()
    return staff


def owners():
    return set(Person.objects.values_list("owner__name", flat=True))


def test_a_selection_is_looked_at_given_and_taken_back(desk, office):
    hand = Hand(desk, "assign")
    hand.sign_in(office["east"])
    hand.see("/people/")
    desk.locator("details.act summary").click()
    desk.get_by_label("全部符合条件的").check()
    desk.get_by_label("交给").select_option(str(office["stayer"].pk))
    hand.press("分配")
    assert "将移交 3 项" in hand.text()
    assert owners() == {"古丽"}
    hand.press("确认移交")
    assert owners() == {"李强"}
    hand.press("撤销这次分配")
    assert owners() == {"古丽"}


def test_everything_of_who_leaves_goes_over_on_one_screen(desk, phone, office):
    hand = Hand(desk, "leaving")
    hand.sign_in(office["east"])
    hand.see("/handings/leaving/")
    with desk.expect_navigation():
        desk.get_by_role("link", name="古丽").click()
    hand.press("确认移交")
    assert Handing.objects.get().leaver == office["leaver"]
    assert owners() == {"李强"}
    came = Hand(phone, "came")
    came.sign_in(office["stayer"])
    assert "下次" in came.see("/handings/came/")
    assert came.fits()


def test_a_person_is_offered_to_another_street_and_taken_over(desk, phone, office):
    person, hand = Person.objects.first(), Hand(desk, "transfer")
    hand.sign_in(office["east"])
    hand.see(f"/handings/transfers/new/?people={person.pk}")
    desk.get_by_label("接收站点").select_option(label="西城街道 · 白杨市")
    desk.get_by_label("原因").fill("常住西城")
    hand.press("发起转接")
    assert "待 " in hand.see(person.get_absolute_url())
    other = Hand(phone, "accept")
    other.sign_in(office["west"])
    assert "待我方接收 1" in other.see("/")
    other.see(Transfer.objects.get().get_absolute_url())
    other.press("接收")
    person.refresh_from_db()
    assert (person.owner.name, person.station.name) == ("王芳", "西城街道")
