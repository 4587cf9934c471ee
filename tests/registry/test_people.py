"""One person by hand: registered, put right without overwriting anyone, unsealed with a reason."""

import pytest
from django.urls import reverse

from placement.accounts.roles import Role
from registry import registering
from registry.history import verify_chain
from registry.models import Entry, Look, Person
from tests.factories import make_id_number, make_person, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def post(signed_in, officer):
    def send(page, *args, **data):
        return signed_in(officer).post(reverse(page, args=args), data)

    return send


@pytest.fixture
def person(officer):
    return make_person(station=officer.station, by=officer, name="马小军", education="31", phones=["13800138000"])


def facts_of(client, person):
    """The edit form as the page holds it."""
    form = client.get(reverse("followup:person_edit", args=[person.pk])).context["form"]
    return {name: "" if value is None else value for name, value in form.initial.items()}


def test_a_person_is_registered_over_the_counter(post, officer):
    number = make_id_number()
    response = post("registry:person_new", name="阿依古丽.买买提", id_number=number.lower(), station=officer.station.pk)
    person = Person.objects.get()
    assert response.url == person.get_absolute_url()
    assert (person.name, person.id_number) == ("阿依古丽·买买提", number)


@pytest.mark.parametrize(("number", "said"), [("1", "18 位"), ("440308199901101513", "校验位")])
def test_a_wrong_number_is_refused_beside_the_field(number, said, post, officer):
    response = post("registry:person_new", name="马小军", id_number=number, station=officer.station.pk)
    assert said in response.context["form"].errors["id_number"][0]
    assert not Person.objects.exists()


def test_nobody_is_registered_twice(post, officer, person):
    response = post("registry:person_new", name="马小军", id_number=person.id_number, station=officer.station.pk)
    assert "已在册" in response.context["form"].errors["id_number"][0]
    assert Person.objects.count() == 1


def test_only_what_differs_is_written(post, signed_in, officer, person):
    data = facts_of(signed_in(officer), person) | {"school": "石河子大学", "groups": ["dibao"], "wishes": "会计、出纳"}
    assert post("followup:person_edit", person.pk, **data).status_code == 302
    said = [entry.facts["is"] for entry in person.entries.filter(act=Entry.Act.FACTS_CHANGED).order_by("number")]
    assert {"school": "石河子大学"} in said
    assert {"groups": ["dibao"]} in said
    assert [wish.occupation for wish in person.wishes.all()] == ["会计", "出纳"]
    assert verify_chain(person) is None


def test_saving_what_is_there_writes_nothing(post, signed_in, officer, person):
    before = person.entries.count()
    post("followup:person_edit", person.pk, **facts_of(signed_in(officer), person))
    assert person.entries.count() == before


def test_what_someone_else_changed_meanwhile_is_not_overwritten(post, signed_in, officer, person):
    data = facts_of(signed_in(officer), person) | {"school": "甲"}
    registering.change_facts(person, {"school": "乙"}, by=officer)
    assert "刚被他人修改" in str(post("followup:person_edit", person.pk, **data).context["form"].errors)
    assert Person.objects.get().school == "乙"


def test_a_changed_name_is_found_by_its_new_letters(post, signed_in, officer, person):
    post("followup:person_edit", person.pk, **facts_of(signed_in(officer), person) | {"name": "覃晓旭"})
    assert "tanxiaoxu" in Person.objects.get().name_keys


@pytest.mark.parametrize("name", ["followup:person_edit", "registry:person_reveal"])
def test_another_stations_person_is_not_there(name, post, officer):
    stranger = make_person(station=make_station(level="city"), by=officer)
    assert post(name, stranger.pk, what="phone", reason="核对").status_code == 404
    assert not Look.objects.exists()


def test_a_sealed_fact_is_shown_once_and_recorded(post, person, officer):
    page = post("registry:person_reveal", person.pk, what="id_number", reason="核对社保")
    assert page.context["value"] == person.id_number
    look = Look.objects.get()
    assert (look.by, look.what, look.reason) == (officer, "id_number", "核对社保")
    assert person.entries.first().facts == {"what": "id_number"}


@pytest.mark.parametrize("data", [{"what": "id_number"}, {"what": "id_number", "reason": " "}, {"what": "x"}])
def test_without_a_reason_nothing_is_shown(data, post, person):
    page = post("registry:person_reveal", person.pk, **data)
    assert person.id_number.encode() not in page.content
    assert not Look.objects.exists()


def test_looking_is_not_done_by_a_link(signed_in, officer, person):
    assert signed_in(officer).get(reverse("registry:person_reveal", args=[person.pk])).status_code == 405
