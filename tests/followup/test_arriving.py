"""Visits brought home by a phone: each stored once, whoever moved meanwhile, whatever the clock said."""

from datetime import date, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup.clocks import office_day, office_time, seconds_off
from followup.closing import close_case
from followup.merging import merge_files
from followup.models import Carried, Case, Visit
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.models import Entry, Person
from registry.registering import add_phone
from tests.factories import make_case, make_person, make_station, make_user
from tests.followup.phones import Phone, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, on=timezone.localdate() - timedelta(days=40), phones=["13812345678"])


@pytest.fixture
def phone(officer, case):
    found = Phone(officer)
    found.download()
    return found


def refused(item):
    assert item["reason"]
    return item["state"], item["code"]


# --- Once -------------------------------------------------------------------------------------


def test_a_whole_outbox_sent_again_changes_nothing(phone, case, officer):
    people = [case.person, *(make_case(owner=officer).person for _number in range(4))]
    outbox = [phone.log(person, findings=f"第{n}次") for n in range(2) for person in people]
    assert states(phone.send(*outbox)) == ["stored"] * 10
    lines = Entry.objects.count()
    assert states(phone.send(*outbox)) == ["already"] * 10
    assert states(phone.send(*reversed(outbox))) == ["already"] * 10
    assert (Visit.objects.made().count(), Entry.objects.count()) == (10, lines)


def test_the_same_visit_twice_in_one_request_is_one(phone, case):
    visit = phone.log(case.person)
    assert states(phone.send(visit, visit)) == ["stored", "already"]


def test_the_same_visit_from_another_device_is_the_same(phone, case, officer):
    visit = phone.log(case.person)
    phone.send(visit)
    assert states(Phone(officer).send(visit)) == ["already"]


def test_other_content_under_a_number_that_arrived_is_not_swallowed(phone, case):
    visit = phone.log(case.person, findings="在家")
    phone.send(visit)
    assert refused(phone.send({**visit, "findings": "不在家"})[0]) == ("refused", "uuid_used")


def test_a_number_of_one_person_opens_no_other(phone, case, officer):
    visit, other = phone.log(case.person), make_case(owner=officer).person
    phone.send(visit)
    assert refused(phone.send({**visit, "person": other.pk})[0]) == ("refused", "uuid_of_another")


def test_every_visit_has_its_line_and_the_chain_is_whole(phone, case):
    phone.send(*(phone.log(case.person) for _number in range(3)))
    assert case.person.entries.filter(act=Entry.Act.VISITED).count() == 3
    assert verify_chain(case.person) is None


# --- In any order -----------------------------------------------------------------------------


def days_of(case):
    case.refresh_from_db()
    planned = case.person.visits.planned().get()
    made = case.person.visits.made().order_by("made_at").values_list("made_on", "result")
    return case.contacted_on, case.last_contact_on, planned.planned_for, planned.due_on, planned.why, list(made)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_visits_leave_the_same_dates_in_every_order(phone, case, order):
    soon, later = (timezone.localdate() + timedelta(days=days) for days in (3, 20))
    logged = [
        phone.log(case.person, ago={"days": 9}, next_on=soon.isoformat()),
        phone.log(case.person, ago={"days": 6}, result="no_answer", manner="phone"),
        phone.log(case.person, ago={"days": 2}, next_on=later.isoformat()),
    ]
    for number in order:
        phone.send(logged[number])
    today = timezone.localdate()
    reached = [today - timedelta(days=days) for days in (9, 2)]
    assert days_of(case)[:5] == (*reached, later, later, "agreed")
    assert [result for _day, result in days_of(case)[5]] == ["self", "no_answer", "self"]


@pytest.mark.parametrize("order", [*permutations(range(2))])
def test_the_later_call_says_whether_a_number_works(phone, case, order):
    number = case.person.phones.get()
    called = [
        phone.log(case.person, ago={"days": 5}, manner="phone", result="dead_number", phone=number.pk),
        phone.log(case.person, ago={"days": 1}, manner="phone", result="self", phone=number.pk),
    ]
    for place in order:
        phone.send(called[place])
    number.refresh_from_db()
    assert number.state == "works"


# --- Who moved meanwhile ----------------------------------------------------------------------


def merged_into(person, officer):
    kept = make_person(owner=officer)
    merge_files(kept, person, from_gone=[], reason="同一人", by=officer, on=timezone.localdate())
    return kept


def test_the_visit_of_a_merged_person_goes_to_the_record_that_was_kept(phone, case, officer):
    visit, kept = phone.log(case.person), merged_into(case.person, officer)
    assert states(phone.send(visit)) == ["stored"]
    assert kept.visits.made().count() == 1


def test_a_visit_sent_before_and_after_a_merge_is_one(phone, case, officer):
    visit = phone.log(case.person)
    phone.send(visit)
    kept = merged_into(case.person, officer)
    assert states(phone.send(visit)) == ["already"]
    assert kept.visits.made().count() == 1


def test_whoever_carried_a_person_brings_the_visit_home_after_a_hand_over(phone, case):
    other = make_user(Role.CASEWORKER, station=make_station())
    Person.objects.filter(pk=case.person_id).update(owner=other, station=other.station)
    assert states(phone.send(phone.log(case.person))) == ["stored"]
    line = case.person.entries.filter(act=Entry.Act.VISITED).get()
    assert line.facts["carried"] is True
    assert case.person.visits.planned().get().officer == other


def test_who_has_another_role_now_still_brings_home_what_was_carried(phone, case, officer):
    type(officer).objects.filter(pk=officer.pk).update(role=Role.AUDITOR)
    answer = phone.answer(phone.log(case.person))
    assert (states(answer["items"]), answer["wipe"]) == (["stored"], True)


def test_a_person_never_carried_cannot_be_told_from_none(officer):
    stranger = make_case(owner=make_user(Role.CASEWORKER)).person
    phone = Phone(officer)
    told = [phone.send({**phone.log(stranger), "person": key})[0] for key in (stranger.pk, 999_999)]
    assert [refused(item) for item in told] == [("refused", "no_person")] * 2
    assert told[0]["reason"] == told[1]["reason"]


def test_another_phone_of_the_same_officer_carried_nobody(phone, case, officer):
    Person.objects.filter(pk=case.person_id).update(owner=make_user(Role.CASEWORKER))
    assert refused(Phone(officer).send(phone.log(case.person))[0]) == ("refused", "no_person")


def test_a_phone_with_somebody_elses_number_carries_nothing_of_theirs(phone, case):
    thief = Phone(make_user(Role.CASEWORKER), uuid=phone.uuid)
    assert refused(thief.send(phone.log(case.person))[0]) == ("refused", "no_person")


def test_what_was_carried_expires_as_it_does_on_the_phone(phone, case):
    Person.objects.filter(pk=case.person_id).update(owner=make_user(Role.CASEWORKER))
    Carried.objects.update(at=timezone.now() - timedelta(hours=80))
    early, late = phone.log(case.person, ago={"hours": 20}), phone.log(case.person)
    assert states(phone.send(early)) == ["stored"]
    assert refused(phone.send(late)[0]) == ("refused", "no_person")


def test_who_was_withdrawn_with_a_roster_is_told_of(phone, case):
    Person.objects.filter(pk=case.person_id).update(gone=Person.Gone.WITHDRAWN)
    assert refused(phone.send(phone.log(case.person))[0]) == ("refused", "withdrawn")


def test_a_visit_is_kept_though_the_case_was_closed_meanwhile(phone, case, officer):
    close_case(case, reason=Case.ClosedReason.OTHER, by=officer, on=timezone.localdate(), note_text="搬走")
    assert states(phone.send(phone.log(case.person, briefing_topics=["subsidy"]))) == ["stored"]
    assert case.person.visits.made().count() == 1


# --- Two clocks -------------------------------------------------------------------------------

NOON = datetime(2026, 11, 20, 4, tzinfo=timezone.get_fixed_timezone(0))  # 12:00 in the office


def test_only_the_time_between_counts():
    ahead = timedelta(days=400)
    at = office_time(NOON + ahead, device_at=NOON + ahead + timedelta(hours=3), received_at=NOON + timedelta(hours=3))
    assert at == NOON


@pytest.mark.parametrize(("made", "read", "found"), [(2, None, 0), (-30, -1, -1), (-30, None, -30), (-1, 5, -1)])
def test_a_visit_lies_between_its_reading_and_its_arrival(made, read, found):
    read_at = read and NOON + timedelta(hours=read)
    at = office_time(NOON + timedelta(hours=made), device_at=NOON, received_at=NOON, read_at=read_at)
    assert at == NOON + timedelta(hours=found)


def test_a_day_that_was_picked_keeps_its_distance():
    wrong = NOON + timedelta(days=400)
    picked = timezone.localdate(wrong) - timedelta(days=2)
    assert office_day(NOON, made_on=picked, made_at=wrong) == date(2026, 11, 18)
    assert office_day(NOON, made_on=None, made_at=wrong) == date(2026, 11, 20)
    assert office_day(NOON, made_on=picked + timedelta(days=9), made_at=wrong) == date(2026, 11, 20)


def test_the_day_is_the_offices_day_not_the_phones():
    late = datetime(2026, 11, 20, 16, 30, tzinfo=timezone.get_fixed_timezone(0))  # half past midnight in the office
    assert office_day(late, made_on=None, made_at=late) == date(2026, 11, 21)


@pytest.mark.parametrize("years", [-40, 70])
def test_a_clock_as_wrong_as_can_be_fits_its_column(years):
    assert abs(seconds_off(NOON + timedelta(days=365 * years), NOON)) <= 2**31 - 1


@pytest.mark.parametrize("clock", [timedelta(days=400), timedelta(days=-9000), timedelta(hours=-7)])
def test_both_clocks_are_kept(officer, case, clock):
    phone = Phone(officer, clock=clock)
    phone.send(phone.log(case.person, ago={"hours": 2}))
    visit = case.person.visits.made().get()
    assert abs(visit.made_at - (timezone.now() - timedelta(hours=2))) < timedelta(minutes=1)
    assert abs(visit.device_at - (phone.now() - timedelta(hours=2))) < timedelta(minutes=1)
    assert abs(visit.clock_off - clock.total_seconds()) < 60
    assert visit.stored_at - visit.made_at >= timedelta(hours=1, minutes=59)


def test_what_is_half_a_year_old_is_put_down_at_a_desk(phone, case):
    assert refused(phone.send(phone.log(case.person, ago={"days": 200}))[0]) == ("refused", "too_old")


# --- Garbage ----------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("uuid", "person", "made_at", "made_on", "read_at", "manner", "result", "phone", "barriers", "findings")
FIELDS += ("next_on", "briefing_topics", "session_booked_for", "internship_offered", "changes", "rung", "photos")


def test_a_bad_item_blocks_no_other(phone, case):
    good = [phone.log(case.person), phone.log(case.person)]
    told = phone.send(good[0], None, 7, "x", [], {}, {**good[0], "uuid": "x"}, {**good[0], "result": "gone"}, good[1])
    assert states(told) == ["stored", *["refused"] * 7, "stored"]
    assert {item["code"] for item in told[1:-1]} == {"malformed"}
    assert "result" in told[-2]["reason"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_gets_one_verdict_each(phone, case, data):
    spoilt = st.dictionaries(st.sampled_from(FIELDS), ANYTHING, min_size=1, max_size=3)
    items = [{**phone.log(case.person), **wrong} for wrong in data.draw(st.lists(spoilt, min_size=1, max_size=4))]
    items += data.draw(st.lists(ANYTHING, max_size=2))
    told = phone.send(*items, last := phone.log(case.person))
    assert len(told) == len(items) + 1
    assert all(item["state"] in ("stored", "already", "refused", "conflict") for item in told)
    assert not any(item["code"] == "trouble" for item in told)
    assert (told[-1]["uuid"], told[-1]["state"]) == (last["uuid"], "stored")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"findings": "a\x00b"},
        {"findings": "\ud800"},
        {"person": 2**70},
        {"person": True},
        {"made_at": "0001-01-01T00:00:00+00:00"},
        {"made_at": "9999-12-31T23:59:59+00:00"},
        {"made_at": "2026-11-20T12:00:00"},
        {"changes": [{"fact": "status", "version": "", "to": "employed"}]},
        {"changes": [{"fact": "status", "version": "", "to": "unreachable"}]},
        {"changes": [{"fact": "address", "version": "", "to": "x"}]},
        {"changes": [{"fact": "phone", "to": "12"}]},
        {"changes": [{"fact": "wish", "version": "", "to": {"occupation": "", "areas": []}}]},
        {"session_booked_for": 5},
    ],
)
def test_what_no_form_could_say_is_malformed(phone, case, spoilt):
    assert refused(phone.send({**phone.log(case.person), **spoilt})[0]) == ("refused", "malformed")


def test_a_number_of_somebody_else_is_marked_for_nobody(phone, case, officer):
    theirs = add_phone(make_case(owner=officer).person, "13900001111", by=officer, on=timezone.localdate())
    visit = phone.log(case.person, manner="phone", result="dead_number", phone=theirs.pk)
    assert states(phone.send(visit)) == ["stored"]
    theirs.refresh_from_db()
    assert theirs.state == "unknown"


def test_a_rule_that_says_no_is_told_and_nothing_is_written(phone, case):
    told = phone.send(phone.log(case.person, result="nobody_home", briefing_topics=["subsidy"]))[0]
    assert refused(told) == ("refused", "rule")
    assert not case.person.visits.made().exists()


def test_what_was_given_lights_its_pips(phone, case):
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    told = phone.send(phone.log(case.person, briefing_topics=["subsidy"], session_booked_for=tomorrow))[0]
    assert told["next_on"] == case.person.visits.planned().get().planned_for.isoformat()
    assert case.person.briefings.count() == case.person.sessions.count() == 1


def test_an_unknown_device_number_is_met_and_kept(officer, case):
    uuid = str(uuid4())
    Phone(officer, uuid=uuid, clock=timedelta(hours=1)).send()
    device = officer.devices.get()
    assert (str(device.uuid), device.people) == (uuid, 0)
    assert abs(device.clock_off - 3600) < 60
