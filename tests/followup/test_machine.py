"""Whatever happens in whatever order: nobody in scope is without a next date, nothing counts that nothing proves.

Cases are opened and closed, nights planned, visits made, put right and taken back, people handed over, their state
changed, jobs offered and answered, services given and excused, the unreachable asked for and found: at random.
"""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from followup.caseloads import Selection
from followup.closing import check_outcome, close_case, record_outcome
from followup.correcting import correct_visit, withdraw_visit
from followup.crediting import excuse_step
from followup.filters import PeopleFilter
from followup.guiding import give_briefing, hold_session
from followup.handing import hand_over
from followup.losing import ask_lost, decide_lost, sweep_lost
from followup.models import Case, Evidence, Lost, Outcome, OutcomeCheck, ParkedCase, Step, Visit
from followup.offering import hear_answer, offer_jobs
from followup.opening import open_case
from followup.planning import plan_follow_ups
from followup.visiting import cancel_visit, plan_visit, record_visit
from followup.worklist import due_sections, due_visits, planned_visits, pressing_visits
from matching.candidates import rank_postings
from matching.models import Push
from placement.accounts.roles import Role
from placement.dashboards.groups import find_group, late_visits, members
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from registry.registering import add_phone, change_status
from registry.statuses import OUT, Status
from tests.factories import make_person, make_posting, make_station, make_user

BEGINNING = date(2026, 3, 2)  # a Monday; the product's clock is later than any day that is reached
HERE = timezone.get_default_timezone()
PEOPLE = st.integers(0, 2)
DAYS = st.integers(0, 4)
RESULTS = st.sampled_from(Visit.Result.values)
MANNERS = st.sampled_from(("door", "phone"))
SAID = st.sampled_from((None, None, None, Status.SEEKING, Status.EXAM_PREP, Status.UNWILLING))
TRIES = (("phone", "", 10), ("phone", "", 15), ("office", "source", 10), ("office", "cadre", 10), ("door", "", 10))
BRIEFED = st.sampled_from(((), ("subsidy",), ("subsidy", "training")))
AGREED = st.one_of(st.none(), st.integers(1, 20))
WHICH = st.integers(0, 99)


class Office(RuleBasedStateMachine):
    """Three people, two caseworkers and a supervisor; what the office refuses is refused, nothing else goes wrong."""

    def __init__(self):
        super().__init__()
        self.undoing = transaction.atomic()
        self.undoing.__enter__()
        self.today, self.changed_elsewhere, self.closed_on = BEGINNING, set(), {}

    def teardown(self):
        """A file once broken stays broken, so it is enough to read it at the end."""
        for person in Person.everyone.order_by("pk"):
            assert verify_chain(person) is None
        transaction.set_rollback(True)
        self.undoing.__exit__(None, None, None)

    @initialize()
    def begin(self):
        city = make_station("白杨市", level="city")
        self.street = make_station("龙泉街道", parent=city)
        self.officers = [make_user(Role.CASEWORKER, station=self.street) for _ in range(2)]
        self.supervisor = make_user(Role.SUPERVISOR, station=city)
        self.people = [
            make_person(owner=self.officers[0], on=BEGINNING, phones=[f"1381234567{number}"]).pk for number in range(3)
        ]
        self.postings = [make_posting(opens_on=BEGINNING).pk for _ in range(3)]
        for number in (0, 1):
            self.open(number)

    def person(self, number):
        return Person.objects.select_related("station", "owner").get(pk=self.people[number])

    def one_of(self, found, which):
        found = list(found.order_by("pk"))
        return found[which % len(found)] if found else None

    def in_days(self, days):
        return self.today + timedelta(days=days) if days else None

    def case_of(self, number):
        return Case.objects.open().filter(person=self.people[number]).select_related("person").first()

    # --- What happens -------------------------------------------------------------------------

    @rule(number=PEOPLE)
    def open(self, number):
        """Not on the day a case was closed: that day's contact would belong to either."""
        if self.closed_on.get(number) != self.today:
            with suppress(Refusal):
                open_case(self.person(number), by=self.supervisor, on=self.today)

    @rule(days=st.integers(1, 12))
    def night(self, days):
        self.today += timedelta(days=days)
        sweep_lost(on=self.today)
        plan_follow_ups(on=self.today)
        self.changed_elsewhere.clear()
        assert plan_follow_ups(on=self.today) == 0, "planned twice, it is not the same plan"

    @rule(
        number=PEOPLE,
        ago=DAYS,
        manner=MANNERS,
        result=st.sampled_from(Visit.REACHED),
        status=SAID,
        topics=BRIEFED,
        agreed=AGREED,
    )
    def reach(self, number, ago, manner, result, status, topics, agreed):
        self.visit(number, ago, manner, result, status=status, briefing_topics=topics, next_on=self.in_days(agreed))

    @rule(number=PEOPLE, ago=DAYS, manner=MANNERS, result=RESULTS)
    def visit(self, number, ago, manner, result, **said):
        person = self.person(number)
        said |= {
            "uuid": uuid4(),
            "made_at": datetime.combine(self.today, time(12), HERE),
            "made_on": max(self.today - timedelta(days=ago), BEGINNING),
            "manner": manner,
            "result": result,
            "phone": person.phones.first() if manner == "phone" else None,
        }
        made = record_visit(person, by=person.owner, **said)
        assert record_visit(person, by=person.owner, **said) == made

    @precondition(lambda self: Visit.objects.made().exists())
    @rule(which=WHICH, result=RESULTS, ago=DAYS, topics=BRIEFED, agreed=AGREED)
    def correct(self, which, result, ago, topics, agreed):
        visit = self.one_of(Visit.objects.made(), which)
        said = {
            "result": result,
            "made_on": max(visit.made_on - timedelta(days=ago), BEGINNING),
            "topics": list(topics) if result in Visit.REACHED else [],
            "next_on": self.in_days(agreed),
        }
        with suppress(Refusal):
            correct_visit(visit, reason="记错了", by=self.supervisor, on=self.today, **said)

    @precondition(lambda self: Visit.objects.made().exists())
    @rule(which=WHICH)
    def withdraw(self, which):
        visit = self.one_of(Visit.objects.made(), which)
        withdraw_visit(visit, reason="记到了别人名下", by=self.supervisor, on=self.today)
        with pytest.raises(Refusal):
            withdraw_visit(visit, reason="再按一次", by=self.supervisor, on=self.today)

    @rule(number=PEOPLE, days=st.integers(0, 15))
    def agree_on_a_day(self, number, days):
        person = self.person(number)
        plan_visit(person, planned_for=self.today + timedelta(days=days), by=person.owner)

    @rule(number=PEOPLE, to=st.integers(0, 1))
    def hand(self, number, to):
        people = Selection(Person.objects.filter(pk=self.people[number]), self.supervisor)
        with suppress(Refusal):
            hand_over(people, [self.officers[to]], by=self.supervisor)

    @rule(number=PEOPLE, status=st.sampled_from([status for status in Status if status != Status.UNREACHABLE]))
    def state_comes_from_elsewhere(self, number, status):
        """A roster says so: the next night plans by it."""
        change_status(self.person(number), status, on=self.today, by=self.supervisor)
        self.changed_elsewhere.add(self.people[number])

    @rule(number=PEOPLE, which=st.integers(0, 2))
    def offer(self, number, which):
        person = self.person(number)
        matches = rank_postings(person, self.postings[which : which + 1], on=self.today)
        with suppress(Refusal):
            offer_jobs(person, matches, channel="phone", by=person.owner, on=self.today)

    @rule(which=WHICH, answer=st.sampled_from(("yes", "later")))
    def answer(self, which, answer):
        push = self.one_of(Push.objects.all(), which)
        if push:
            with suppress(Refusal):
                hear_answer(push, answer, by=self.officers[0], on=self.today)

    @rule(number=PEOPLE, what=st.sampled_from(("briefing", "session")))
    def give(self, number, what):
        person, given = self.person(number), {"topics": ["subsidy"], "manner": "office", "by": self.officers[0]}
        if what == "briefing":
            give_briefing(person, given_on=self.today, **given)
        else:
            hold_session(person, held_on=self.today, minutes=30, **given | {"topics": ["career"]})

    @rule(which=WHICH, excuse=st.sampled_from(("unwilling", "declined", "unfit")))
    def excuse(self, which, excuse):
        step = self.one_of(Step.objects.all(), which)
        if step:
            with suppress(Refusal):
                excuse_step(step, excuse=excuse, by=self.supervisor, on=self.today)

    @rule(number=PEOPLE, reason=st.sampled_from(("refused", "moved", "other", "placed")))
    def close(self, number, reason):
        case = self.case_of(number)
        if case:
            with suppress(Refusal):
                close_case(case, reason=reason, by=self.supervisor, on=self.today, note_text="说明")
                self.closed_on[number] = self.today

    @rule(number=PEOPLE)
    def find_work(self, number):
        with suppress(Refusal):
            said = {"kind": Outcome.Kind.CONTRACT, "started_on": self.today, "proof": "contract"}
            record_outcome(self.person(number), by=self.supervisor, on=self.today, **said)

    @rule(which=WHICH, still_there=st.booleans())
    def ask_after(self, which, still_there):
        check = self.one_of(OutcomeCheck.objects.filter(due_on__lte=self.today), which)
        if check:
            with suppress(Refusal):
                check_outcome(check, still_there=still_there, by=self.supervisor, on=self.today)

    @rule(which=WHICH)
    def cancel(self, which):
        """Cancelled by hand, the next night proposes another."""
        visit = self.one_of(Visit.objects.planned(), which)
        if visit:
            cancel_visit(visit, reason="本人外出", by=self.supervisor, on=self.today)
            self.changed_elsewhere.add(visit.person_id)

    @rule(number=PEOPLE, agreed=st.booleans())
    def search_in_vain(self, number, agreed):
        """Every rung of the ladder, day after day, and a supervisor's word on it."""
        for manner, rung, hour in TRIES:
            self.today += timedelta(days=3)
            person, made_at = self.person(number), datetime.combine(self.today, time(hour), HERE)
            said = {"made_on": self.today, "manner": manner, "rung": rung, "result": "no_answer"}
            record_visit(person, uuid=uuid4(), by=person.owner, made_at=made_at, **said)
        case = self.case_of(number)
        if case:
            with suppress(Refusal):
                lost = ask_lost(case, note_text="都找过了", by=self.officers[0], on=self.today)
                decide_lost(lost, agreed=agreed, remark="已核", by=self.supervisor, on=self.today)

    @rule(number=PEOPLE, digit=st.integers(0, 9))
    def hear_a_new_number(self, number, digit):
        with suppress(Refusal):
            add_phone(self.person(number), f"1390000000{digit}", by=self.supervisor, on=self.today)
        sweep_lost(on=self.today, by=self.supervisor, people=[self.people[number]])

    # --- What must hold -----------------------------------------------------------------------

    @invariant()
    def everybody_in_scope_has_a_next_date_or_a_reason(self):
        cases = Case.objects.open().exclude(person__status__in=OUT).exclude(person__in=self.changed_elsewhere)
        planned = Visit.objects.planned().exclude(due_on=None).values("person")
        found = Lost.objects.filter(agreed=True, ended_on=None).values("case")
        without = cases.exclude(person__in=planned).exclude(pk__in=found)
        assert not without.exists(), list(without.values("person", "person__status", "opened_on"))
        assert not ParkedCase.objects.exists(), list(ParkedCase.objects.values("case", "error"))

    @invariant()
    def a_closed_case_plans_nothing_by_itself(self):
        planned = Visit.objects.planned().exclude(why=Visit.Why.AGREED)
        assert not planned.exclude(person__in=Case.objects.open().values("person")).exists()

    @invariant()
    def what_is_done_has_one_proof_and_what_proves_is_done(self):
        assert not Step.objects.filter(done_on__isnull=False, evidence=None).exists()
        assert not Evidence.objects.filter(step__done_on=None).exists()
        proofs = Evidence.objects.values_list("briefing", "push", "session", "internship")
        assert not [proof for proof, count in Counter(proofs).items() if count > 1]

    @invariant()
    def sums_are_those_of_the_facts(self):
        for case in Case.objects.prefetch_related("steps"):
            steps = case.steps.all()
            done = sorted(step.done_on for step in steps if step.done_on)
            promised = [step for step in steps if not step.excused_on]
            whole = bool(done) and len(done) == len(promised)
            assert (case.steps_total, case.steps_done) == (len(promised), len(done))
            assert (case.served_on, case.completed_on) == (done[0] if done else None, done[-1] if whole else None)

    @invariant()
    def contacts_are_those_of_the_visits_that_stand(self):
        reached = Visit.objects.made().filter(result__in=Visit.REACHED)
        for case in Case.objects.open():
            days = reached.filter(person=case.person_id, made_on__gte=case.opened_on).values_list("made_on", flat=True)
            expected = (min(days, default=None), max(days, default=None))
            assert (case.contacted_on, case.last_contact_on) == expected

    @invariant()
    def what_was_written_is_still_there_and_counts_once(self):
        fallen = Visit.objects.filter(stands=False)
        assert not fallen.filter(correction="").exists()
        assert Visit.objects.filter(corrects__stands=True).count() == 0
        assert Visit.objects.made().count() + fallen.count() == Visit.objects.written().count()

    @invariant()
    def counts_are_those_of_the_lists(self):
        for officer in getattr(self, "officers", ()):
            due = due_visits(planned_visits(officer), self.today)
            for section in due_sections(officer, self.today):
                assert section.count == len(section.rows) == due[section.code].count()
            visits, count = pressing_visits(officer, self.today)
            assert count == len(visits) == due["overdue"].count() + due["today"].count()

    @invariant()
    def overdue_is_one_number_everywhere(self):
        if not hasattr(self, "supervisor"):
            return
        late = Visit.objects.overdue(self.today).exclude(person__status__in=OUT)
        everyone = Person.objects.visible_to(self.supervisor)
        parts = late_visits(everyone, self.today)
        assert sum(part.people for part in parts) == late.count()
        for part in parts:
            assert members(find_group(part.code), everyone, on=self.today).count() == part.people
        chosen = PeopleFilter(QueryDict("due=late"), user=self.supervisor, today=self.today)
        assert chosen.apply(everyone).exclude(status__in=OUT).count() == late.count()


@pytest.mark.django_db
def test_nothing_that_happens_leaves_the_office_in_disorder():
    checked = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Office, settings=checked)
