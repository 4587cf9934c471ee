"""Every page × every role: strangers are sent to sign in, the wrong role is refused, nothing is unlisted."""

from uuid import UUID

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from placement.accounts.roles import PERMISSIONS, Role
from tests.factories import make_person, make_user
from tests.permissions import PAGES, PUBLIC, SIGNED_IN

# Django's admin answers for itself: HouseAdminSite asks the roles table on every page (tests/accounts).
OWN_DOORS = {"admin"}

# Enough arguments for any of our addresses: keys that exist nowhere, so a page that lets a role in answers 404.
NOWHERE = {int: 999_999_999, str: "nowhere", UUID: UUID(int=9)}


def url_names(resolver, namespace=""):
    """Yield the qualified name of every address below a resolver."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace not in OWN_DOORS:
                yield from url_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            yield namespace + pattern.name


def address_of(name):
    """A URL of that name, its arguments pointing nowhere."""
    for arguments in ([], [NOWHERE[int]], [NOWHERE[str]], [NOWHERE[UUID]], [NOWHERE[int], NOWHERE[int]]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"No arguments fit {name}")


def test_every_page_has_a_row_and_every_row_a_page():
    assert set(url_names(get_resolver())) == PAGES.keys() | PUBLIC | SIGNED_IN


def test_every_permission_in_the_table_is_used_or_known():
    granted = set().union(*PERMISSIONS.values())
    assert set(PAGES.values()) <= granted


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES) + sorted(SIGNED_IN))
def test_a_stranger_is_sent_to_sign_in(client, name):
    for method in (client.get, client.post):
        response = method(address_of(name))
        if name.startswith("followup:door:"):
            assert (response.status_code, response.json()["code"]) == (401, "signed_out")
            continue
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:sign_in"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_role_opens_exactly_what_the_table_grants(client, role):
    client.force_login(make_user(role=role))
    for name, permission in sorted(PAGES.items()):
        for method in (client.get, client.post):
            status = method(address_of(name)).status_code
            allowed = permission in PERMISSIONS[role]
            assert (status != 403) == allowed or status == 405, f"{role} {name}: {status}"


@pytest.mark.django_db
def test_staff_without_a_station_see_nobody(client):
    make_person()
    client.force_login(make_user(role=Role.SUPERVISOR, station=None))
    response = client.get(reverse("followup:people"))
    assert response.status_code == 200
    assert response.context["count"].number == 0
