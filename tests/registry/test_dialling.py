"""One tap calls: the number is on no page, is handed out only together with the look, and only to who may see it."""

import pytest
from django.urls import reverse

from placement.accounts.roles import Role
from registry.models import Look
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db
NUMBER = "13812345678"


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    return make_person(owner=officer, phones=[NUMBER, "0993-2012345"])


def address(phone, person=None):
    return reverse("registry:phone_dial", args=[(person or phone.person).pk, phone.pk])


def test_a_script_gets_the_number_and_the_look_is_written(signed_in, officer, person):
    response = signed_in(officer).post(address(person.phones.first()), headers={"accept": "application/json"})
    assert response.json() == {"tel": f"tel:{NUMBER}"}
    assert "no-store" in response["Cache-Control"]
    look = Look.objects.get()
    assert (look.person, look.by, look.what, look.reason) == (person, officer, "phone", "拨打电话")


def test_without_a_script_there_is_a_page_with_a_link(signed_in, officer, person):
    page = signed_in(officer).post(address(person.phones.last()), headers={"accept": "text/html"}).content.decode()
    assert 'href="tel:09932012345"' in page
    assert Look.objects.count() == 1


def test_the_case_page_dials_and_holds_no_number(signed_in, officer, person):
    page = signed_in(officer).get(person.get_absolute_url()).content.decode()
    assert address(person.phones.first()) in page
    assert NUMBER not in page


def test_looking_at_the_address_dials_nothing(signed_in, officer, person):
    assert signed_in(officer).get(address(person.phones.first())).status_code == 405
    assert not Look.objects.exists()


def test_a_colleagues_person_cannot_be_dialled(signed_in, person):
    assert signed_in(make_user(Role.CASEWORKER)).post(address(person.phones.first())).status_code == 404
    assert not Look.objects.exists()


def test_another_persons_number_is_not_reached_through_mine(signed_in, officer, person):
    stranger = make_person(owner=make_user(Role.CASEWORKER), phones=["13900000000"])
    assert signed_in(officer).post(address(stranger.phones.get(), person)).status_code == 404


def test_who_may_not_unseal_may_not_dial(signed_in, person):
    clerk = make_user(Role.CLERK)
    assert signed_in(clerk).post(address(person.phones.first())).status_code == 403
    assert address(person.phones.first()) not in signed_in(clerk).get(person.get_absolute_url()).content.decode()
