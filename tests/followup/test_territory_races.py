"""Two who give, take back or answer for the same people at the same moment: one does it, the other is told."""

from datetime import date
from functools import partial

import pytest

from followup.caseloads import Selection, plan_of
from followup.handing import hand_over, undo_handing
from followup.models import Handing, Transfer
from followup.receiving import accept_transfers
from followup.transferring import ask_transfer, refuse_transfer, withdraw_transfer
from placement.accounts.models import Station
from placement.accounts.roles import Role
from placement.stations.reorganising import merge_stations
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_case, make_person, make_station, make_user
from tests.followup.test_races import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 9, 14)
TERMS = {"kind": "move", "basis": "residence", "stays": False, "reason": "常住本地"}


@pytest.fixture
def street():
    return make_station("东城街道")


@pytest.fixture
def supervisor(street):
    return make_user(Role.SUPERVISOR, station=street)


@pytest.fixture
def people(street):
    officer = make_user(station=street)
    return [make_case(owner=officer).person for _n in range(3)]


def everyone(supervisor):
    return Selection(Person.objects.all(), supervisor)


def test_one_preview_confirmed_twice_is_one_act(people, supervisor, street):
    officer = make_user(station=street)
    told = plan_of(everyone(supervisor), [officer]).sealed()
    give = partial(hand_over, everyone(supervisor), [officer], by=supervisor, previewed=told)
    assert refused(at_once(give, give)) == 1
    assert Handing.objects.get().lines.count() == 3


def test_two_who_give_the_same_people_leave_one_owner_and_whole_files(people, supervisor, street):
    officers = [make_user(station=street) for _n in range(2)]
    at_once(*[lambda one=one: hand_over(everyone(supervisor), [one], by=supervisor) for one in officers])
    [owner] = set(Person.objects.values_list("owner", flat=True))
    for person in people:
        assert person.visits.planned().get().officer_id == owner
        assert verify_chain(person) is None


def test_an_act_taken_back_twice_goes_back_once(people, supervisor, street):
    handing = hand_over(everyone(supervisor), [make_user(station=street)], by=supervisor)
    undo = partial(undo_handing, handing, by=supervisor)
    assert refused(at_once(undo, undo)) == 1
    assert people[0].entries.filter(act="assigned").count() == 2


@pytest.fixture
def west():
    return make_user(Role.SUPERVISOR, station=make_station("西城街道"))


def test_an_offer_has_one_answer(people, supervisor, west):
    ask_transfer(Person.objects.filter(pk=people[0].pk), receiver=west.station, by=supervisor, on=TODAY, **TERMS)
    transfer, officer = Transfer.objects.get(), make_user(station=west.station)
    results = at_once(
        lambda: accept_transfers(Transfer.objects.all(), [officer], by=west, on=TODAY),
        lambda: refuse_transfer(transfer, answer="不在本地", by=west, on=TODAY),
        lambda: withdraw_transfer(transfer, by=supervisor, on=TODAY),
    )
    assert refused(results) == 2
    transfer.refresh_from_db()
    moved = Person.objects.filter(pk=people[0].pk, owner=officer, station=west.station).exists()
    assert moved == (transfer.state == "accepted")


def test_a_person_is_offered_to_one_station_at_a_time(people, supervisor, west):
    third = make_station("南城街道")
    asks = [
        lambda to=to: ask_transfer(Person.objects.all(), receiver=to, by=supervisor, on=TODAY, **TERMS)
        for to in (west.station, third)
    ]
    assert refused(at_once(*asks)) == 1
    assert Transfer.objects.waiting().count() == 3


def test_nobody_is_lost_between_accepting_and_merging(people, supervisor, west):
    ask_transfer(Person.objects.all(), receiver=west.station, by=supervisor, on=TODAY, **TERMS)
    officer, into = make_user(station=west.station), make_station("北城街道")
    results = at_once(
        lambda: accept_transfers(Transfer.objects.all(), [officer], by=west, on=TODAY),
        lambda: merge_stations(west.station, into=into, by=west, on=TODAY, reason="合并"),
    )
    assert not any(isinstance(result, Exception) and not isinstance(result, Refusal) for result in results)
    assert not Person.objects.filter(station__in=Station.objects.exclude(closed_on=None)).exists()


def test_the_same_rule_applied_three_times_at_once_is_one_act(supervisor, street):
    make_person(station=street)
    officers = [make_user(station=street) for _n in range(2)]
    results = at_once(*[lambda: hand_over(everyone(supervisor), officers, by=supervisor)] * 3)
    assert [result is not None for result in results].count(True) == 1
