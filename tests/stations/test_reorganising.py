"""Stations are renamed, merged and split; their people and their past stay whole."""

from datetime import date

import pytest

from followup.models import SavedView, Transfer
from followup.relocating import sweep_closed_stations
from followup.transferring import ask_transfer
from placement.accounts.models import Station
from placement.accounts.roles import Role
from placement.stations.reorganising import find_stations, merge_stations, prefix_of, rename_station, split_station
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from registry.searching import find
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def old(city):
    return make_station("老街", parent=city)


@pytest.fixture
def new(city):
    return make_station("新街", parent=city)


@pytest.fixture
def administrator(city):
    return make_user(Role.ADMINISTRATOR, station=city)


@pytest.fixture
def merge(old, new, administrator):
    """Return a function that lets the old station go into the new one."""
    return lambda: merge_stations(old, into=new, by=administrator, on=TODAY, reason="白杨政发〔2026〕1号")


def test_a_renamed_station_keeps_what_it_was_and_is_found_by_it(old):
    rename_station(old, on=TODAY, reason="更名", name="振兴街道", code="z1", area_code="659013")
    past = old.pasts.get()
    assert (past.name, past.area_code, past.until) == ("老街", "659012", TODAY)
    for words in ("老街", "振兴", "659013"):
        assert old in find_stations(words)


def test_a_station_does_not_go_below_itself(old, city):
    with pytest.raises(Refusal):
        rename_station(city, on=TODAY, reason="x", parent=old)
    with pytest.raises(Refusal):
        rename_station(old, on=TODAY, reason="x", name=old.name)


def test_merging_takes_people_staff_and_plans_along_and_no_date_moves(merge, old, new):
    officer = make_user(station=old)
    person = make_case(owner=officer, name="热娜").person
    due = person.visits.planned().get().due_on
    assert merge() == 1
    person.refresh_from_db()
    officer.refresh_from_db()
    assert (person.station, person.owner, officer.station) == (new, officer, new)
    visit = person.visits.planned().get()
    assert (visit.officer, visit.due_on) == (officer, due)
    assert find(make_user(Role.SUPERVISOR, station=new), "热娜") == [person]
    assert verify_chain(person) is None


def test_the_closed_station_stays_as_history_below_its_successor(merge, old, new):
    person, below = make_person(station=old), make_station("老街社区", parent=old)
    merge()
    for station in (old, below):
        station.refresh_from_db()
    assert (old.closed_on, old.merged_into, old.parent, below.parent) == (TODAY, new, new, new)
    assert below.path.startswith(new.path)
    told = person.entries.filter(act="transfer").get()
    assert (told.facts["from"], told.facts["to"], told.reason) == ("老街", "新街", "白杨政发〔2026〕1号")


def test_a_station_is_closed_once_and_never_into_what_is_gone_or_below(merge, old, new, administrator):
    merge()
    with pytest.raises(Refusal):
        merge()
    for into in (old, new):
        with pytest.raises(Refusal):
            merge_stations(new, into=into, by=administrator, on=TODAY, reason="x")
    assert Station.objects.filter(pk=new.pk).get().closed_on is None


def test_who_was_served_along_and_what_was_offered_goes_to_the_successor(merge, old, new, city):
    third = make_station("三街", parent=city)
    along, offered = make_person(station=third), make_person(station=third)
    own = make_person(station=new)
    Person.objects.filter(pk__in=[along.pk, own.pk]).update(also_station=old)
    terms = {"kind": "move", "basis": "hukou", "stays": False, "reason": "户籍"}
    boss = make_user(Role.SUPERVISOR, station=third)
    ask_transfer(Person.objects.filter(pk=offered.pk), receiver=old, by=boss, on=TODAY, **terms)
    merge()
    assert Person.objects.get(pk=along.pk).also_station == new
    assert Person.objects.get(pk=own.pk).also_station is None
    assert Transfer.objects.waiting().get().receiver == new


def test_what_staff_work_with_goes_along(merge, old, new):
    officer = make_user(station=old)
    view = SavedView.objects.create(name="待核实", by=officer, station=old, query="status=to_verify", shared=True)
    merge()
    colleague = make_user(station=new)
    assert list(SavedView.objects.visible_to(colleague)) == [view]


def test_an_offer_between_two_that_become_one_is_taken_back(merge, old, new):
    person, boss = make_person(station=old), make_user(Role.SUPERVISOR, station=old)
    terms = {"kind": "move", "basis": "hukou", "stays": False, "reason": "户籍"}
    ask_transfer(Person.objects.filter(pk=person.pk), receiver=new, by=boss, on=TODAY, **terms)
    merge()
    assert Transfer.objects.get().state == "withdrawn"


def test_who_comes_to_a_closed_station_later_goes_on_to_its_last_successor(merge, old, new, city, administrator):
    merge()
    last = make_station("末街", parent=city)
    merge_stations(new, into=last, by=administrator, on=TODAY, reason="x")
    person = make_person(station=old, by=administrator)
    assert [sweep_closed_stations(on=TODAY) for _n in range(2)] == [1, 0]
    person.refresh_from_db()
    assert person.station == last


def test_a_list_that_says_a_former_name_means_what_the_station_is_today(merge, old, new, city):
    merge()
    rename_station(new, on=TODAY, reason="更名", name="振兴街道")
    named = Station.objects.within(city).by_every_name()
    assert {name: named[name] for name in ("老街", "新街", "振兴街道")} == dict.fromkeys(
        ("老街", "新街", "振兴街道"), new
    )


def test_a_name_means_who_bears_it_today_before_who_bore_it_once(old, new, city):
    rename_station(old, on=TODAY, reason="更名", name="振兴街道")
    rename_station(new, on=TODAY, reason="更名", name="老街")
    assert Station.objects.within(city).by_every_name()["老街"] == new


def test_a_name_that_two_bear_means_neither(old, city):
    make_station("老街", parent=city)
    assert "老街" not in Station.objects.within(city).by_every_name()


def test_splitting_takes_staff_with_their_people_and_who_is_nobodys_by_area(old, administrator):
    goes, stays = make_user(station=old), make_user(station=old)
    mine, other = make_person(owner=goes), make_person(owner=stays)
    nobodys = make_person(station=old, by=stays)
    Person.objects.filter(pk=nobodys.pk).update(hukou_area="659012003002")
    fresh = split_station(
        old, name="东段", code="d1", area_code="659012003000", staff=[goes], by=administrator, on=TODAY, reason="划分"
    )
    assert set(Person.objects.filter(station=fresh)) == {mine, nobodys}
    assert set(Person.objects.filter(station=old)) == {other}
    goes.refresh_from_db()
    assert (goes.station, fresh.parent, old.pasts.count()) == (fresh, old.parent, 1)


@pytest.mark.parametrize(
    ("code", "prefix"), [("650000", "65"), ("659012", "659012"), ("659012003000", "659012003"), ("659012003002",) * 2]
)
def test_an_area_is_everything_that_begins_as_it_does(code, prefix):
    assert prefix_of(code) == prefix
