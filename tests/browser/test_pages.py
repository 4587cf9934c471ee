"""Pages in a real browser: readable by everyone, quiet in the console, reachable by keyboard."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from placement.accounts.models import User
from placement.accounts.roles import Role
from placement.dashboards.snapshots import take_snapshot
from tests.browser.hand import AXE, Hand, faults, let_in
from tests.factories import make_case, make_posting, make_user

ECHARTS = Path(__file__).parents[2] / "var" / "vendor" / "echarts" / "echarts.common.min.js"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def inside(phone):
    """Return a function that signs a role in and opens a page."""

    def open_as(role, path):
        user, hand = make_user(role), Hand(phone, f"page-{role}")
        let_in()
        hand.sign_in(user)
        hand.see(path)
        return phone

    return open_as


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here; `make test` fetches it")
@pytest.mark.parametrize(
    "path", ["/", "/people/", "/visits/", "/postings/", "/exports/", "/exports/templates/new/", "person", "visit"]
)
def test_a_caseworkers_page_has_no_serious_fault(inside, path):
    case = make_case()
    make_posting()
    where = {"person": case.person.get_absolute_url(), "visit": f"{case.person.get_absolute_url()}visit/"}.get(
        path, path
    )
    User.objects.filter(pk=case.person.owner_id).update(is_active=True)
    page = inside(Role.SUPERVISOR, where)
    assert faults(page) == []


def test_the_slash_key_searches_and_finds_by_initials(inside):
    case = make_case(name="张小麦")
    page = inside(Role.SUPERVISOR, "/people/")
    page.keyboard.press("/")
    page.keyboard.type("zxm")
    page.locator("#search-found a").first.click()
    page.wait_for_url(f"**{case.person.get_absolute_url()}")


@pytest.mark.skipif(not ECHARTS.is_file(), reason="echarts is not here; `make test` fetches it")
def test_the_chart_draws_under_the_strict_policy(inside):
    case, today = make_case(), timezone.localdate()
    for ago in (14, 7, 0):
        take_snapshot(today - timedelta(days=ago))
    page = inside(Role.SUPERVISOR, f"/dashboards/?station={case.person.station_id}")
    assert page.locator("[data-chart] canvas").is_visible()


def test_language_and_theme_stay(inside):
    page = inside(Role.CASEWORKER, "/")
    with page.expect_navigation():
        page.get_by_role("button", name="EN").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/visits/")
    assert page.get_by_role("heading", level=1).inner_text().isascii()
