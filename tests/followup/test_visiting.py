"""A visit is stored once, changes what was found, and plans the next."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from followup.models import Visit
from followup.visiting import cancel_visit, plan_visit, record_visit
from followup.workdays import next_workday
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.refusals import Refusal
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
OPENED = date(2026, 9, 1)
HERE = timezone.get_default_timezone()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, on=OPENED)


def call(case, day=2, **facts):
    """A phone call on a day of September that reached the person, unless said otherwise."""
    made_on = date(2026, 9, day)
    made_at = datetime(2026, 9, day, 12, tzinfo=HERE)
    facts = {"uuid": uuid4(), "by": case.person.owner, "manner": "phone", "result": "self", **facts}
    return record_visit(case.person, made_on=made_on, made_at=made_at, **facts)


def seen(case):
    case.refresh_from_db()
    return case.contacted_on, case.last_contact_on


def test_the_same_visit_sent_again_changes_nothing(case):
    sent = {"uuid": uuid4(), "briefing_topics": ["subsidy"], "status": "seeking"}
    first = call(case, **sent)
    lines = case.person.entries.count()
    assert call(case, **sent) == first
    assert case.person.entries.count() == lines
    assert case.person.briefings.count() == 1
    assert Visit.objects.count() == 2  # the one made, the next one planned


def test_the_planned_visit_becomes_the_one_made(case):
    planned = case.person.visits.planned().get()
    made = call(case)
    assert made.pk == planned.pk
    assert (made.why, made.made_on) == ("first_contact", date(2026, 9, 2))


def test_a_number_of_one_person_does_not_open_another(case, officer):
    visit = call(case)
    with pytest.raises(Refusal):
        call(make_case(owner=officer, on=OPENED), uuid=visit.uuid)


@pytest.mark.parametrize(("result", "reached"), [("self", True), ("family", True), ("refused", False), ("off", False)])
def test_only_who_was_reached_counts_as_contacted(case, result, reached):
    call(case, result=result)
    assert (seen(case)[0] is not None) is reached


def test_visits_sent_late_and_out_of_order_leave_the_same_dates(case):
    for day in (10, 3, 7):
        call(case, day)
    assert seen(case) == (date(2026, 9, 3), date(2026, 9, 10))


def test_who_was_not_reached_is_tried_again_before_the_deadline(case):
    call(case, 2, result="no_answer")
    retry = case.person.visits.planned().get()
    assert (retry.why, retry.planned_for, retry.due_on) == ("retry", date(2026, 9, 7), case.contact_due_on)


def test_a_visit_from_tomorrow_is_refused(case):
    with pytest.raises(Refusal):
        record_visit(
            case.person,
            by=case.person.owner,
            uuid=uuid4(),
            made_at=timezone.now(),
            made_on=timezone.localdate() + timedelta(days=1),
            manner="door",
            result="self",
        )


@pytest.mark.parametrize(
    "given", [{"briefing_topics": ["subsidy"]}, {"session_booked_for": datetime(2026, 9, 9, 10, tzinfo=HERE)}]
)
def test_nothing_is_given_to_somebody_nobody_reached(case, given):
    with pytest.raises(Refusal):
        call(case, result="nobody_home", **given)
    assert not case.person.visits.made().exists()


@pytest.mark.parametrize(("result", "confirmed"), [("self", True), ("family", False)])
def test_only_the_person_confirms_a_briefing(case, result, confirmed):
    call(case, result=result, briefing_topics=["subsidy"])
    assert case.person.briefings.get().confirmed is confirmed


def test_a_visit_recorded_late_plans_from_the_day_it_is_recorded(case):
    record_visit(
        case.person,
        by=case.person.owner,
        uuid=uuid4(),
        made_at=timezone.now(),
        made_on=date(2026, 9, 2),
        manner="door",
        result="self",
    )
    assert case.person.visits.planned().get().planned_for >= next_workday(timezone.localdate())


def test_what_was_typed_beside_the_values_on_file_is_taken_over(case):
    wish = {"occupation": "会计", "pay_floor": None, "areas": []}
    call(case, facts={"wish": wish, "skills": ["电工"], "phone": {"number": "13900002222", "whose": "family"}})
    person = case.person
    assert person.wishes.get().occupation == "会计"
    assert person.skills.get().name == "电工"
    assert person.phones.get().whose == "family"


def test_everything_a_visit_did_is_in_the_file(case):
    call(case, briefing_topics=["subsidy"], status="seeking", status_note="想留在本地")
    acts = list(case.person.entries.order_by("number").values_list("act", flat=True))
    assert acts[-3:] == ["visited", "status_changed", "briefed"]
    assert verify_chain(case.person) is None


# --- Planning and cancelling ------------------------------------------------------------------


def test_a_person_has_one_planned_visit(case, officer):
    for day in (7, 9):
        plan_visit(case.person, planned_for=date(2026, 9, day), by=officer)
    visit = case.person.visits.planned().get()
    assert (visit.why, visit.planned_for, visit.due_on) == ("agreed", date(2026, 9, 9), date(2026, 9, 9))


def test_a_cancelled_visit_stays_with_its_reason(case, officer):
    visit = case.person.visits.planned().get()
    cancel_visit(visit, reason="本人外出", by=officer, on=OPENED)
    assert (visit.cancelled_on, visit.cancel_reason) == (OPENED, "本人外出")


def test_a_made_visit_cannot_be_cancelled(case, officer):
    with pytest.raises(Refusal):
        cancel_visit(call(case), reason="点错", by=officer, on=OPENED)
