"""A visit put right is another visit; the one before stays as it was written and counts for nothing."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from followup.correcting import correct_visit, may_correct, withdraw_visit
from followup.models import Evidence, Visit
from followup.telling import tell
from followup.visiting import plan_visit, record_visit
from placement.accounts.roles import Role
from placement.dashboards.facts import facts
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
OPENED = date(2026, 9, 1)
NEXT_DAY = date(2026, 9, 3)
HERE = timezone.get_default_timezone()
NOBODY_KNOWN = {"staff": {}, "postings": {}}


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def case(officer):
    return make_case(owner=officer, on=OPENED, phones=["13812345678"])


def call(case, day=2, **said):
    """A phone call on a day of September that reached the person, unless said otherwise."""
    made = {"made_on": date(2026, 9, day), "made_at": datetime(2026, 9, day, 12, tzinfo=HERE)}
    said = {"uuid": uuid4(), "by": case.person.owner, "manner": "phone", "result": "self", **made, **said}
    return record_visit(case.person, **said)


def correct(visit, **said):
    return correct_visit(visit, reason="填错了", by=visit.officer, on=NEXT_DAY, **said)


def withdraw(visit, **said):
    return withdraw_visit(visit, **{"reason": "记到了别人名下", "by": visit.officer, "on": NEXT_DAY, **said})


def contacts(case):
    case.refresh_from_db()
    return case.contacted_on, case.last_contact_on


def planned(case):
    return case.person.visits.planned().get()


# --- Corrections ------------------------------------------------------------------------------


def test_what_was_written_stays_as_it_was_written(case):
    visit = call(case, findings="家在村口", barriers=["pay"])
    anew = correct(visit, result="no_answer", barriers=[])
    visit.refresh_from_db()
    assert (visit.stands, visit.result, visit.barriers, visit.correction) == (False, "self", ["pay"], "填错了")
    assert (anew.stands, anew.result, anew.barriers, anew.findings) == (True, "no_answer", [], "家在村口")
    assert (anew.corrects, anew.officer, anew.uuid != visit.uuid) == (visit, visit.officer, True)


def test_only_what_stands_is_made(case):
    anew = correct(call(case), result="family")
    assert list(Visit.objects.made()) == [anew]
    assert Visit.objects.written().count() == 2


def test_a_contact_that_was_none_is_no_contact(case):
    call(case, 2)
    wrong = call(case, 7)
    assert contacts(case) == (date(2026, 9, 2), date(2026, 9, 7))
    correct_visit(wrong, reason="没人接", by=wrong.officer, on=date(2026, 9, 8), result="no_answer")
    assert contacts(case) == (date(2026, 9, 2), date(2026, 9, 2))


def test_a_contact_from_before_the_case_is_none_of_it_however_it_is_counted(case):
    early = record_visit(
        case.person,
        uuid=uuid4(),
        by=case.person.owner,
        manner="door",
        result="self",
        made_on=OPENED - timedelta(days=1),
        made_at=datetime(2026, 9, 1, 12, tzinfo=HERE),
    )
    assert contacts(case) == (None, None)
    correct(early, findings="补充")
    assert contacts(case) == (None, None)


def test_a_day_put_right_moves_the_contact(case):
    correct_visit(call(case, 7), reason="前一天", by=case.person.owner, on=date(2026, 9, 7), made_on=date(2026, 9, 4))
    assert contacts(case) == (date(2026, 9, 4), date(2026, 9, 4))


def test_a_number_is_what_the_last_visit_that_stands_has_found(case):
    phone = case.person.phones.get()
    call(case, 2, phone=phone)
    wrong = call(case, 3, phone=phone, result="dead_number")
    correct(wrong, result="no_answer")
    phone.refresh_from_db()
    assert phone.state == "works"


def test_a_visit_that_found_nobody_after_all_is_a_try_of_the_search(case):
    anew = correct(call(case, phone=case.person.phones.get()), result="no_answer")
    assert anew.rung == "phone"
    assert correct_visit(anew, reason="接了", by=anew.officer, on=NEXT_DAY, result="self").rung == ""


def test_a_briefing_that_was_not_given_lights_no_pip(case):
    visit = call(case, briefing_topics=["subsidy"])
    assert Evidence.objects.get().briefing == visit.briefing
    correct(visit, topics=[])
    assert not Evidence.objects.exists()
    assert not case.steps.exclude(done_on=None).exists()


def test_a_briefing_untouched_by_the_correction_stays_the_same_briefing(case):
    visit = call(case, briefing_topics=["subsidy"])
    assert correct(visit, findings="补充").briefing == visit.briefing
    assert Evidence.objects.get().briefing == visit.briefing


def test_a_briefing_is_given_on_the_day_of_the_visit(case):
    anew = correct(call(case, briefing_topics=["subsidy"]), made_on=OPENED, topics=["training"])
    assert (anew.briefing.given_on, anew.briefing.topics) == (OPENED, ["training"])
    assert case.steps.get(kind="briefing").done_on == OPENED


def test_a_day_agreed_otherwise_is_the_next_visit(case):
    visit = call(case, next_on=date(2026, 9, 20))
    correct(visit, next_on=date(2026, 9, 22))
    assert (planned(case).why, planned(case).planned_for) == ("agreed", date(2026, 9, 22))


def test_a_day_that_was_not_agreed_gives_way_to_the_rules(case):
    correct(call(case, next_on=date(2026, 9, 20)), next_on=None)
    assert planned(case).why != "agreed"


@pytest.mark.parametrize(
    "said",
    [{}, {"result": "self"}, {"made_on": date(2026, 9, 3)}, {"result": "no_answer", "topics": ["subsidy"]}],
)
def test_a_correction_that_makes_no_sense_is_refused_and_changes_nothing(case, said):
    visit = call(case)
    with pytest.raises(Refusal):
        correct(visit, **said)
    assert list(Visit.objects.made()) == [visit]


def test_a_visit_is_put_right_once_and_the_correction_again(case):
    visit = call(case)
    anew = correct(visit, result="family")
    with pytest.raises(Refusal):
        correct(visit, result="off")
    assert correct(anew, result="off").corrects == anew


# --- Withdrawals ------------------------------------------------------------------------------


def test_a_withdrawn_visit_leaves_nothing_behind_but_itself(case):
    before = planned(case)
    visit = call(case, briefing_topics=["subsidy"], status="seeking", phone=case.person.phones.get(), next_on=NEXT_DAY)
    assert withdraw(visit) == ["briefing", "status"]
    case.person.refresh_from_db()
    assert (contacts(case), case.steps_done, case.person.status) == ((None, None), 0, "to_verify")
    assert case.person.phones.get().state == "unknown"
    assert (planned(case).why, planned(case).due_on) == (before.why, before.due_on)
    assert Visit.objects.written().get().topics == ["subsidy"]


def test_an_appointment_made_at_a_withdrawn_visit_is_called_off(case):
    visit = call(case, session_booked_for=datetime(2026, 9, 9, 10, tzinfo=HERE))
    assert withdraw(visit) == ["session"]
    assert case.person.sessions.get().cancelled_on == NEXT_DAY
    assert case.steps.filter(offered_on=None).count() == case.steps.count()


def test_a_state_changed_since_is_left_alone(case):
    visit = call(case, 2, status="seeking")
    call(case, 3, status="exam_prep")
    assert withdraw(visit) == []
    case.person.refresh_from_db()
    assert case.person.status == "exam_prep"


def test_a_day_agreed_on_later_is_kept(case, officer):
    visit = call(case)
    plan_visit(case.person, planned_for=date(2026, 9, 25), by=officer)
    withdraw(visit)
    assert planned(case).planned_for == date(2026, 9, 25)


def test_a_promise_met_only_by_a_withdrawn_visit_is_not_met(case):
    known = facts(case.contact_due_on + timedelta(days=1))
    kept = Person.objects.annotate(due=known["due"], kept=known["kept"])
    visit = call(case)
    assert kept.values_list("due", "kept").get() == (True, True)
    withdraw(visit)
    assert kept.values_list("due", "kept").get() == (True, False)


def test_a_withdrawal_needs_a_reason_and_happens_once(case):
    visit = call(case)
    with pytest.raises(Refusal):
        withdraw(visit, reason="  ")
    withdraw(visit)
    with pytest.raises(Refusal):
        withdraw(visit)


def test_the_file_says_what_was_taken_back_and_keeps_the_line_before(case):
    withdraw(call(case, briefing_topics=["subsidy"]))
    line = case.person.entries.get(act="visit_corrected")
    assert tell(line, NOBODY_KNOWN) == "撤销走访 · 联系到本人 · 宣讲一并撤销"
    assert case.person.entries.filter(act="visited").exists()
    assert verify_chain(case.person) is None


def test_the_file_says_what_was_corrected(case):
    correct(call(case), result="family", manner="door")
    line = case.person.entries.get(act="visit_corrected")
    assert tell(line, NOBODY_KNOWN) == "方式、联系结果 · 联系到本人 → 联系到家属"


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "may"), [(0, True), (7, True), (8, False)])
def test_who_made_it_may_within_a_week(case, officer, days, may):
    visit = call(case)
    assert may_correct(visit, officer, visit.made_on + timedelta(days=days)) is may


def test_a_colleague_may_not_and_a_supervisor_may_at_any_time(case, officer):
    visit = call(case)
    with pytest.raises(Refusal):
        withdraw(visit, by=make_user(Role.CASEWORKER))
    assert may_correct(visit, make_user(Role.SUPERVISOR), date(2027, 9, 1))
