"""The door: who is there, the briefcase, what is refused, over HTTP as a phone does it."""

import pytest
from django.utils import timezone

from followup.models import Visit
from placement.accounts.roles import Role
from tests.factories import make_case, make_user
from tests.followup.phones import Phone, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, phones=["13812345678"])


# --- Who is there -----------------------------------------------------------------------------


def test_a_phone_learns_who_is_signed_in(officer):
    phone = Phone(officer)
    told = phone.get("state/", device=phone.uuid).json()
    assert (told["signed_in"], told["name"], told["wipe"]) == (True, officer.name, False)
    assert told["today"] == timezone.localdate().isoformat()


def test_a_stranger_learns_nothing_but_the_way_in(client):
    told = {"signed_in": False, "sign_in": "/sign-in/?next=/door/", "wipe": False}
    assert client.get("/api/door/state/").json() == told


def test_a_holder_is_called_the_same_always_and_nobody_else_is(officer):
    keys = [Phone(user).get("state/").json()["holder"] for user in (officer, officer, make_user())]
    assert keys[0] == keys[1] != keys[2]


def test_who_signs_in_again_goes_on_with_the_same_outbox(officer, case):
    phone = Phone(officer)
    visits = [phone.log(case.person) for _number in range(2)]
    phone.send(visits[0])
    phone.client.logout()
    answer = phone.post("visits/", device=phone.uuid, device_at=phone.now().isoformat(), items=visits)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    phone.client.force_login(officer)
    assert states(phone.send(*visits)) == ["already", "stored"]


# --- The token --------------------------------------------------------------------------------


def send_with(phone, token, visit):
    body = {"device": phone.uuid, "device_at": phone.now().isoformat(), "items": [visit]}
    headers = {"X-CSRFToken": token}
    return phone.client.post("/api/door/visits/", body, content_type="application/json", headers=headers)


def test_a_bad_token_stores_nothing_and_the_one_from_state_does(officer, case):
    phone = Phone(officer, enforce_csrf_checks=True)
    visit = phone.log(case.person)
    refused = send_with(phone, "x" * 64, visit)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert not Visit.objects.made().exists()
    token = phone.get("state/").json()["csrf"]
    assert states(send_with(phone, token, visit).json()["items"]) == ["stored"]


@pytest.mark.parametrize("path", ["briefcase/", "visits/", "wiped/", "conflicts/1/", "photos/"])
def test_nothing_is_posted_without_a_token(officer, path):
    answer = Phone(officer, enforce_csrf_checks=True).post(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


# --- Refused whole ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b"\xff", b"[" * 100_000, b'{"items": 5}', b'{"device": 1}']
)
def test_what_cannot_be_read_is_refused_with_a_sentence(officer, body):
    phone = Phone(officer)
    answer = phone.client.post("/api/door/visits/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["reason"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("briefcase/", {"label": "a\x00b"}),
        ("briefcase/", {"label": "\ud800"}),
        ("briefcase/", {"device": None}),
        ("wiped/", {"device": "x"}),
        ("conflicts/1/", {"keep": "both"}),
        ("visits/", {"device_at": "9999-12-31T23:59:59Z", "items": []}),
        ("visits/", {"device_at": "2026-11-21T10:00:00", "items": []}),
        ("photos/", {"visit": "x"}),
    ],
)
def test_what_no_phone_would_send_is_refused_everywhere(officer, path, body):
    phone = Phone(officer)
    answer = phone.post(path, **{"device": phone.uuid, **body})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_device_number_that_is_none_is_refused(officer):
    assert Phone(officer).get("state/", device="x").status_code == 400


def test_more_than_fifty_visits_come_in_parts(officer, case):
    phone = Phone(officer)
    items = [phone.log(case.person) for _number in range(51)]
    answer = phone.post("visits/", device=phone.uuid, device_at=phone.now().isoformat(), items=items)
    assert answer.status_code == 400
    assert not Visit.objects.made().exists()


def test_a_request_too_large_is_not_read(officer):
    answer = Phone(officer).post("visits/", items=["x" * 3_000_000])
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


# --- The briefcase over HTTP ------------------------------------------------------------------


def test_the_size_told_before_is_the_size_downloaded(officer, case):
    phone = Phone(officer)
    size = phone.get("briefcase/size/").json()
    answer = phone.post("briefcase/", device=phone.uuid)
    assert size["people"] == len(answer.json()["people"]) == 1
    assert abs(size["bytes"] - len(answer.content)) < 20  # two moments of making it are not written equally long


def test_a_device_number_of_somebody_else_gets_nothing(officer, case):
    theirs = Phone(make_user())
    theirs.download()
    answer = Phone(officer, uuid=theirs.uuid).post("briefcase/", device=theirs.uuid)
    assert (answer.status_code, answer.json()["code"]) == (409, "rule")


def test_answers_stay_in_no_cache(officer, client):
    for answer in (client.get("/api/door/state/"), Phone(officer).get("state/")):
        assert "no-store" in answer["Cache-Control"]


# --- The description --------------------------------------------------------------------------


def test_the_description_names_every_address_and_what_a_visit_is(officer):
    told = Phone(officer).get("openapi.json").json()
    assert {"/api/door/visits/", "/api/door/briefcase/", "/api/door/state/"} <= told["paths"].keys()
    visit = told["components"]["schemas"]["Sending"]["properties"]["items"]["items"]
    assert {"uuid", "person", "made_at", "changes"} <= visit["properties"].keys()


def test_no_page_of_the_library_is_served(officer):
    assert Phone(officer).get("docs").status_code == 404
