"""Finding a person from a few letters, and only those one may see."""

import pytest
from django.urls import reverse

from placement.accounts.roles import Role
from tests.factories import make_person, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def found(signed_in, supervisor):
    def search(words):
        response = signed_in(supervisor).get(reverse("followup:search"), {"q": words})
        return [person.name for person, _masked in response.context["rows"]]

    return search


@pytest.mark.parametrize("words", ["欧阳", "ouyang", "oywj", "文静", "石河子", "13812345678"])
def test_a_person_is_found_by(words, found, supervisor):
    make_person(station=supervisor.station, name="欧阳文静", school="石河子大学", phones=["13812345678"])
    make_person(station=supervisor.station, name="马小军", school="塔里木大学")
    assert found(words) == ["欧阳文静"]


def test_the_last_four_and_the_whole_number_find_one(found, supervisor):
    person = make_person(station=supervisor.station, name="马小军")
    make_person(station=supervisor.station, name="王芳")
    assert "马小军" in found(person.id_number[-4:])
    assert found(person.id_number) == ["马小军"]


@pytest.mark.parametrize("words", ["", " ", "马"])
def test_too_few_letters_find_nobody(words, found, supervisor):
    make_person(station=supervisor.station, name="马小军")
    assert found(words) == []


def test_the_exact_name_comes_first(found, supervisor):
    for name in ("王小马小军", "马小军华", "马小军"):
        make_person(station=supervisor.station, name=name)
    assert found("马小军") == ["马小军", "马小军华", "王小马小军"]


def test_another_city_is_not_searched(found):
    make_person(station=make_station("外市", level="city"), name="马小军")
    assert found("马小军") == []


@pytest.mark.parametrize("words", ["%%", "__", "' OR 1=1 --", "𠮷𠮷"])
def test_odd_signs_are_letters_like_any_other(words, found, supervisor):
    make_person(station=supervisor.station, name="马小军")
    assert found(words) == []
