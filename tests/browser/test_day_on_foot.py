"""The caseworker's day in a real browser: the route with its map, a call with one tap, a visit put right."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from placement.accounts.models import Station, User
from placement.accounts.roles import Role
from registry.models import Look
from tests.browser.test_pages import AXE, faults
from tests.factories import make_case, make_station, make_user

PASSWORD = "a phone at the door"
NUMBER = "13812345678"
DOORS = ("建设路18号2单元", "建设路18号3单元", "胜利路9号", "")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def put(station, north, east):
    Station.objects.filter(pk=station.pk).update(latitude=Decimal(str(north)), longitude=Decimal(str(east)))


@pytest.fixture
def officer():
    base = make_station("龙泉街道")
    put(base, 44.300, 86.040)
    user = make_user(Role.CASEWORKER, station=base, name="古丽娜尔")
    places = [make_station(name) for name in ("一连", "二连", "三连", "四连")]
    for number, place in enumerate(places[:3]):
        put(place, 44.30 + 0.02 * number, 86.05 + 0.015 * (number % 2))
    for number in range(9):
        on = timezone.localdate() - timedelta(days=200 if number % 3 else 1)
        make_case(owner=user, on=on, station=places[number % 4], address=DOORS[number % 4], phones=[NUMBER])
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    return user


@pytest.fixture
def inside(phone, officer):
    phone.goto("/sign-in/")
    phone.get_by_label("账号").fill(officer.username)
    phone.get_by_label("密码").fill(PASSWORD)
    with phone.expect_navigation():
        phone.get_by_role("button", name="登录").click()
    return phone


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here; `make test` fetches it")
@pytest.mark.parametrize("path", ["/", "/visits/route/"])
def test_the_day_has_no_serious_fault(inside, path):
    inside.goto(path)
    assert faults(inside) == []


def test_the_route_fits_a_narrow_screen_and_has_its_map(inside):
    inside.goto("/visits/route/")
    assert inside.locator(".route-place").count() == 3
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_tap_calls_and_the_number_is_never_on_the_page(inside, officer):
    inside.goto("/visits/route/")
    with inside.expect_response(lambda response: response.url.endswith("/dial/")) as answered:
        inside.get_by_role("button", name="拨打").first.click()
    assert answered.value.json() == {"tel": f"tel:{NUMBER}"}
    assert inside.url.endswith("/visits/route/")
    assert NUMBER not in inside.content()
    assert Look.objects.filter(by=officer, what="phone").count() == 1
