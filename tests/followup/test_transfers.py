"""The pages of going from one station to another, seen from both sides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import Transfer
from followup.transferring import ask_transfer, refuse_transfer
from placement.accounts.roles import Role
from registry.models import Person
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
LIST = "/handings/transfers/"


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def east(city):
    return make_user(Role.SUPERVISOR, station=make_station("东城街道", parent=city))


@pytest.fixture
def west(city):
    return make_user(Role.SUPERVISOR, station=make_station("西城街道", parent=city))


@pytest.fixture
def officer(west):
    return make_user(station=west.station)


@pytest.fixture
def person(east):
    return make_case(owner=make_user(station=east.station), name="热娜").person


@pytest.fixture
def transfer(person, east, west):
    terms = {"kind": "move", "basis": "residence", "stays": False, "reason": "常住本地"}
    ask_transfer(Person.objects.all(), receiver=west.station, by=east, on=timezone.localdate(), **terms)
    return Transfer.objects.get()


def act(client, name, transfer, **data):
    return client.post(reverse(f"followup:{name}", args=[transfer.pk]), data)


def test_a_selection_is_offered_and_the_sender_goes_on(signed_in, person, east, west):
    client = signed_in(east)
    page = client.post(reverse("followup:people_transfer"), {"people": [person.pk]})["Location"]
    terms = {"receiver": west.station_id, "kind": "move", "basis": "residence", "reason": "常住本地"}
    assert client.post(page, terms).status_code == 302
    assert Transfer.objects.waiting().get().person == person
    person.refresh_from_db()
    assert person.station == east.station


def test_the_file_says_in_words_what_was_offered(signed_in, transfer, east):
    page = signed_in(east).get(transfer.person.get_absolute_url()).content.decode()
    assert "发起转接 · 东城街道 → 西城街道" in page


def test_both_sides_see_it_until_it_is_answered(signed_in, transfer, east, west):
    assert signed_in(east).get(LIST, {"side": "out"}).context["counts"]["out"] == 1
    assert signed_in(west).get(LIST).context["counts"]["in"] == 1
    stranger = make_user(Role.SUPERVISOR, station=make_station("外市"))
    assert signed_in(stranger).get(transfer.get_absolute_url()).status_code == 404


def test_the_receiver_sees_who_it_is_and_how_things_stand_but_no_number(signed_in, transfer, west, person):
    page = signed_in(west).get(transfer.get_absolute_url()).content.decode()
    assert "热娜" in page
    assert "首次联系" in page
    assert person.id_number not in page
    assert person.looks.get().by == west


def test_accepted_it_leads_to_the_act(signed_in, transfer, west, officer, person):
    response = signed_in(west).post(f"{LIST}accept/", {"transfers": [transfer.pk], "to": officer.pk})
    assert response["Location"] == person.handings.get().handing.get_absolute_url()
    person.refresh_from_db()
    assert (person.station, person.owner) == (west.station, officer)


@pytest.mark.parametrize("data", [{}, {"transfers": ["x"]}, {"to": "999", "transfers": "this"}])
def test_what_makes_no_sense_is_not_accepted(signed_in, transfer, west, officer, data):
    if data.get("transfers") == "this":
        data = {**data, "transfers": [transfer.pk]}
    assert signed_in(west).post(f"{LIST}accept/", data).status_code == 409
    assert Transfer.objects.waiting().exists()


def test_only_the_receiver_answers_and_only_the_sender_takes_back(signed_in, transfer, east, west, officer):
    assert act(signed_in(east), "transfer_refuse", transfer, answer="x").status_code == 404
    assert signed_in(east).post(f"{LIST}accept/", {"transfers": [transfer.pk]}).status_code == 409
    assert act(signed_in(west), "transfer_withdraw", transfer).status_code == 404
    assert Transfer.objects.waiting().exists()


def test_refusing_needs_a_reason(signed_in, transfer, west):
    assert act(signed_in(west), "transfer_refuse", transfer).status_code == 409
    act(signed_in(west), "transfer_refuse", transfer, answer="不在本地")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.answer) == ("refused", "不在本地")


def test_what_came_back_is_listed_until_seen(signed_in, transfer, east, west):
    refuse_transfer(transfer, answer="不在本地", by=west, on=timezone.localdate())
    client = signed_in(east)
    assert "不在本地" in client.get(LIST, {"side": "back"}).content.decode()
    act(client, "transfer_seen", transfer)
    assert client.get(LIST).context["counts"]["back"] == 0


def test_a_supervisor_above_sees_what_is_late(signed_in, transfer, city):
    Transfer.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    above = make_user(Role.SUPERVISOR, station=city)
    assert signed_in(above).get(LIST, {"side": "late"}).context["counts"]["late"] == 1


def test_the_first_page_of_both_sides_says_what_there_is_to_do(signed_in, transfer, east, west):
    assert "待我方接收" in signed_in(west).get("/").content.decode()
    refuse_transfer(transfer, answer="不在本地", by=west, on=timezone.localdate())
    assert "退回与逾期未接" in signed_in(east).get("/").content.decode()
    assert not any(signed_in(west).get("/").context["wall"]["between"].values())


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_takes_the_same_queries_for_many(signed_in, east, west, officer, people, django_assert_num_queries):
    for _n in range(people):
        make_person(station=east.station)
    terms = {"kind": "move", "basis": "residence", "stays": False, "reason": "常住本地"}
    ask_transfer(Person.objects.all(), receiver=west.station, by=east, on=timezone.localdate(), **terms)
    client = signed_in(west)
    with django_assert_num_queries(12):
        client.get(LIST)
