"""What a device holds, and that it forgets: when told to, and when its user is no longer who they were."""

import pytest
from django.urls import reverse

from followup.models import Device
from placement.accounts.roles import Role
from tests.factories import make_case, make_station, make_user
from tests.followup.phones import Phone, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer)


@pytest.fixture
def phone(officer, case):
    found = Phone(officer)
    found.download()
    return found


@pytest.fixture
def device(phone):
    return Device.objects.get()


@pytest.fixture
def administrator():
    return make_user(Role.ADMINISTRATOR)


def told_to_wipe(phone):
    return phone.get("state/", device=phone.uuid).json()["wipe"]


def wipe(device):
    return reverse("followup:device_wipe", args=[device.pk])


# --- Told to forget ---------------------------------------------------------------------------


def test_a_device_keeps_what_it_was_given(device, officer):
    assert (device.user, device.people, device.role, device.label) == (officer, 1, Role.CASEWORKER, "Android Chrome")
    assert device.bytes > 500


def test_an_administrator_has_a_device_wiped_and_sees_that_it_was(phone, device, administrator, signed_in):
    assert not told_to_wipe(phone)
    signed_in(administrator).post(wipe(device))
    assert told_to_wipe(phone)
    assert phone.download() == {"wipe": True}
    phone.post("wiped/", device=phone.uuid)
    device.refresh_from_db()
    assert device.wiped_at
    assert (device.people, device.wipe_asked_by) == (0, administrator)


def test_visits_in_the_answer_that_wipes_are_still_stored(phone, device, officer, case, signed_in):
    signed_in(officer).post(wipe(device))
    answer = phone.answer(phone.log(case.person))
    assert (states(answer["items"]), answer["wipe"]) == (["stored"], True)


def test_a_wiped_device_is_given_nobody_any_more(phone, device, officer, signed_in):
    signed_in(officer).post(wipe(device))
    phone.post("wiped/", device=phone.uuid)
    assert phone.download() == {"wipe": True}
    assert Phone(officer).download()["people"]


def test_asked_twice_it_was_asked_once(device, officer, administrator, signed_in):
    signed_in(officer).post(wipe(device))
    first = Device.objects.get().wipe_asked_at
    signed_in(administrator).post(wipe(device))
    assert (Device.objects.get().wipe_asked_at, Device.objects.get().wipe_asked_by) == (first, officer)


# --- No longer who they were ------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"role": Role.CLERK}, {"station": "another"}])
def test_another_role_or_station_may_not_keep_what_was_given(phone, officer, change):
    change = {name: make_station() if value == "another" else value for name, value in change.items()}
    type(officer).objects.filter(pk=officer.pk).update(**change)
    assert told_to_wipe(phone)


def test_who_downloads_anew_as_what_they_are_now_goes_on(phone, officer):
    type(officer).objects.filter(pk=officer.pk).update(station=make_station())
    Phone(officer).download()
    assert told_to_wipe(phone)
    assert phone.download() == {"wipe": True}


def test_a_closed_account_is_told_though_it_cannot_sign_in(phone, officer):
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    told = phone.get("state/", device=phone.uuid).json()
    assert (told["signed_in"], told["wipe"]) == (False, True)


# --- The page ---------------------------------------------------------------------------------


def test_one_sees_ones_own_devices_and_an_administrator_everybodys(device, officer, administrator, signed_in):
    shown = {}
    for user in (officer, make_user(), administrator):
        shown[user] = len(signed_in(user).get(reverse("followup:devices")).context["table"].rows)
    assert list(shown.values()) == [1, 0, 1]


def test_nobody_wipes_the_device_of_another(device, signed_in):
    assert signed_in(make_user(Role.SUPERVISOR)).post(wipe(device)).status_code == 404
    assert Device.objects.get().wipe_asked_at is None


def test_an_administrator_finds_a_users_devices_by_name(device, officer, administrator, signed_in):
    client = signed_in(administrator)
    for words, found in ((officer.name, 1), ("没有这个人", 0)):
        assert len(client.get(reverse("followup:devices"), {"q": words}).context["table"].rows) == found


def test_the_page_takes_as_many_queries_for_thirty_devices_as_for_one(
    device, officer, signed_in, django_assert_num_queries
):
    client = signed_in(officer)
    client.get(reverse("followup:devices"))
    for _number in range(30):
        Device.objects.create(user=officer, last_seen_at=device.last_seen_at)
    with django_assert_num_queries(5):
        client.get(reverse("followup:devices"))
