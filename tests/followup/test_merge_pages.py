"""Pairs that may be one person are found, told apart or merged on the page, and made two again."""

from datetime import date

import pytest
from django.urls import reverse

from placement.accounts.roles import Role
from registry.duplicates import likely_pairs, tell_apart
from registry.models import Merge, Person
from tests.factories import make_id_number, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)


@pytest.fixture
def supervisor(client):
    user = make_user(Role.SUPERVISOR)
    client.force_login(user)
    return user


@pytest.fixture
def pair(supervisor):
    """Two namesakes born on one day."""
    numbers = (make_id_number(number) for number in (7001, 7002))
    return [make_person(name="张伟", id_number=number, by=supervisor) for number in numbers]


def pairs_of(user):
    return [(pair.one, pair.other, pair.why) for pair in likely_pairs(Person.objects.visible_to(user))]


def test_namesakes_born_on_one_day_are_a_pair(supervisor, pair):
    make_person(name="李伟", id_number=make_id_number(7003), by=supervisor)
    assert pairs_of(supervisor) == [(*pair, ["born"])]


def test_namesakes_with_one_number_are_a_pair_a_family_is_not(supervisor):
    one, other = (
        make_person(name="王芳", phones=["13800000001"], by=supervisor, id_number=make_id_number(born=born))
        for born in ("20030101", "20040101")
    )
    make_person(name="王强", phones=["13800000001"], by=supervisor)
    assert pairs_of(supervisor) == [(one, other, ["phone"])]


def test_told_apart_they_are_no_pair_any_more(client, supervisor, pair):
    for _twice in range(2):
        client.post(reverse("followup:told_apart"), {"one": pair[0].pk, "other": pair[1].pk})
    assert pairs_of(supervisor) == []
    assert "张伟" not in client.get(reverse("followup:duplicates")).content.decode()


def test_pairs_out_of_reach_are_nobodys_business(client, supervisor, pair):
    elsewhere = make_user(Role.SUPERVISOR, station=make_station(level="city"))
    client.force_login(elsewhere)
    assert pairs_of(elsewhere) == []
    assert client.get(reverse("followup:merge", args=[pair[0].pk])).status_code == 404
    client.post(reverse("followup:told_apart"), {"one": pair[0].pk, "other": pair[1].pk})
    assert len(pairs_of(supervisor)) == 1


def test_the_files_are_compared_masked_merged_and_parted_again(client, supervisor, pair):
    kept, gone = pair
    url = reverse("followup:merge", args=[kept.pk]) + f"?with={gone.pk}"
    page = client.get(url).content.decode()
    assert kept.id_number not in page
    assert gone.id_number not in page
    client.post(url, {"reason": "本人到窗口核对", "take_id_number": "gone"})
    merge = Merge.objects.get()
    assert (merge.kept, merge.reason) == (kept, "本人到窗口核对")
    assert client.get(reverse("followup:person", args=[gone.pk])).url == kept.get_absolute_url()
    assert reverse("followup:merged", args=[merge.pk]) in client.get(kept.get_absolute_url()).content.decode()
    client.post(reverse("followup:merge_undo", args=[merge.pk]))
    assert Person.objects.filter(pk=gone.pk).exists()


def test_a_merge_without_a_reason_keeps_what_was_chosen(client, pair):
    url = reverse("followup:merge", args=[pair[0].pk]) + f"?with={pair[1].pk}"
    response = client.post(url, {"reason": "", "take_id_number": "gone"})
    assert response.status_code == 200
    assert response.context["form"]["take_id_number"].value() == "gone"
    assert not Merge.objects.exists()


def test_the_other_file_is_found_by_name(client, supervisor, pair):
    page = client.get(reverse("followup:merge", args=[pair[0].pk])).content.decode()
    assert f"?with={pair[1].pk}" in page
    assert f"?with={pair[0].pk}" not in page


def test_another_station_neither_sees_nor_undoes_a_merge(client, supervisor, pair):
    client.post(
        reverse("followup:merge", args=[pair[0].pk]) + f"?with={pair[1].pk}",
        {"reason": "核对", "take_id_number": "kept"},
    )
    merge = Merge.objects.get()
    client.force_login(make_user(Role.SUPERVISOR, station=make_station(level="city")))
    assert client.get(reverse("followup:merged", args=[merge.pk])).status_code == 404
    assert client.post(reverse("followup:merge_undo", args=[merge.pk])).status_code == 404
    assert client.get(reverse("followup:person", args=[pair[1].pk])).status_code == 404


def test_who_told_them_apart_is_kept_both_ways(supervisor, pair):
    tell_apart(*reversed(pair), by=supervisor)
    assert pairs_of(supervisor) == []
