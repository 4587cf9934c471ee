"""What is given face to face, and the individual plan with its versions."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from followup.guiding import book_session, finish_action, give_briefing, hold_session, write_plan
from followup.models import Action
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.refusals import Refusal
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
OPENED, LATER = date(2026, 9, 1), date(2026, 9, 14)
BOOKED = datetime(2026, 9, 5, 10, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    return make_case(owner=officer, on=OPENED).person


def plan_of(person, *lines, on=OPENED, **facts):
    actions = [(text, "person", on + timedelta(days=7)) for text in lines]
    return write_plan(person, goals="年底前就业", actions=actions, by=person.owner, on=on, **facts)


def test_a_briefing_without_topics_or_from_tomorrow_is_refused(person, officer):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for given_on, topics in ((OPENED, []), (tomorrow, ["subsidy"])):
        with pytest.raises(Refusal):
            give_briefing(person, given_on=given_on, manner="door", topics=topics, by=officer)
    assert not person.briefings.exists()


def test_a_booked_session_is_held_once(person, officer):
    session = book_session(person, booked_for=BOOKED, by=officer, on=OPENED)
    held = {"held_on": LATER, "minutes": 40, "topics": ["resume"], "manner": "office", "by": officer}
    hold_session(person, session=session, **held)
    with pytest.raises(Refusal):
        hold_session(person, session=session, **held)
    step = person.cases.get().steps.get(kind="guidance")
    assert (step.offered_on, step.done_on, step.evidence.session) == (OPENED, LATER, session)


def test_a_new_plan_replaces_the_old_which_stays(person):
    first, second = plan_of(person, "改简历"), plan_of(person, "投三份简历", on=LATER)
    first.refresh_from_db()
    assert (first.version, first.replaced_on) == (1, LATER)
    assert (second.version, second.replaced_on) == (2, None)
    assert first.actions.get().text == "改简历"


def test_a_plan_without_a_goal_is_refused_and_the_old_stays_in_force(person, officer):
    plan = plan_of(person, "改简历")
    with pytest.raises(Refusal):
        write_plan(person, goals=" ", actions=[], by=officer, on=LATER)
    assert person.plans.get(replaced_on=None) == plan


def test_an_action_is_finished_once(person, officer):
    action = plan_of(person, "改简历").actions.get()
    colleague = make_user(Role.COUNSELLOR)
    finish_action(action, by=officer, on=LATER)
    finish_action(action, by=colleague, on=date(2026, 9, 20))
    action.refresh_from_db()
    assert (action.done_on, action.done_by) == (LATER, officer)
    assert person.entries.filter(act="plan_changed").count() == 2  # the plan, and the one action


def test_an_action_of_a_replaced_plan_is_ticked_in_the_new_one(person, officer):
    action = plan_of(person, "改简历").actions.get()
    plan_of(person, "投三份简历", on=LATER)
    with pytest.raises(Refusal):
        finish_action(Action.objects.get(pk=action.pk), by=officer, on=LATER)


def test_every_act_is_a_line_of_one_unbroken_file(person, officer):
    give_briefing(person, given_on=OPENED, manner="door", topics=["subsidy"], by=officer)
    book_session(person, booked_for=BOOKED, by=officer, on=OPENED)
    plan_of(person, "改简历")
    acts = list(person.entries.order_by("number").values_list("act", flat=True))
    assert acts[-3:] == ["briefed", "guided", "plan_changed"]
    assert verify_chain(person) is None
