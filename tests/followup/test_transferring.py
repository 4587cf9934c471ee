"""People go from one station to another with an answer and a time limit, and are nobody's at no moment."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from followup.models import Handing, Transfer, Visit
from followup.receiving import accept_transfers
from followup.tasks import expire_transfers as nightly
from followup.transferring import (
    ANSWER_DAYS,
    ask_transfer,
    expire_transfers,
    refuse_transfer,
    see_transfer,
    withdraw_transfer,
)
from placement.accounts.models import Station
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.models import Helper, Person, Tier
from registry.refusals import Refusal
from registry.searching import find
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)
TOO_LATE = TODAY + timedelta(days=ANSWER_DAYS + 1)
SENT = {"kind": "move", "basis": "residence", "stays": False, "reason": "常住本地"}


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def east(city):
    return make_user(Role.SUPERVISOR, station=make_station("东城街道", parent=city))


@pytest.fixture
def west(city):
    return make_user(Role.SUPERVISOR, station=make_station("西城街道", parent=city))


@pytest.fixture
def sender(east):
    return make_user(station=east.station, name="古丽")


@pytest.fixture
def officer(west):
    return make_user(station=west.station, name="李强")


@pytest.fixture
def offer(east, west):
    """Return a function that offers everybody of the east to the west."""

    def ask(**terms):
        ask_transfer(Person.objects.all(), receiver=west.station, by=east, on=TODAY, **{**SENT, **terms})
        return Transfer.objects.latest("pk")

    return ask


def accept(officer, by, on=TODAY):
    return accept_transfers(Transfer.objects.all(), [officer], by=by, on=on)


# --- Offered ----------------------------------------------------------------------------------


def test_until_it_is_accepted_the_sender_counts_and_serves(offer, sender, east, west):
    person = make_case(owner=sender).person
    transfer = offer()
    person.refresh_from_db()
    assert (person.station, person.owner) == (east.station, sender)
    assert transfer.answer_by == TODAY + timedelta(days=ANSWER_DAYS)
    assert Person.objects.counted_for(east).get() == person
    assert not Person.objects.visible_to(west).exists()
    for user in (east, west):
        assert Transfer.objects.pending_for(user).get() == transfer


def test_who_waits_for_an_answer_is_not_offered_again(offer, sender):
    make_person(owner=sender)
    offer()
    with pytest.raises(Refusal):
        offer()


@pytest.mark.parametrize("why_not", ["not counted here", "there already", "closed"])
def test_an_offer_that_makes_no_sense_is_refused(offer, sender, officer, west, why_not):
    make_person(owner=sender if why_not == "closed" else officer)
    if why_not == "closed":
        west.station.closed_on = TODAY
    with pytest.raises(Refusal):
        offer()
    assert not Transfer.objects.exists()


# --- Accepted ---------------------------------------------------------------------------------


def test_accepted_the_receiver_counts_and_somebody_is_responsible(offer, sender, officer, east, west):
    person = make_case(owner=sender).person
    due = person.visits.planned().get().due_on
    offer()
    accept(officer, west)
    person.refresh_from_db()
    assert (person.station, person.owner, person.basis) == (west.station, officer, "residence")
    visit = person.visits.planned().get()
    assert (visit.officer, visit.due_on) == (officer, due)
    assert not Person.objects.counted_for(east).exists()
    assert verify_chain(person) is None


def test_who_accepted_gets_the_brief_and_finds_the_person(offer, sender, officer, west):
    person = make_case(owner=sender, name="热娜").person
    offer()
    line = accept(officer, west).lines.get()
    assert (line.handing.way, line.becomes, line.was) == (Handing.Way.TRANSFER, officer, sender)
    assert line.brief["next"]["why"] == Visit.Why.FIRST_CONTACT
    assert find(west, "热娜") == [person]


def test_the_sender_may_go_on_serving_along(offer, sender, officer, east, west):
    person = make_person(owner=sender)
    offer(stays=True)
    accept(officer, west)
    person.refresh_from_db()
    assert (person.also_station, person.also_owner) == (east.station, sender)
    assert Person.objects.visible_to(sender).get() == person
    assert not Person.objects.counted_for(east).exists()


def test_serving_along_leaves_the_count_where_it_is(offer, sender, officer, east, west):
    person = make_person(owner=sender)
    offer(kind="also")
    accept(officer, west)
    person.refresh_from_db()
    assert (person.station, person.owner, person.also_owner) == (east.station, sender, officer)
    assert Person.objects.visible_to(officer).get() == person
    assert not Person.objects.counted_for(west).exists()


def test_who_served_at_the_old_place_only_serves_no_longer(offer, sender, officer, city, east, west):
    person, counsellor = make_person(owner=sender), make_user(Role.COUNSELLOR, station=east.station)
    Person.objects.filter(pk=person.pk).update(counsellor=counsellor)
    near, far = Tier.objects.create(name="县级领导", rank=1), Tier.objects.create(name="网格员", rank=2)
    Helper.objects.create(person=person, user=make_user(station=city), tier=near, since=TODAY)
    Helper.objects.create(person=person, user=sender, tier=far, since=TODAY)
    offer()
    accept(officer, west)
    person.refresh_from_db()
    assert person.counsellor is None
    assert [helper.tier for helper in person.helpers.all()] == [near]
    assert person.entries.filter(act__in=("helper", "assigned")).count() == 2


def test_nobody_is_accepted_without_somebody_responsible(offer, sender, west):
    make_person(owner=sender)
    transfer = offer()
    with pytest.raises(Refusal):
        accept_transfers(Transfer.objects.all(), [], by=west, on=TODAY)
    transfer.refresh_from_db()
    assert transfer.state == "waiting"


@pytest.mark.parametrize("meanwhile", ["answered", "too late", "moved on", "merged"])
def test_what_cannot_be_accepted_any_more_is_left_alone(offer, sender, officer, city, east, west, meanwhile):
    person = make_person(owner=sender)
    transfer = offer()
    if meanwhile == "answered":
        refuse_transfer(transfer, answer="不在本地", by=west, on=TODAY)
    if meanwhile == "moved on":
        Person.objects.filter(pk=person.pk).update(station=city)
    if meanwhile == "merged":
        Person.objects.filter(pk=person.pk).update(gone="merged")
    with pytest.raises(Refusal):
        accept(officer, west, on=TOO_LATE if meanwhile == "too late" else TODAY)
    assert Person.everyone.get().owner == sender


def test_many_are_shared_out_among_the_receivers(east, west, sender, officer):
    for _n in range(4):
        make_person(owner=sender)
    ask_transfer(Person.objects.all(), receiver=west.station, by=east, on=TODAY, **SENT)
    other = make_user(station=west.station)
    accept_transfers(Transfer.objects.all(), [officer, other], by=west, on=TODAY)
    assert [one.people.count() for one in (officer, other)] == [2, 2]


# --- Not accepted -----------------------------------------------------------------------------


def test_refused_it_comes_back_to_the_sender_with_the_reason(offer, sender, east, west):
    person = make_person(owner=sender)
    transfer = offer()
    refuse_transfer(transfer, answer="不在本地", by=west, on=TODAY)
    assert Transfer.objects.pending_for(east).get().answer == "不在本地"
    assert not Transfer.objects.pending_for(west).exists()
    person.refresh_from_db()
    assert person.owner == sender
    with pytest.raises(Refusal):
        refuse_transfer(transfer, answer="再退", by=west, on=TODAY)


def test_unanswered_it_expires_and_is_on_the_senders_list_until_seen(offer, sender, east):
    person = make_person(owner=sender)
    transfer = offer()
    assert expire_transfers(on=transfer.answer_by) == 0
    assert [expire_transfers(on=TOO_LATE) for _n in range(2)] == [1, 0]
    assert person.entries.filter(act="transfer").count() == 2
    assert Transfer.objects.pending_for(east).get().state == "expired"
    see_transfer(transfer, by=east, on=TOO_LATE)
    assert not Transfer.objects.pending_for(east).exists()
    with pytest.raises(Refusal):
        see_transfer(transfer, by=east, on=TOO_LATE)


def test_the_nightly_task_expires_what_is_late(offer, sender):
    make_person(owner=sender)
    offer()
    Transfer.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    nightly()
    assert Transfer.objects.get().state == "expired"


def test_an_offer_is_taken_back_before_it_is_answered(offer, sender, officer, east, west):
    make_person(owner=sender)
    transfer = offer()
    withdraw_transfer(transfer, by=east, on=TODAY)
    with pytest.raises(Refusal):
        accept(officer, west)
    assert offer().state == "waiting"


def test_the_file_names_stations_as_they_were_called(offer, sender, east, west):
    person = make_person(owner=sender)
    offer()
    Station.objects.filter(pk=west.station_id).update(name="新西城街道")
    told = person.entries.filter(act="transfer").get().facts
    assert (told["from"], told["to"]) == ("东城街道", "西城街道")
