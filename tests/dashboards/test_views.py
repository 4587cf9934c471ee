"""The page of figures: each number opens its names, stations open downwards, nobody sees beyond their own."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placement.accounts.roles import Role
from placement.dashboards.snapshots import take_snapshot
from registry.registering import change_status
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("dashboards:figures")


@pytest.fixture
def house():
    """A city with two counties, a supervisor of each and of the whole."""
    city = make_station("白杨市", level="city")
    here, there = make_station("161团", parent=city), make_station("163团", parent=city)
    return {
        "city": city,
        "here": here,
        "there": there,
        "whole": make_user(Role.SUPERVISOR, station=city),
        "part": make_user(Role.SUPERVISOR, station=here),
    }


def rows_behind(client, url):
    return client.get(url).context["table"].page.paginator.count


def begin(house, number=1, **facts):
    begun = timezone.localdate() - timedelta(days=120)
    for station in (house["here"], house["there"]):
        for _one in range(number):
            owner = make_user(Role.CASEWORKER, station=station)
            make_case(owner=owner, on=begun, cohort=2026, **facts)


def test_every_number_on_the_page_opens_as_many_names(signed_in, house):
    begin(house, 2)
    change_status(make_person(station=house["here"]), "died", on=timezone.localdate(), by=house["whole"])
    client = signed_in(house["whole"])
    page = client.get(PAGE, {"base": "registered"}).context["page"]
    for card in page["cards"]:
        assert rows_behind(client, card.names_url) == card.rate.counted
        assert rows_behind(client, card.left_out_url) == card.rate.left_out
    for line in page["progress"] + page["apart"] + page["late"] + page["officers"]:
        assert rows_behind(client, line.url) == line.part.people
    for row in page["stations"] + page["cohorts"]:
        assert client.get(row.url).context["page"]["people"] == row.people
        for rate, url in row.rates:
            assert rows_behind(client, url) == rate.left_out


def test_a_page_of_the_willing_opens_names_of_the_willing(signed_in, house):
    begin(house, status="seeking")
    begin(house, status="unwilling")
    client = signed_in(house["whole"])
    card = client.get(PAGE, {"base": "willing"}).context["page"]["cards"][1]
    assert (card.rate.total, card.other.total) == (2, 4)
    assert rows_behind(client, card.left_out_url) == 2


def test_a_supervisor_of_a_part_counts_and_lists_that_part_only(signed_in, house):
    begin(house)
    client = signed_in(house["part"])
    card = client.get(PAGE).context["page"]["cards"][0]
    assert card.rate.total == 1
    assert rows_behind(client, card.left_out_url) == 1


@pytest.mark.parametrize("outside", ["city", "there"])
def test_a_station_outside_does_not_exist(signed_in, house, outside):
    client, beyond = signed_in(house["part"]), {"station": house[outside].pk}
    for url in (PAGE, reverse("dashboards:names", args=["contact"])):
        assert client.get(url, beyond).status_code == 404
        assert client.get(url, {"station": house["here"].pk}).status_code == 200


@pytest.mark.parametrize(
    "query", [{"station": "x"}, {"station": "9" * 30}, {"cohort": "soon"}, {"cohort": "20265"}, {"station": "٣"}]
)
def test_nonsense_in_the_address_is_not_found_and_widens_nothing(signed_in, house, query):
    assert signed_in(house["part"]).get(PAGE, query).status_code == 404


@pytest.mark.parametrize("code", ["nowhere", "done-x-of-6", "late-visit-", "late-visit-" + "9" * 40, "done-1-of-6x"])
def test_a_number_that_does_not_exist_is_not_found(signed_in, house, code):
    assert signed_in(house["whole"]).get(reverse("dashboards:names", args=[code])).status_code == 404


def test_people_of_the_station_itself_have_their_own_row(signed_in, house):
    begin(house)
    make_person(station=house["city"])
    client = signed_in(house["whole"])
    rows = client.get(PAGE).context["page"]["stations"]
    assert [(row.label, row.people) for row in rows] == [("161团", 1), ("163团", 1), ("本级直管", 1)]
    assert client.get(rows[-1].url).context["page"]["people"] == 1


def test_the_path_down_leads_back_up(signed_in, house):
    begin(house)
    page = signed_in(house["whole"]).get(PAGE, {"station": house["here"].pk, "cohort": 2026})
    assert [station.name for station, _url in page.context["above"]] == ["白杨市", "161团"]
    assert page.context["page"]["people"] == 1


def test_the_chart_has_its_table_and_its_picture(signed_in, house):
    begin(house)
    take_snapshot(timezone.localdate())
    page = signed_in(house["whole"]).get(PAGE).content.decode()
    assert 'data-chart="trend"' in page
    assert 'data-chart-save="trend"' in page
    assert re.search(rf'<td class="nowrap">{timezone.localdate().isoformat()}</td>', page)


def test_the_counting_rule_stands_beside_every_figure(signed_in, house):
    page = signed_in(house["whole"]).get(PAGE)
    for card in page.context["page"]["cards"]:
        assert str(card.rate.figure.rule) in page.content.decode()


def test_queries_do_not_grow_with_people(signed_in, house, django_assert_num_queries, django_assert_max_num_queries):
    client = signed_in(house["whole"])
    begin(house)
    with django_assert_max_num_queries(24) as few:
        client.get(PAGE)
    begin(house, 10)
    with django_assert_num_queries(len(few)):
        client.get(PAGE)


def test_queries_of_names_do_not_grow_with_names(
    signed_in, house, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = signed_in(house["whole"]), reverse("dashboards:names", args=["contact"]) + "?side=out"
    begin(house)
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    begin(house, 10)
    with django_assert_num_queries(len(few)):
        client.get(url)
