"""People change hands together with what was planned for them, and back."""

from datetime import date

import pytest

from followup.caseloads import Part, Selection, plan_of, receivers_for
from followup.handing import PlanChanged, hand_over, lines_to_undo, undo_handing
from followup.models import Handing
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.models import Helper, Person, Tier
from registry.refusals import Refusal
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def street(city):
    return make_station("龙泉街道", parent=city)


@pytest.fixture
def officer(street):
    return make_user(Role.CASEWORKER, station=street)


@pytest.fixture
def colleague(street):
    return make_user(Role.CASEWORKER, station=street)


@pytest.fixture
def supervisor(city):
    return make_user(Role.SUPERVISOR, station=city)


@pytest.fixture
def everyone(supervisor):
    return Selection(Person.objects.all(), supervisor)


def owners():
    return list(Person.objects.order_by("pk").values_list("owner", flat=True))


def leaving(officer, by):
    return Selection(Person.objects.all(), by, leaver=officer)


# --- Given ------------------------------------------------------------------------------------


def test_the_whole_load_goes_over_in_one_act_with_what_was_planned(officer, colleague, supervisor, everyone):
    people = [make_case(owner=colleague).person for _n in range(3)]
    due = {person.pk: person.visits.planned().get().due_on for person in people}
    handing = hand_over(everyone, [officer], by=supervisor)
    assert handing.lines.count() == 3
    for person in people:
        visit = person.visits.planned().get()
        assert (visit.officer, visit.due_on) == (officer, due[person.pk])
        told = person.entries.filter(act="assigned").latest("number").facts
        assert told == {"was": colleague.pk, "is": officer.pk}


def test_handing_over_twice_says_so_once(officer, colleague, supervisor, everyone):
    person = make_case(owner=colleague).person
    assert hand_over(everyone, [officer], by=supervisor)
    assert hand_over(everyone, [officer], by=supervisor) is None
    assert person.entries.filter(act="assigned").count() == 1


@pytest.mark.parametrize("lacking", [{"is_active": False}, {"station": None}])
def test_who_has_left_or_has_no_station_receives_nobody(officer, supervisor, everyone, lacking):
    make_case(owner=make_user())
    for name, value in lacking.items():
        setattr(officer, name, value)
    with pytest.raises(Refusal):
        hand_over(everyone, [officer], by=supervisor)


def test_many_are_shared_out_evenly_and_the_act_says_by_rule(officer, colleague, street, supervisor, everyone):
    for _n in range(4):
        make_person(station=street)
    handing = hand_over(everyone, [officer, colleague], by=supervisor)
    assert handing.way == Handing.Way.BY_RULE
    assert sorted(owners()) == sorted([officer.pk, colleague.pk] * 2)


def test_whoever_is_counted_elsewhere_keeps_the_owner_there(officer, street, city):
    other = make_user(Role.CASEWORKER, station=make_station("东城街道", parent=city))
    person = make_person(owner=other)
    Person.objects.filter(pk=person.pk).update(also_station=street)
    here = make_user(Role.SUPERVISOR, station=street)
    hand_over(Selection(Person.objects.visible_to(here), here), [officer], by=here)
    person.refresh_from_db()
    assert (person.owner, person.also_owner) == (other, officer)


# --- Previewed --------------------------------------------------------------------------------


def test_the_preview_tells_loads_before_and_after_and_writes_nothing(officer, colleague, everyone):
    make_person(owner=colleague)
    plan = plan_of(everyone, [officer])
    assert (plan.before[officer.pk].people, plan.after[officer.pk].people) == (0, 1)
    assert owners() == [colleague.pk]


def test_what_was_previewed_is_done(officer, colleague, supervisor, everyone):
    make_person(owner=colleague)
    told = plan_of(everyone, [officer]).sealed()
    assert hand_over(everyone, [officer], by=supervisor, previewed=told).lines.count() == 1


@pytest.mark.parametrize("sealed", [None, "made up"])
def test_what_changed_since_the_preview_is_shown_instead_of_done(officer, colleague, supervisor, everyone, sealed):
    make_person(owner=colleague)
    told = sealed or plan_of(everyone, [officer]).sealed()
    make_person(owner=colleague)
    with pytest.raises(PlanChanged):
        hand_over(everyone, [officer], by=supervisor, previewed=told)
    assert owners() == [colleague.pk] * 2


def test_receivers_are_near_active_and_of_the_role(officer, street, city, supervisor):
    far = make_user(Role.CASEWORKER, station=make_station("别处", parent=city))
    make_user(Role.COUNSELLOR, station=street)
    type(officer).objects.create(username="left", name="离岗", role=Role.CASEWORKER, station=street, is_active=False)
    above = make_user(Role.CASEWORKER, station=city)
    make_person(station=street)
    selection = Selection(Person.objects.all(), supervisor)
    assert receivers_for(selection) == [above, officer]
    assert receivers_for(selection, [far.pk]) == [above, officer, far]


def test_where_a_street_has_nobody_else_its_neighbours_receive(officer, city, supervisor):
    neighbour = make_user(Role.CASEWORKER, station=make_station("别处", parent=city))
    person = make_person(owner=officer)
    selection = leaving(officer, supervisor)
    assert receivers_for(selection) == [neighbour]
    hand_over(selection, [neighbour], by=supervisor)
    person.refresh_from_db()
    assert person.owner == neighbour


def test_planning_takes_the_same_queries_for_many(officer, street, everyone, django_assert_num_queries):
    for people in (1, 30):
        for _n in range(people):
            make_person(station=street)
        with django_assert_num_queries(9):
            plan_of(everyone, [officer])


# --- Someone leaves ---------------------------------------------------------------------------


def test_everything_of_whoever_leaves_goes_and_no_date_moves(officer, colleague, supervisor, street):
    person = make_case(owner=officer).person
    also = make_person(owner=colleague)
    Person.objects.filter(pk=also.pk).update(also_owner=officer, also_station=street)
    tier = Tier.objects.create(name="县级领导", rank=1)
    Helper.objects.create(person=also, user=officer, tier=tier, since=TODAY)
    due = person.visits.planned().get().due_on
    plan = plan_of(leaving(officer, supervisor), [colleague])
    assert [plan.before[officer.pk].people, plan.after[officer.pk].people] == [2, 0]
    handing = hand_over(leaving(officer, supervisor), [colleague], by=supervisor)
    assert handing.way == Handing.Way.LEAVING
    assert sorted(handing.lines.values_list("part", flat=True)) == ["also_owner", "helper", "owner"]
    assert person.visits.planned().get().due_on == due
    assert not Person.objects.visible_to(officer).exists()


def test_a_receiver_gets_the_brief_as_things_stood(officer, colleague, supervisor):
    make_case(owner=officer)
    brief = hand_over(leaving(officer, supervisor), [colleague], by=supervisor).lines.get().brief
    assert brief["next"]["why"] == "first_contact"
    assert brief["promise"]["kind"] == "briefing"


# --- Helpers ----------------------------------------------------------------------------------


@pytest.fixture
def tier():
    return Tier.objects.create(name="街道领导", rank=1)


def helping(supervisor, tier):
    return Selection(Person.objects.all(), supervisor, part=Part.HELPER, tier=tier)


def test_helpers_are_set_changed_and_dropped_in_bulk(officer, colleague, street, supervisor, tier):
    person = make_person(station=street)
    for helper, kept in ((officer, [officer.pk]), (colleague, [colleague.pk]), (None, [])):
        hand_over(helping(supervisor, tier), [helper] if helper else [], by=supervisor)
        assert list(person.helpers.values_list("user", flat=True)) == kept
    assert person.entries.filter(act="helper").count() == 3


@pytest.mark.parametrize("helped", [False, True])
def test_a_helpers_change_is_undone(officer, colleague, street, supervisor, tier, helped):
    person = make_person(station=street)
    if helped:
        hand_over(helping(supervisor, tier), [colleague], by=supervisor)
    handing = hand_over(helping(supervisor, tier), [officer], by=supervisor)
    assert undo_handing(handing, by=supervisor) == 1
    assert list(person.helpers.values_list("user", flat=True)) == ([colleague.pk] if helped else [])


def test_a_dropped_helper_comes_back(officer, street, supervisor, tier):
    person = make_person(station=street)
    hand_over(helping(supervisor, tier), [officer], by=supervisor)
    undo_handing(hand_over(helping(supervisor, tier), [], by=supervisor), by=supervisor)
    assert person.helpers.get().user == officer


# --- Taken back -------------------------------------------------------------------------------


def test_an_act_is_undone_as_one_and_once(officer, colleague, supervisor, everyone):
    person = make_case(owner=colleague).person
    handing = hand_over(everyone, [officer], by=supervisor)
    assert undo_handing(handing, by=supervisor) == 1
    assert (owners(), person.visits.planned().get().officer) == ([colleague.pk], colleague)
    with pytest.raises(Refusal):
        undo_handing(handing, by=supervisor)
    assert verify_chain(person) is None


def test_whoever_has_gone_on_since_stays_where_they_are(officer, colleague, supervisor, everyone):
    moved, stayed = make_person(owner=colleague), make_person(owner=colleague)
    first = hand_over(everyone, [officer], by=supervisor)
    third = make_user(Role.CASEWORKER, station=officer.station)
    hand_over(Selection(Person.objects.filter(pk=moved.pk), supervisor), [third], by=supervisor)
    assert [line.person for line in lines_to_undo(first)] == [stayed]
    assert undo_handing(first, by=supervisor) == 1
    assert owners() == [third.pk, colleague.pk]


def test_nobody_goes_back_to_who_has_left(officer, colleague, supervisor, everyone):
    make_person(owner=colleague)
    handing = hand_over(everyone, [officer], by=supervisor)
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)
    assert undo_handing(handing, by=supervisor) == 0
    assert owners() == [officer.pk]
