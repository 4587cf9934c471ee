"""A clerk's afternoon in a real browser: a list is uploaded, put right, decided, applied and taken back.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

from datetime import date

import pytest
from openpyxl import Workbook

from followup.opening import open_case
from placement.accounts.roles import Role
from registry.models import Person, Roster
from tests.browser.hand import Hand, let_in
from tests.factories import make_id_number, make_person, make_station, make_user

HEADER = ["序号", "姓名", "身份证号码", "学历", "毕业院校", "所学专业", "联系电话", "毕业时间"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clerk():
    city = make_station("白杨市", level="city")
    user = make_user(Role.CLERK, station=city, name="数据员甲")
    let_in()
    return user


@pytest.fixture
def known(clerk):
    """Somebody registered before, whose namesake born on the same day is on the list."""
    return make_person(name="马晓燕", id_number=make_id_number(701), by=clerk, station=clerk.station)


@pytest.fixture
def workbook(tmp_path, known):
    """A list as it comes: a title over the header, a number that lost a digit, a namesake, a rare character."""
    book = Workbook()
    sheet = book.active
    sheet.append(["2026届离校未就业高校毕业生实名登记表"])
    sheet.merge_cells("A1:H1")
    sheet.append(HEADER)
    rows = [
        ("𠮷田雪", make_id_number(702), "2026.7.1"),
        ("阿卜杜热西提·麦麦提", make_id_number(703), "2026年7月"),
        ("王小明", make_id_number(704)[:17], "20260701"),
        ("马晓燕", make_id_number(705), "2026-07-01"),
    ]
    for number, (name, id_number, graduated) in enumerate(rows, 1):
        sheet.append([number, name, id_number, "本科", "塔里木大学", "会计学", f"1380000000{number}", graduated])
    path = tmp_path / "教育局名单.xlsx"
    book.save(path)
    return path


def test_a_list_is_uploaded_put_right_applied_and_taken_back(desk, clerk, known, workbook):
    hand = Hand(desk, "roster")
    hand.sign_in(clerk)
    desk.goto("/rosters/upload/")
    desk.set_input_files("input[type=file]", workbook)
    desk.get_by_label("来源部门").fill("教育局")
    hand.press("上传并比对")
    assert "𠮷田雪" in hand.text()
    put_right(hand)
    decide(hand)
    hand.press("入库 4 人")
    assert sorted(Person.objects.values_list("name", flat=True)) == sorted(
        ["马晓燕", "马晓燕", "王小明", "阿卜杜热西提·麦麦提", "𠮷田雪"]
    )
    assert Person.objects.get(name="王小明").graduated_on == date(2026, 7, 1)
    take_back(hand, clerk)


def put_right(hand):
    """The number that lost a digit is typed again on the page, and only its row is compared anew."""
    hand.follow("无效 1")
    assert "位" in hand.text()
    hand.follow("更正")
    hand.page.get_by_label("身份证号码").fill(make_id_number(704))
    hand.press("更正并重新核对")


def decide(hand):
    """The namesake is another person."""
    hand.page.goto(Roster.objects.get().get_absolute_url())
    hand.follow("疑似 1")
    hand.page.locator("tbody input[type=checkbox]").first.check()
    hand.press("不是同一人")


def take_back(hand, clerk):
    """Everybody the list brought goes again, but for the one whom somebody has begun to serve."""
    served = Person.objects.get(name="王小明")
    open_case(served, by=clerk, on=date(2026, 9, 1))
    hand.follow("撤销入库…")
    assert "王小明" in hand.text()
    hand.press("撤销这份名册")
    assert sorted(Person.objects.values_list("name", flat=True)) == ["王小明", "马晓燕"]
    assert Roster.objects.get().stage == Roster.Stage.UNDONE
