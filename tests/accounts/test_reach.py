"""Who sees whom: own people, the station's subtree, or nobody; missing and hidden look the same."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from placement.accounts.roles import Role
from placement.accounts.staffing import place_station
from registry.models import Person
from tests.factories import make_person, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    city = make_station("白杨市", level="city")
    east, west = make_station("东街", parent=city), make_station("西街", parent=city)
    return {
        "city": city,
        "east": east,
        "west": west,
        "in_east": make_person(station=east),
        "in_west": make_person(station=west),
    }


def seen_by(user):
    return set(Person.objects.visible_to(user))


def test_a_supervisor_sees_the_subtree(town):
    assert seen_by(make_user(Role.SUPERVISOR, station=town["city"])) == {town["in_east"], town["in_west"]}
    assert seen_by(make_user(Role.SUPERVISOR, station=town["east"])) == {town["in_east"]}


def test_a_caseworker_sees_only_own_people(town):
    officer = make_user(Role.CASEWORKER, station=town["east"])
    Person.objects.filter(pk=town["in_east"].pk).update(owner=officer)
    assert seen_by(officer) == {town["in_east"]}


@pytest.mark.parametrize("role", Role)
def test_without_a_station_nobody_is_visible(town, role):
    assert seen_by(make_user(role, station=None)) == set()


@pytest.mark.parametrize("role", [Role.JOB_OFFICER, Role.ADMINISTRATOR])
def test_who_needs_no_names_sees_none(town, role):
    assert seen_by(make_user(role, station=town["city"])) == set()


def test_a_stranger_sees_nobody(town):
    assert seen_by(AnonymousUser()) == set()


def test_hidden_and_missing_are_the_same_page(client, town):
    client.force_login(make_user(Role.SUPERVISOR, station=town["east"]))
    hidden = client.get(reverse("followup:person", args=[town["in_west"].pk]))
    missing = client.get(reverse("followup:person", args=[999_999]))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_a_station_that_moves_takes_everything_below_with_it(town):
    point = make_station("服务点", parent=town["east"], level="point")
    town["east"].parent = town["west"]
    place_station(town["east"])
    point.refresh_from_db()
    assert point.path.startswith(town["west"].path)
