"""The day's route: everybody due once, one building together, in the order of a walk, with or without a map."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from followup import worklist
from followup.mapping import draw
from followup.route import route_of
from placement.accounts.models import Station
from placement.accounts.roles import Role
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("followup:route")


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER, station=make_station("团部"))


def today():
    return timezone.localdate()


def due(officer, *, days=120, **facts):
    return make_case(owner=officer, on=today() - timedelta(days=days), **facts).person


def put(station, north, east=86):
    Station.objects.filter(pk=station.pk).update(latitude=Decimal(str(north)), longitude=Decimal(str(east)))
    station.refresh_from_db()
    return station


def walked(officer):
    officer.refresh_from_db()
    return [[call.visit.person for call in stop.calls] for stop in route_of(officer, today()).stops]


def test_one_building_is_one_stop(officer):
    flats = ("建设路18号2单元", "建设路9号", "建设路18号1单元")
    first, other, neighbour = (due(officer, address=flat) for flat in flats)
    assert walked(officer) == [[other], [first, neighbour]]


def test_people_whose_building_is_not_known_are_stops_of_their_own(officer):
    people = [due(officer) for _ in range(2)]
    assert walked(officer) == [[person] for person in people]


def test_places_are_walked_one_after_the_other_from_the_station(officer):
    put(officer.station, 44.30)
    far, near, middle = (
        put(make_station(name), north) for name, north in (("远", 44.40), ("近", 44.32), ("中", 44.36))
    )
    people = [due(officer, station=station) for station in (far, near, middle)]
    assert walked(officer) == [[people[1]], [people[2]], [people[0]]]


def test_who_lives_where_the_map_has_no_place_comes_last_and_is_listed(officer):
    unknown, known = make_station("甲连"), put(make_station("乙连"), 44.3)
    hidden, shown = due(officer, station=unknown), due(officer, station=known)
    assert walked(officer) == [[shown], [hidden]]
    route = route_of(officer, today())
    assert [marker.label for marker in route.drawing.markers] == ["1"]
    assert [stop.station for stop in route.unplaced] == [unknown]


def test_without_any_place_the_streets_are_the_order_and_there_is_no_map(officer):
    later, sooner = (due(officer, station=make_station("乙连")), due(officer))
    assert walked(officer) == [[sooner], [later]]
    assert route_of(officer, today()).drawing is None


def test_the_most_pressing_are_taken_and_the_rest_is_told(officer, monkeypatch):
    monkeypatch.setattr(worklist, "SHOWN", 2)
    late = [due(officer, days=days).pk for days in (200, 150)]
    due(officer, days=100)
    route = route_of(officer, today())
    assert {call.visit.person_id for stop in route.stops for call in stop.calls} == set(late)
    assert (route.count, route.left) == (3, 1)


def test_the_page_shows_who_why_and_the_sign_but_neither_door_nor_number(signed_in, officer):
    put(officer.station, 44.3)
    person = due(officer, address="建设路18号3栋", phones=["13812345678"])
    page = signed_in(officer).get(PAGE).content.decode()
    assert person.name in page
    assert "◎" in page
    assert "<svg viewBox" in page
    assert reverse("registry:phone_dial", args=[person.pk, person.phones.get().pk]) in page
    assert "建设路" not in page
    assert "13812345678" not in page


def test_an_empty_day_says_so(signed_in, officer):
    assert "今天没有逾期或到期的走访。" in signed_in(officer).get(PAGE).content.decode()


@pytest.mark.parametrize("people", [1, 12])
def test_the_queries_do_not_grow_with_the_route(signed_in, officer, people, django_assert_num_queries):
    for _ in range(people):
        due(officer, phones=["13812345678"])
    client = signed_in(officer)
    with django_assert_num_queries(6):
        client.get(PAGE)


# --- The drawing ------------------------------------------------------------------------------


def test_north_is_up_and_east_is_right():
    drawing = draw(None, [((44.3, 86.0), "1", "甲", False), ((44.4, 86.1), "2", "乙", True)])
    south_west, north_east = drawing.markers
    assert south_west.y > north_east.y
    assert south_west.x < north_east.x
    assert all(0 < marker.x < drawing.width and 0 < marker.y < drawing.height for marker in drawing.markers)


def test_the_bar_is_as_long_as_the_map_says():
    drawing = draw((44.0, 86.0), [((44.1, 86.0), "1", "甲", False)])  # 11.12 km north of the start
    high = drawing.start.y - drawing.markers[0].y
    assert drawing.bar / float(drawing.bar_km) == pytest.approx(high / 11.12, rel=0.02)


def test_one_place_alone_is_in_the_middle():
    drawing = draw(None, [((44.3, 86.0), "1–4", "甲", False)])
    assert (drawing.markers[0].x, drawing.markers[0].y) == (drawing.width // 2, drawing.height // 2)
