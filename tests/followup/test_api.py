"""The door: who is there, the briefcase, visits brought home, over HTTP as a phone does it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from followup.models import Carried, Visit
from placement.accounts.roles import Role
from registry.models import Look
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, phones=["13812345678"])


class Phone:
    """What a phone sends, and what it is told."""

    def __init__(self, user):
        self.client, self.uuid = Client(), str(uuid4())
        self.client.force_login(user)

    def get(self, path, **query):
        return self.client.get(f"/api/door/{path}", query)

    def post(self, path, **body):
        return self.client.post(f"/api/door/{path}", body, content_type="application/json")

    def download(self):
        return self.post("briefcase/", device=self.uuid, label="Android Chrome").json()

    def send(self, *items, clock=timedelta()):
        now = (timezone.now() + clock).isoformat()
        return self.post("visits/", device=self.uuid, device_at=now, items=list(items)).json()


def draft(person, **more):
    logged = {"uuid": str(uuid4()), "person": person.pk, "made_at": timezone.now().isoformat(), "manner": "door"}
    return {**logged, "result": "self", **more}


def test_a_phone_learns_who_is_signed_in(officer):
    phone = Phone(officer)
    told = phone.get("state/", device=phone.uuid).json()
    assert (told["signed_in"], told["name"], told["wipe"]) == (True, officer.name, False)
    assert told["csrf"]


def test_a_stranger_learns_nothing_but_the_way_in(client):
    assert client.get("/api/door/state/").json() == {
        "signed_in": False,
        "sign_in": "/sign-in/?next=/door/",
        "wipe": False,
    }


def test_the_briefcase_holds_who_is_to_be_seen_and_every_look_is_recorded(officer, case):
    phone = Phone(officer)
    size = phone.get("briefcase/size/").json()
    packed = phone.download()
    assert [person["key"] for person in packed["people"]] == [case.person_id]
    assert size["people"] == 1
    assert Look.objects.get().person == case.person
    assert Carried.objects.get().person == case.person


def test_a_visit_is_stored_once(officer, case):
    phone, visit = Phone(officer), draft(case.person)
    assert [phone.send(visit)["items"][0]["state"] for _twice in range(2)] == ["stored", "already"]
    assert Visit.objects.made().count() == 1
