"""One act for a room: each one present gets the step by name, nobody else does, and one can be undone."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.utils import timezone

from followup import gathering as verbs
from followup.gathering import (
    ask_people,
    call_off,
    change_gathering,
    close_roll,
    mark,
    mark_rest,
    plan_gathering,
    reopen,
    undo_for,
    walk_in,
)
from followup.guiding import give_briefing
from followup.merging import merge_files, undo_merge
from followup.models import Attendance, Case, Evidence, Gathering, Lost, Standard, Visit
from followup.opening import open_case
from followup.searches import search_of
from placement.accounts.roles import Role
from placement.dashboards.figures import BY_CODE, behind
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from registry.registering import change_status
from registry.statuses import Status
from tests.factories import make_case, make_person, make_station, make_user
from tests.followup.doors import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def plan(officer, on, *, kind="briefing", topics=("subsidy",), n=0, **facts):
    """A gathering to which so many people of the officer are asked, each with an open case."""
    gathering = plan_gathering(
        uuid=uuid4(), by=officer, kind=kind, title="秋季宣讲会", held_on=on, topics=topics, **facts
    )
    for _n in range(n):
        make_case(owner=officer, on=on - timedelta(days=20))
    ask_people(gathering, Person.objects.filter(owner=officer), by=officer)
    return gathering


def seat_of(gathering, person=None):
    seats = gathering.attendances.select_related("gathering", "person").order_by("pk")
    return seats.get(person=person) if person else seats.first()


def steps_done(person, kind="briefing"):
    return person.cases.get().steps.filter(kind=kind, done_on__isnull=False).count()


def said(person):
    return list(person.entries.filter(act="gathered").order_by("number").values_list("facts__what", flat=True))


def test_the_form_sent_twice_is_one_gathering(officer, today):
    sent = {"uuid": uuid4(), "kind": "hall", "title": "简历课", "held_on": today, "topics": ["resume"]}
    assert plan_gathering(by=officer, **sent) == plan_gathering(by=officer, **sent)
    with pytest.raises(Refusal):
        plan_gathering(by=make_user(), **sent)


@pytest.mark.parametrize(("kind", "topics"), [("briefing", ()), ("briefing", ("resume",)), ("hall", ("subsidy",))])
def test_a_gathering_says_what_it_is_about(officer, today, kind, topics):
    with pytest.raises(Refusal):
        plan_gathering(uuid=uuid4(), by=officer, kind=kind, title="会", held_on=today, topics=topics)


def test_being_asked_is_in_the_file_and_gives_nothing(officer, today):
    gathering = plan(officer, today, n=2)
    assert ask_people(gathering, Person.objects.all(), by=officer) == 0
    person = seat_of(gathering).person
    assert said(person) == ["asked"]
    assert not Evidence.objects.exists()
    assert person.cases.get().contacted_on is None


def test_only_who_is_seen_can_be_asked(officer, today):
    make_case(owner=make_user(Role.CASEWORKER))
    gathering = plan(officer, today)
    assert ask_people(gathering, Person.objects.all(), by=officer) == 0


def test_who_is_present_is_briefed_by_name_with_the_topics_of_the_sheet(officer, today):
    seat = mark(seat_of(plan(officer, today, n=1)), "present", by=officer)
    briefing = seat.person.briefings.get()
    assert (briefing.manner, briefing.topics, briefing.confirmed, briefing.by) == ("group", ["subsidy"], True, officer)
    assert seat.briefing == briefing
    assert seat.person.cases.get().steps.get(kind="briefing").evidence.briefing == briefing


def test_marking_twice_is_marking_once(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    for _n in range(3):
        mark(seat, "present", by=officer)
    assert seat.person.briefings.count() == 1
    assert said(seat.person) == ["asked", "present"]


def test_who_was_present_after_all_or_was_not(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    for state, done in (("absent", 0), ("present", 1), ("late", 1), ("absent", 0), ("late", 1)):
        seat = mark(seat, state, by=officer)
        assert (steps_done(seat.person), seat.person.briefings.count()) == (done, done)
    assert verify_chain(seat.person) is None


def test_a_hall_session_is_guidance_for_each_one_there(officer, today):
    seat = mark(seat_of(plan(officer, today, kind="hall", topics=("resume",), minutes=90, n=1)), "late", by=officer)
    session = seat.person.sessions.get()
    assert (session.held_on, session.minutes, session.manner, session.by) == (today, 90, "group", officer)
    assert steps_done(seat.person, "guidance") == 1
    mark(seat, "absent", by=officer)
    assert (seat.person.sessions.count(), steps_done(seat.person, "guidance")) == (0, 0)


def test_a_visit_to_a_factory_earns_no_step_of_the_1311(officer, today):
    seat = mark(seat_of(plan(officer, today, kind="factory", topics=(), n=1)), "present", by=officer)
    assert seat.person.cases.get().steps_done == 0
    assert said(seat.person) == ["asked", "present"]


def test_a_visit_to_a_factory_is_an_event_where_events_are_promised(officer, today):
    person = make_person(owner=officer)
    open_case(person, by=officer, on=today, standard=Standard.objects.get(code="333"))
    gathering = plan(officer, today, kind="factory", topics=())
    seat = mark(seat_of(gathering), "present", by=officer)
    assert Evidence.objects.get().attendance == seat
    undo_for(seat, reason="没有上车", by=officer)
    assert (Evidence.objects.count(), steps_done(person, "event")) == (0, 0)


def test_absence_has_a_reason_even_where_none_is_given(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    assert mark(seat, "absent", by=officer).reason == "no_word"
    assert mark(seat, "absent", reason="exam", by=officer).reason == "exam"


def test_presence_is_a_contact_and_its_taking_back_takes_the_dates_along(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    visit(seat.person, officer, made_on=today - timedelta(days=9))
    mark(seat, "present", by=officer)
    assert Case.objects.values_list("contacted_on", "last_contact_on").get() == (today - timedelta(days=9), today)
    mark(seat, "absent", by=officer)
    assert Case.objects.values_list("contacted_on", "last_contact_on").get() == (today - timedelta(days=9),) * 2


def test_a_first_contact_that_was_planned_is_met_by_coming(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    planned = seat.person.visits.planned().get()
    assert planned.why == "first_contact"
    mark(seat, "present", by=officer)
    planned.refresh_from_db()
    assert planned.cancelled_on == today
    assert seat.person.visits.planned().get().planned_for > today
    mark(seat, "absent", by=officer)
    assert seat.person.visits.planned().get().why == "first_contact"


def test_another_briefing_takes_the_place_of_one_that_was_not(officer, today):
    seat = mark(seat_of(plan(officer, today, n=1)), "present", by=officer)
    told = {"given_on": today, "manner": "door", "topics": ["subsidy"], "by": officer}
    other = give_briefing(seat.person, **told)
    mark(seat, "absent", by=officer)
    assert Evidence.objects.get().briefing == other


def test_one_person_is_undone_with_a_reason_also_when_the_roll_is_closed(officer, today):
    gathering = plan(officer, today, n=2)
    mark_rest(gathering, "present", by=officer)
    close_roll(gathering, by=officer)
    seat = seat_of(gathering)
    with pytest.raises(Refusal):
        undo_for(seat, reason=" ", by=officer)
    undo_for(seat, reason="同名误点", by=officer)
    undo_for(seat, reason="同名误点", by=officer)
    assert (steps_done(seat.person), said(seat.person)) == (0, ["asked", "present", "undone"])
    assert gathering.attendances.there().count() == 1


def test_the_rest_are_those_who_were_not_called_yet(officer, today):
    gathering = plan(officer, today, n=4)
    seat = mark(seat_of(gathering), "absent", reason="ill", by=officer)
    listed = gathering.attendances.exclude(pk=seat.pk).values_list("pk", flat=True)[:2]
    assert mark_rest(gathering, "present", seats=[seat.pk, *listed], by=officer) == 2
    assert mark_rest(gathering, "absent", by=officer) == 1
    assert sorted(gathering.attendances.values_list("state", "reason")) == [
        ("absent", "ill"),
        ("absent", "no_word"),
        ("present", ""),
        ("present", ""),
    ]


def test_a_closed_roll_has_everybody_and_takes_nobody_more_until_it_is_opened_again(officer, today):
    gathering = plan(officer, today, n=2)
    seat = mark(seat_of(gathering), "present", by=officer)
    assert (close_roll(gathering, by=officer), close_roll(gathering, by=officer)) == (1, 0)
    for act in (lambda: mark(seat, "absent", by=officer), lambda: change_gathering(gathering, by=officer, title="新")):
        with pytest.raises(Refusal):
            act()
    reopen(gathering, by=officer)
    assert mark(seat, "late", by=officer).state == "late"


def test_nobody_is_there_before_the_day(officer, today):
    gathering = plan(officer, today + timedelta(days=1), n=1)
    for act in (lambda: mark(seat_of(gathering), "present", by=officer), lambda: close_roll(gathering, by=officer)):
        with pytest.raises(Refusal):
            act()


def test_called_off_everybody_is_told_and_gets_nothing(officer, today):
    gathering = plan(officer, today, n=2)
    with pytest.raises(Refusal):
        call_off(gathering, reason="", by=officer, on=today)
    assert call_off(gathering, reason="大雪", by=officer, on=today) == 2
    assert call_off(gathering, reason="大雪", by=officer, on=today) == 0
    assert said(seat_of(gathering).person) == ["asked", "undone"]
    with pytest.raises(Refusal):
        mark(seat_of(gathering), "present", by=officer)


def test_what_took_place_is_not_called_off(officer, today):
    gathering = plan(officer, today, n=1)
    mark(seat_of(gathering), "present", by=officer)
    with pytest.raises(Refusal):
        call_off(gathering, reason="大雪", by=officer, on=today)


def test_what_the_sheet_says_in_the_end_is_what_they_heard(officer, today):
    gathering = plan(officer, today, n=2)
    mark(seat_of(gathering), "present", by=officer)
    for _n in range(2):
        change_gathering(gathering, by=officer, topics=["subsidy", "training"], sheet="见附件")
    person = seat_of(gathering).person
    assert person.briefings.get().topics == ["subsidy", "training"]
    assert said(person) == ["asked", "present", "sheet"]


def test_a_day_that_has_come_stays(officer, today):
    tomorrow = today + timedelta(days=1)
    gathering = change_gathering(plan(officer, tomorrow), by=officer, held_on=today)
    with pytest.raises(Refusal):
        change_gathering(gathering, by=officer, held_on=tomorrow)


def test_somebody_simply_comes(officer, today):
    gathering = plan(officer, today)
    person = make_case(owner=officer).person
    seat = walk_in(gathering, person, "present", by=officer)
    assert (seat.state, steps_done(person)) == ("present", 1)
    with pytest.raises(Refusal):
        walk_in(gathering, make_case(owner=make_user()).person, "present", by=officer)


def test_who_was_undone_can_be_asked_again(officer, today):
    gathering = plan(officer, today, n=1)
    undo_for(seat_of(gathering), reason="同名误点", by=officer)
    assert ask_people(gathering, Person.objects.all(), by=officer) == 1
    assert mark(seat_of(gathering), "present", by=officer).was_there


def test_a_word_kept_back_by_the_network_does_not_overrule_a_later_one(officer, today):
    seat, before = seat_of(plan(officer, today, n=1)), timezone.now()
    mark(seat, "absent", by=officer)
    assert mark(seat, "present", by=officer, at=before).state == "absent"


def test_a_chunk_is_a_bounded_number_of_queries(officer, today, django_assert_max_num_queries):
    gathering = plan(officer, today, n=30)
    with django_assert_max_num_queries(75):
        mark_rest(gathering, "present", by=officer)
    assert Case.objects.filter(steps_done=1).count() == Attendance.objects.there().count() == 30


def test_killed_half_way_and_repeated_is_the_same(officer, today, monkeypatch):
    monkeypatch.setattr("followup.gathering.CHUNK", 2)
    gathering = plan(officer, today, n=5)
    with monkeypatch.context() as patch:
        patch.setattr("followup.gathering._follow", killed_the_second_time())
        with pytest.raises(KilledHalfWay):
            mark_rest(gathering, "present", by=officer)
    assert (Evidence.objects.count(), gathering.attendances.there().count()) == (2, 2)
    assert mark_rest(gathering, "present", by=officer) == 3
    assert Evidence.objects.count() == 5
    assert {tuple(said(person)) for person in Person.objects.all()} == {("asked", "present")}


class KilledHalfWay(Exception):
    """Stands for a process that ends in the middle of a chunk."""


def killed_the_second_time():
    """What follows a chunk, until the process is killed at the end of the second."""
    follow, times = verbs._follow, count()

    def follow_once(*args):
        if next(times):
            raise KilledHalfWay
        follow(*args)

    return follow_once


def test_two_files_of_one_who_was_there_are_one_briefing_in_force(officer, today):
    gathering = plan(officer, today, n=2)
    mark_rest(gathering, "present", by=officer)
    kept, gone = (seat.person for seat in gathering.attendances.select_related("person").order_by("pk"))
    merge = merge_files(kept, gone, from_gone=(), reason="同一人", by=officer, on=today)
    assert list(gathering.attendances.callable_by(officer).values_list("person", flat=True)) == [kept.pk]
    assert kept.cases.open().get().steps_done == 1
    undo_merge(merge, by=officer)
    assert gathering.attendances.callable_by(officer).there().count() == 2
    assert [steps_done(person) for person in (kept, gone)] == [1, 1]


def test_a_briefing_by_gathering_is_a_briefing_on_the_dashboard(officer, today):
    gathering = plan(officer, today, n=3)
    mark_rest(gathering, "present", seats=gathering.attendances.values_list("pk", flat=True)[:2], by=officer)
    rate = {code: behind(BY_CODE[code], Person.objects.all(), on=today).count() for code in ("contact", "service")}
    assert rate == {"contact": 2, "service": 2}


# --- Who may ----------------------------------------------------------------------------------


def test_the_leader_and_a_supervisor_call_everybody_a_colleague_their_own(today):
    city = make_station("白杨市", level="city")
    street = make_station("龙泉街道", parent=city)
    leader, colleague = (make_user(Role.CASEWORKER, station=street) for _n in range(2))
    boss, elsewhere = make_user(Role.SUPERVISOR, station=city), make_user(Role.SUPERVISOR, station=make_station())
    gathering = plan(leader, today, n=2)
    make_case(owner=colleague)
    ask_people(gathering, Person.objects.all(), by=colleague)
    seats = {user: Attendance.objects.callable_by(user).count() for user in (leader, boss, colleague, elsewhere)}
    assert seats == {leader: 3, boss: 3, colleague: 1, elsewhere: 0}
    for user in (colleague, elsewhere):
        with pytest.raises(Refusal):
            mark(seat_of(gathering), "present", by=user)
        with pytest.raises(Refusal):
            close_roll(gathering, by=user)
    assert not Evidence.objects.exists()


def test_a_gathering_is_seen_by_its_station_and_by_whose_people_are_asked(today):
    leader, colleague = make_user(Role.CASEWORKER), make_user(Role.CASEWORKER)
    stranger, guest = (make_user(Role.CASEWORKER, station=make_station()) for _n in range(2))
    gathering = plan(leader, today, n=1)
    make_case(owner=guest)
    ask_people(gathering, Person.objects.all(), by=guest)
    seen = {user: Gathering.objects.visible_to(user).exists() for user in (leader, colleague, stranger, guest)}
    assert seen == {leader: True, colleague: True, stranger: False, guest: True}


def test_a_leader_who_has_left_the_station_calls_nobody(officer, today):
    gathering = plan(officer, today, n=1)
    type(officer).objects.filter(pk=officer.pk).update(station=make_station())
    officer.refresh_from_db()
    assert not Gathering.objects.led_by(officer).exists()
    assert Attendance.objects.callable_by(officer).count() == gathering.attendances.count()  # still their own people


def test_presence_of_one_planned_elsewhere_leaves_an_agreed_visit_alone(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    Visit.objects.planned().filter(person=seat.person).update(why="agreed", planned_for=today, due_on=today)
    mark(seat, "present", by=officer)
    assert seat.person.visits.planned().get().why == "agreed"


# --- Who could not be found ---------------------------------------------------------------------


def test_who_was_found_unreachable_and_comes_is_found_again(officer, today):
    case = make_case(owner=officer, on=today - timedelta(days=30), status=Status.SEEKING, phones=["13800000001"])
    lost = Lost.objects.create(
        person=case.person,
        case=case,
        asked_on=today,
        asked_by=officer,
        proof=[{"visit": 0, "made_on": (today - timedelta(days=9)).isoformat()}],
        agreed=True,
        decided_on=today,
        decided_by=make_user(Role.SUPERVISOR),
    )
    change_status(case.person, Status.UNREACHABLE, on=today, by=officer, finding=lost.pk)
    mark(seat_of(plan(officer, today)), "present", by=officer)
    lost.refresh_from_db()
    assert (lost.ended_on, lost.ended_why) == (today, "reached")
    assert Person.objects.get().status == Status.TO_VERIFY


def test_tries_made_before_somebody_came_prove_nothing_afterwards(officer, today):
    case = make_case(owner=officer, on=today - timedelta(days=30))
    visit(case.person, officer, made_on=today - timedelta(days=9), manner="phone", result="no_answer")
    assert len(search_of(case, today).visits) == 1
    mark(seat_of(plan(officer, today)), "present", by=officer)
    assert not search_of(case, today).visits


def test_a_gathering_asks_no_more_than_a_hall_holds(officer, today, monkeypatch):
    monkeypatch.setattr("followup.gathering.MOST", 2)
    gathering = plan(officer, today, n=2)
    make_case(owner=officer)
    with pytest.raises(Refusal):
        ask_people(gathering, Person.objects.all(), by=officer)
    assert gathering.attendances.count() == 2
