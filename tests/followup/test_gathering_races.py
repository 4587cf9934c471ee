"""Two phones that call one roll at the same moment: the last word is shown, and nobody gets anything twice."""

from contextlib import suppress
from random import Random

import pytest
from django.utils import timezone

from followup.gathering import call_off, change_gathering, close_roll, mark, mark_rest, reopen, undo_for
from followup.guiding import give_briefing
from followup.models import Attendance, Briefing, Case, Evidence, Gathering, Step
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_user
from tests.followup.test_gathering import plan, seat_of
from tests.followup.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user()


def agrees():
    """What was given is what the roll says: one record and one proof for each one there, none for anybody else."""
    there = set(Attendance.objects.there().values_list("person", flat=True))
    assert sorted(Briefing.objects.values_list("person", flat=True)) == sorted(there)
    assert set(Evidence.objects.values_list("briefing__person", flat=True)) == there
    assert set(Step.objects.exclude(done_on=None).values_list("case__person", flat=True)) == there
    assert set(Case.objects.filter(steps_done=1).values_list("person", flat=True)) == there
    assert set(Case.objects.exclude(contacted_on=None).values_list("person", flat=True)) == there
    assert all(verify_chain(person) is None for person in Person.objects.all())


def test_one_name_tapped_on_four_phones_is_one_briefing(officer, today):
    seat = seat_of(plan(officer, today, n=1))
    at_once(*[lambda: mark(seat, "present", by=officer)] * 4)
    agrees()
    assert seat.person.entries.filter(act="gathered", facts__what="present").count() == 1


@pytest.mark.parametrize("_try", range(3))
def test_one_says_there_and_the_other_not(officer, today, _try):
    seat = seat_of(plan(officer, today, n=1))
    words = ["present", "absent", "late", "absent"]
    at_once(*[lambda word=word: mark(seat, word, by=officer) for word in words])
    agrees()


def test_two_who_mark_the_rest_and_one_who_calls_names(officer, today, monkeypatch):
    monkeypatch.setattr("followup.gathering.CHUNK", 3)
    gathering = plan(officer, today, n=12)
    seats = list(gathering.attendances.select_related("gathering").order_by("-pk"))
    rest = [lambda: mark_rest(gathering, "present", by=officer)] * 2
    results = at_once(*rest, lambda: [mark(seat, "absent", reason="ill", by=officer) for seat in seats])
    assert len(results[2]) == 12
    assert not Attendance.objects.filter(state="asked").exists()
    agrees()


def test_called_off_while_somebody_is_marked_gives_nothing(officer, today):
    gathering = plan(officer, today, n=3)
    seats = gathering.attendances.select_related("gathering")
    marks = [lambda seat=seat: mark(seat, "present", by=officer) for seat in seats]
    at_once(*marks, lambda: call_off(gathering, reason="大雪", by=officer, on=today))
    agrees()
    gathering.refresh_from_db()
    assert not (gathering.called_off_on and Evidence.objects.exists())


def test_closed_while_somebody_is_marked_leaves_nobody_uncalled(officer, today):
    gathering = plan(officer, today, n=4)
    seats = gathering.attendances.select_related("gathering")
    marks = [lambda seat=seat: mark(seat, "late", by=officer) for seat in seats]
    at_once(*marks, *[lambda: close_roll(gathering, by=officer)] * 2)
    assert not Attendance.objects.filter(state="asked").exists()
    agrees()


def test_the_sheet_is_put_right_while_names_are_called(officer, today):
    gathering = plan(officer, today, n=4)
    seats = gathering.attendances.select_related("gathering")
    marks = [lambda seat=seat: mark(seat, "present", by=officer) for seat in seats]
    at_once(*marks, lambda: change_gathering(gathering, by=officer, topics=["training"]))
    agrees()
    assert {tuple(topics) for topics in Briefing.objects.values_list("topics", flat=True)} == {("training",)}


def test_undone_while_a_briefing_of_their_own_is_given(officer, today):
    seat = mark(seat_of(plan(officer, today, n=1)), "present", by=officer)
    told = {"given_on": today, "manner": "door", "topics": ["subsidy"], "by": officer}
    at_once(lambda: undo_for(seat, reason="同名误点", by=officer), *[lambda: give_briefing(seat.person, **told)] * 2)
    assert Briefing.objects.count() == 2
    assert Evidence.objects.get().briefing in Briefing.objects.all()
    assert Gathering.objects.get().attendances.there().count() == 0


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_said_in_whatever_order_what_was_given_is_what_the_roll_says(officer, today, seed):
    gathering, chance = plan(officer, today, n=4), Random(seed)
    seats = list(gathering.attendances.select_related("gathering"))
    acts = [
        *[lambda word=word: mark(chance.choice(seats), word, by=officer) for word in ("present", "late", "absent")],
        lambda: undo_for(chance.choice(seats), reason="同名误点", by=officer),
        lambda: mark_rest(gathering, "present", by=officer),
        lambda: change_gathering(gathering, by=officer, topics=chance.choice([["training"], ["subsidy"]])),
        lambda: close_roll(gathering, by=officer),
        lambda: reopen(gathering, by=officer),
    ]
    for act in chance.choices(acts, k=25):
        with suppress(Refusal):
            act()
    agrees()
    topics = Gathering.objects.get().topics
    assert all(briefing.topics == topics for briefing in Briefing.objects.all())
