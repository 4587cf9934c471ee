"""The administrators' pages of stations, and what staff are told."""

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from placement.accounts.models import Station, User
from placement.accounts.roles import Role
from placement.stations.reorganising import merge_stations, rename_station
from registry.models import Person
from tests.factories import make_person, make_station, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a phone at the door"


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def street(city):
    return make_station("老街", parent=city)


@pytest.fixture
def administrator(city):
    return make_user(Role.ADMINISTRATOR, station=city)


def page(name, station):
    return reverse(f"stations:station_{name}", args=[station.pk])


def test_a_station_is_renamed_with_a_reason(signed_in, administrator, street, city):
    client = signed_in(administrator)
    data = {"name": "新街", "code": street.code, "area_code": "659012001", "parent": city.pk}
    assert client.post(page("rename", street), data).status_code == 200
    assert client.post(page("rename", street), {**data, "reason": "更名"}).status_code == 302
    shown = client.get(reverse("stations:station", args=[street.pk])).content.decode()
    assert "老街" in shown
    assert client.get("/stations/?q=老街").context["table"].rows[0].record == street


def test_a_code_that_is_taken_is_refused(signed_in, administrator, street, city):
    data = {"name": "新街", "code": city.code, "area_code": "", "parent": city.pk, "reason": "x"}
    assert signed_in(administrator).post(page("rename", street), data).status_code == 200
    assert Station.objects.get(pk=street.pk).code == street.code


def test_merging_says_what_goes_along_and_does_it(signed_in, administrator, street, city):
    make_person(station=street)
    client, into = signed_in(administrator), make_station("新街", parent=city)
    assert client.get(page("merge", street)).context["left"]["people"] == 1
    client.post(page("merge", street), {"into": into.pk, "reason": "合并"})
    assert Person.objects.get().station == into
    assert client.post(page("merge", street), {"into": into.pk, "reason": "合并"}).status_code == 200


def test_splitting_opens_a_station_with_staff(signed_in, administrator, street):
    officer = make_user(station=street)
    make_person(owner=officer)
    data = {"name": "东段", "code": "d1", "area_code": "", "staff": [officer.pk], "reason": "划分"}
    signed_in(administrator).post(page("split", street), data)
    assert Person.objects.get().station == Station.objects.get(name="东段")


@pytest.mark.parametrize("stations", [1, 30])
def test_the_list_takes_the_same_queries_for_many(signed_in, administrator, city, stations, django_assert_num_queries):
    for _n in range(stations):
        make_station(parent=city)
    client = signed_in(administrator)
    with django_assert_num_queries(5):
        client.get("/stations/")


def test_figures_say_what_the_station_was_and_what_went_into_it(signed_in, administrator, street, city):
    into = make_station("新街", parent=city)
    rename_station(into, on=timezone.localdate(), reason="更名", name="振兴街道")
    merge_stations(street, into=into, by=administrator, on=timezone.localdate(), reason="合并")
    page = signed_in(make_user(Role.SUPERVISOR, station=into)).get("/dashboards/").content.decode()
    assert "老街并入本站" in page
    assert "新街" in page


# --- What staff are told ----------------------------------------------------------------------


def sign_in(client, user):
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    return client.post(reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD}, follow=True)


def test_who_came_along_is_told_as_they_sign_in(client, street, city, administrator):
    officer, into = make_user(station=street), make_station("新街", parent=city)
    merge_stations(street, into=into, by=administrator, on=timezone.localdate(), reason="合并")
    assert "老街已于" in sign_in(client, officer).content.decode()


def test_who_was_left_at_a_closed_station_is_told_and_not_let_in(client, street):
    officer = make_user(station=street)
    Station.objects.filter(pk=street.pk).update(closed_on=timezone.localdate())
    assert "撤销，请联系系统管理员" in sign_in(client, officer).content.decode()
