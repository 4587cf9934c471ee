"""The administrators' site follows the roles table and never offers to delete."""

import pytest
from django.urls import reverse

from followup.models import Standard
from placement.accounts.models import Station, User
from placement.accounts.roles import Role
from registry.models import Tier
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    make_station("白杨市", level="city")
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_do_not_enter(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_a_stranger_signs_in_through_the_houses_own_door(client):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("accounts:sign_in"))


@pytest.mark.parametrize("page", ["accounts_station", "accounts_user", "followup_standard", "registry_tier"])
def test_the_lists_open_and_offer_no_deleting(administrator, page):
    response = administrator.get(reverse(f"admin:{page}_changelist"))
    assert response.status_code == 200
    assert b"delete_selected" not in response.content


def test_a_new_station_finds_its_place_in_the_tree(administrator):
    city = Station.objects.get()
    data = {"name": "龙泉街道", "code": "s9", "level": "street", "parent": city.pk, "area_code": "659012"}
    administrator.post(reverse("admin:accounts_station_add"), data)
    assert Station.objects.get(code="s9").path.startswith(city.path)


def test_what_has_a_past_is_not_changed_here(administrator):
    city = Station.objects.get()
    administrator.post(reverse("admin:accounts_station_change", args=[city.pk]), {"name": "新名", "level": "city"})
    assert Station.objects.get().name == "白杨市"


def test_the_rungs_of_helpers_are_kept_here(administrator):
    administrator.post(reverse("admin:registry_tier_add"), {"name": "县级领导", "rank": 1})
    assert Tier.objects.get().name == "县级领导"


def test_a_new_member_of_staff_can_sign_in(administrator, client):
    data = {"username": "xin", "name": "新人", "role": "clerk", "station": Station.objects.get().pk}
    data |= {"password1": "poplar-trees-1311", "password2": "poplar-trees-1311"}
    administrator.post(reverse("admin:accounts_user_add"), data)
    assert User.objects.get(username="xin").check_password("poplar-trees-1311")


def test_a_standard_in_use_is_read_only(administrator):
    standard = make_case(owner=make_user(Role.CASEWORKER)).standard
    used = administrator.get(reverse("admin:followup_standard_change", args=[standard.pk]))
    fresh = Standard.objects.exclude(pk=standard.pk).first()
    unused = administrator.get(reverse("admin:followup_standard_change", args=[fresh.pk]))
    assert b'name="_save"' not in used.content
    assert b'name="_save"' in unused.content
