"""A person whom two stations serve is counted by one of them, on every page of figures and in every list behind it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placement.accounts.models import User
from placement.accounts.roles import Role
from placement.dashboards.figures import size, tallies
from placement.dashboards.models import Snapshot
from placement.dashboards.scope import Scope
from placement.dashboards.snapshots import take_snapshot
from registry.models import Helper, Person, Tier
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
PAGE, TODAY = reverse("dashboards:figures"), reverse("dashboards:today")


@pytest.fixture
def city():
    """Two counties of a city and the supervisors of all three."""
    top = make_station("白杨市", level="city")
    stations = [top, make_station("161团", parent=top), make_station("163团", parent=top)]
    return [make_user(Role.SUPERVISOR, station=station) for station in stations]


def shared(here, there):
    """A person with a late case whom one station counts and another serves along, with a helper of that other."""
    owner = make_user(station=here)
    person = make_case(owner=owner, on=timezone.localdate() - timedelta(days=120)).person
    along = make_user(station=there)
    Person.objects.filter(pk=person.pk).update(also_station=there, also_owner=along)
    tier, _new = Tier.objects.get_or_create(rank=3, defaults={"name": "街道"})
    Helper.objects.create(person=person, user=along, tier=tier, since=date(2026, 9, 1))
    return person


def test_who_is_served_by_two_stations_is_counted_by_one(city):
    whole, here, there = city
    person = shared(here.station, there.station)
    seen = [Person.objects.visible_to(user).filter(pk=person.pk).exists() for user in city]
    counted = [size(tallies(Scope(user, {}).people, on=timezone.localdate())) for user in city]
    assert (seen, counted) == ([True, True, True], [1, 1, 0])


def test_the_counties_add_up_to_the_city(city, signed_in):
    whole, here, there = city
    shared(here.station, there.station)
    shared(there.station, here.station)
    make_person(station=there.station)
    page = signed_in(whole).get(PAGE).context["page"]
    assert [(row.label, row.people) for row in page["stations"]] == [("161团", 1), ("163团", 2)]
    assert page["people"] == 3


def test_the_lists_behind_the_figures_hold_nobody_served_along(city, signed_in):
    _whole, here, there = city
    shared(here.station, there.station)
    client = signed_in(there)
    page = client.get(PAGE).context["page"]
    assert [line.part.people for line in page["late"] + page["officers"]] == []
    for card in page["cards"]:
        assert client.get(card.left_out_url).context["table"].page.paginator.count == 0


def test_a_day_is_kept_with_everyone_at_one_station(city):
    whole, here, there = city
    shared(here.station, there.station)
    take_snapshot(timezone.localdate())
    kept = Snapshot.objects.filter(figure="contact", base="registered").values_list("station", "total")
    assert dict(kept) == {whole.station_id: 1, here.station_id: 1}


def test_nobody_responsible_is_said_where_the_person_is_counted(city, signed_in):
    _whole, here, there = city
    person = shared(here.station, there.station)
    Person.objects.filter(pk=person.pk).update(owner=None)
    for user, number in ((here, 1), (there, 0)):
        assert signed_in(user).get(TODAY).context["wall"]["unassigned"].count == number
        listed = signed_in(user).get(reverse("followup:people"), {"unassigned": "yes", "counted": "yes"})
        assert listed.context["count"].number == number


def test_a_clerk_counts_the_people_of_the_station_only(city, signed_in):
    _whole, here, there = city
    shared(here.station, there.station)
    wall = signed_in(make_user(Role.CLERK, station=there.station)).get(TODAY).context["wall"]
    assert (wall["people"], wall["no_case"]) == (0, 0)


def test_an_officer_counts_their_own_and_not_those_they_help(city):
    _whole, here, there = city
    person = shared(here.station, there.station)
    assert list(Person.objects.counted_for(person.owner)) == [person]
    assert not Person.objects.counted_for(User.objects.get(also_people=person)).exists()


def test_the_page_says_how_two_places_are_counted(city, signed_in):
    assert "每人只计入一个站点" in signed_in(city[0]).get(PAGE).content.decode()
