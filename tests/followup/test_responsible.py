"""Who is responsible for one person: said on the page, changed by hand, and where they are counted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.caseloads import Selection
from followup.handing import hand_over
from followup.responsible import responsible_for
from placement.accounts.roles import Role
from registry.models import Helper, Person, Tier
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_station("龙泉街道")


@pytest.fixture
def supervisor(street):
    return make_user(Role.SUPERVISOR, station=street)


@pytest.fixture
def officer(street):
    return make_user(station=street, name="古丽")


@pytest.fixture
def tier():
    return Tier.objects.create(name="街道领导", rank=1)


def page_of(person):
    return reverse("followup:responsible", args=[person.pk])


def test_the_page_says_who_counts_and_who_serves_along(signed_in, officer):
    there = make_station("西城街道")
    person = make_person(owner=officer)
    Person.objects.filter(pk=person.pk).update(also_station=there, also_owner=make_user(station=there, name="李强"))
    page = signed_in(officer).get(person.get_absolute_url()).content.decode()
    for words in ("计数站点（户籍地）", "龙泉街道", "协同站点（不计数）", "西城街道", "李强"):
        assert words in page


def test_owner_and_helper_are_changed_by_hand_and_undone_like_any_act(signed_in, supervisor, officer, tier):
    person, other = make_person(owner=officer), make_user(station=officer.station)
    data = {"owner": other.pk, f"tier-{tier.pk}": officer.pk}
    assert signed_in(supervisor).post(page_of(person), data).status_code == 302
    person.refresh_from_db()
    assert (person.owner, person.helpers.get().user) == (other, officer)
    assert person.handings.count() == 2


def test_a_helper_can_be_nobody_but_an_owner_cannot(signed_in, supervisor, officer, tier):
    person = make_person(owner=officer)
    Helper.objects.create(person=person, user=officer, tier=tier, since=timezone.localdate())
    client = signed_in(supervisor)
    assert client.post(page_of(person), {"owner": "", f"tier-{tier.pk}": ""}).status_code == 200
    client.post(page_of(person), {"owner": officer.pk, f"tier-{tier.pk}": ""})
    person.refresh_from_db()
    assert person.owner == officer
    assert not person.helpers.exists()


def test_nothing_changed_is_nothing_written(signed_in, supervisor, officer, tier):
    person = make_person(owner=officer)
    signed_in(supervisor).post(page_of(person), {"owner": officer.pk})
    assert not person.handings.exists()


def test_only_staff_near_by_can_be_chosen(signed_in, supervisor, officer):
    person, far = make_person(owner=officer), make_user(station=make_station("外市"))
    assert signed_in(supervisor).post(page_of(person), {"owner": far.pk}).status_code == 200
    person.refresh_from_db()
    assert person.owner == officer


def test_serving_along_ends_and_the_owner_keeps_what_was_planned(signed_in, supervisor, officer):
    there = make_station("西城街道")
    person, along = make_case(owner=officer).person, make_user(station=there)
    Person.objects.filter(pk=person.pk).update(also_station=there, also_owner=along)
    person.visits.planned().update(officer=along)
    for status in (302, 409):
        assert signed_in(supervisor).post(reverse("followup:along_end", args=[person.pk])).status_code == status
    person.refresh_from_db()
    assert (person.also_station, person.also_owner) == (None, None)
    assert person.visits.planned().get().officer == officer


def test_the_case_page_keeps_the_brief_until_the_person_goes_on(supervisor, officer):
    person, other = make_case(owner=officer).person, make_user(station=officer.station)
    hand_over(Selection(Person.objects.all(), supervisor), [other], by=supervisor)
    today = timezone.localdate()
    assert responsible_for(Person.objects.get(), today).brief
    Person.objects.filter(pk=person.pk).update(owner=make_user(station=officer.station))
    assert responsible_for(Person.objects.get(), today).line is None
