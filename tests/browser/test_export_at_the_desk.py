"""A supervisor's list in a real browser: ticked, asked for with a purpose, fetched twice, poured into an office's form.

With SCREENS=<folder> in the environment every step leaves its picture there.
"""

import openpyxl
import pytest

from placement.accounts.roles import Role
from registry.models import Look
from tests.browser.hand import Hand, let_in
from tests.factories import make_person, make_station, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def supervisor():
    user = make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"), name="陈主管")
    let_in()
    for name in ("阿依努尔·买买提", "𠮷田雪", "王小明"):
        make_person(name=name, station=user.station, by=user, education="21")
    return user


@pytest.fixture
def office_form(tmp_path):
    """A form as an office sends it: a title over the header, two prepared rows, a line for signatures."""
    book = openpyxl.Workbook()
    for row in (["高校毕业生上报表"], ["序号", "姓名", "学历", "审核意见"], [1], [2], ["填表人："]):
        book.active.append(row)
    path = tmp_path / "上报表.xlsx"
    book.save(path)
    return path


def fetch(hand, folder):
    """Return the workbook that pressing the button gives."""
    with hand.page.expect_download() as coming:
        hand.page.get_by_role("button", name="下载").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return openpyxl.load_workbook(path)


def test_a_list_is_ticked_exported_and_poured_into_a_form(desk, supervisor, office_form, tmp_path):
    hand = Hand(desk, "export")
    hand.sign_in(supervisor)
    shown = tick(hand, "阿依努尔·买买提", "王小明")
    hand.press("导出…")
    hand.page.get_by_label("用途").fill("团市委走访")
    hand.press("生成名单")
    for _twice in range(2):  # the button is there for a second time
        names = [row[0] for row in fetch(hand, tmp_path)["名单"].iter_rows(min_row=2, values_only=True)]
        assert names == [name for name in shown if name != "𠮷田雪"]
    assert Look.objects.filter(what=Look.What.EXPORT).count() == 2
    pour_everyone(hand, office_form, shown)


def tick(hand, *names):
    """Tick some of the list, sorted by name; returns everyone on it in its order."""
    hand.page.goto("/people/?sort=-name")
    hand.page.get_by_text("对所选毕业生办理").click()
    for name in names:
        hand.page.get_by_role("row", name=name).get_by_role("checkbox").check()
    hand.picture()
    return hand.page.locator("tbody td.lead a").all_inner_texts()


def pour_everyone(hand, office_form, shown):
    """The form's own columns, order and signature line stay."""
    hand.page.goto("/exports/templates/new/")
    hand.page.set_input_files("input[type=file]", office_form)
    hand.page.get_by_label("名称").fill("上报表")
    hand.press("上传并识别")
    hand.press("保存")
    hand.page.goto("/people/?sort=-name")
    hand.page.get_by_text("对所选毕业生办理").click()
    hand.page.get_by_label("全部符合条件的 3 人").check()
    hand.press("导出…")
    hand.page.get_by_label("用途").fill("上报教育局")
    hand.page.get_by_label("按模板填写").select_option(label="上报表")
    hand.press("生成名单")
    rows = list(fetch(hand, office_form.parent).active.iter_rows(min_row=3, values_only=True))
    assert [row[:3] for row in rows[:3]] == [(number, name, "大学本科") for number, name in enumerate(shown, 1)]
    assert rows[3][0] == "填表人："
