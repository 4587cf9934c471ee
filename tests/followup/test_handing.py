"""People change hands together with what was planned for them."""

from datetime import date

import pytest

from followup.handing import assign_people
from placement.accounts.roles import Role
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def supervisor(officer):
    return make_user(Role.SUPERVISOR, station=officer.station)


def test_the_whole_load_goes_over_in_one_act(officer, supervisor):
    people = [make_case(owner=make_user()).person for _n in range(3)]
    assert assign_people(Person.objects.all(), owner=officer, by=supervisor, on=TODAY) == 3
    for person in people:
        assert person.visits.planned().get().officer == officer
        assert person.entries.filter(act="assigned").latest("number").facts == {
            "was": person.owner_id,
            "is": officer.pk,
        }


def test_handing_over_twice_says_so_once(officer, supervisor):
    person = make_case(owner=make_user()).person
    for _n in range(2):
        changed = assign_people(Person.objects.all(), owner=officer, by=supervisor, on=TODAY)
    assert changed == 0
    assert person.entries.filter(act="assigned").count() == 1


@pytest.mark.parametrize("lacking", [{"is_active": False}, {"station": None}])
def test_who_has_left_or_has_no_station_receives_nobody(officer, supervisor, lacking):
    make_case(owner=make_user())
    for name, value in lacking.items():
        setattr(officer, name, value)
    with pytest.raises(Refusal):
        assign_people(Person.objects.all(), owner=officer, by=supervisor, on=TODAY)
