"""Two tabs, two phones, two officers at the same moment: one has the effect, the other is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followup.arriving import Sent, receive_visits
from followup.briefcase import hand_out
from followup.conflicting import decide_conflict
from followup.devices import meet_device
from followup.models import Carried, Device, FactConflict, Visit
from registry.history import verify_chain
from registry.models import Entry, Person
from registry.refusals import Refusal
from registry.registering import change_status
from tests.factories import make_case, make_user
from tests.followup.phones import Phone
from tests.followup.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def person(officer):
    return make_case(owner=officer, on=timezone.localdate() - timedelta(days=40)).person


def sending(phone, officer, items):
    now = timezone.now()
    return lambda: receive_visits(items, Sent(officer, meet_device(officer, phone.uuid, at=now), now, now))


def test_two_tabs_that_send_one_outbox_store_each_visit_once(officer, person):
    phone = Phone(officer)
    outbox = [phone.log(person, findings=f"第 {number} 次") for number in range(3)]
    told = at_once(*[sending(phone, officer, outbox)] * 3)
    assert Visit.objects.made().count() == 3
    for number in range(3):
        assert sorted(verdicts[number].state for verdicts in told) == ["already", "already", "stored"]
    assert person.entries.filter(act=Entry.Act.VISITED).count() == 3
    assert verify_chain(person) is None


def test_two_phones_that_change_one_fact_at_once_keep_both_values(officer, person):
    phones = [Phone(officer), Phone(officer)]
    items = []
    for phone, status in zip(phones, ("training", "exam_prep"), strict=True):
        phone.download()
        items.append([phone.log(person, changes=[phone.change(person, "status", status)])])
    told = at_once(*[sending(phone, officer, item) for phone, item in zip(phones, items, strict=True)])
    assert sorted(verdicts[0].state for verdicts in told) == ["conflict", "stored"]
    conflict = FactConflict.objects.get()
    assert {conflict.brought, conflict.found} == {'"training"', '"exam_prep"'}


def test_a_conflict_is_decided_by_one_of_two(officer, person):
    phone = Phone(officer)
    phone.download()
    change_status(person, "training", on=timezone.localdate(), by=officer)
    phone.send(phone.log(person, changes=[phone.change(person, "status", "exam_prep")]))
    conflict = FactConflict.objects.get()
    told = at_once(*[lambda kept=kept: decide_conflict(conflict, kept, by=officer) for kept in ("brought", "found")])
    assert sum(isinstance(result, Refusal) for result in told) == 1
    kept = FactConflict.objects.get().kept
    assert Person.objects.get(pk=person.pk).status == {"brought": "exam_prep", "found": "training"}[kept]


def test_one_device_met_twice_at_once_is_one(officer, person):
    phone = Phone(officer)
    told = at_once(*[lambda: meet_device(officer, phone.uuid, at=timezone.now())] * 4)
    assert {device.pk for device in told} == {Device.objects.get().pk}


def test_a_briefcase_taken_twice_at_once_carries_everybody_once(officer, person):
    device = meet_device(officer, Phone(officer).uuid, at=timezone.now())
    told = at_once(*[lambda: hand_out(device, at=timezone.now())] * 3)
    assert [len(packed["people"]) for packed in told] == [1, 1, 1]
    assert Carried.objects.get().person == person
