"""Opening cases: steps with dates, somebody responsible, nobody twice."""

from datetime import date

import pytest

from followup.closing import close_case
from followup.crediting import credit
from followup.models import Case, Standard, Step, Visit
from followup.opening import open_case, open_cases
from placement.accounts.roles import Role
from registry.history import verify_chain
from registry.models import Person
from registry.refusals import Refusal
from registry.registering import change_status
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
OPENED = date(2026, 9, 1)


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR)


def open_all(by, **facts):
    return open_cases(Person.objects.all(), by=by, on=OPENED, **facts)


def test_1311_is_six_steps_each_with_its_date():
    case = make_case(on=OPENED)
    steps = [
        (step.kind, step.number, step.due_on.isoformat()) for step in case.steps.order_by("promise__rank", "number")
    ]
    assert steps == [
        ("briefing", 1, "2026-09-16"),
        ("push", 1, "2026-11-02"),
        ("push", 2, "2026-11-02"),
        ("push", 3, "2026-11-02"),
        ("guidance", 1, "2026-10-16"),
        ("internship", 1, "2026-11-30"),
    ]
    assert (case.steps_total, case.steps_done) == (6, 0)


@pytest.mark.parametrize(
    ("code", "promised"),
    [
        ("1131", [("briefing", 1), ("guidance", 1), ("push", 3), ("internship", 1)]),
        ("131", [("guidance", 1), ("push", 3), ("training", 1)]),
        ("333", [("briefing", 3), ("event", 3), ("push", 3)]),
    ],
)
def test_other_standards_are_data_too(code, promised):
    assert list(Standard.objects.get(code=code).promises.values_list("kind", "times")) == promised


def test_the_first_contact_is_planned_within_ten_working_days():
    case = make_case(on=date(2026, 9, 24))
    visit = Visit.objects.get()
    assert (visit.why, visit.planned_for, visit.due_on) == ("first_contact", date(2026, 9, 24), date(2026, 10, 15))
    assert visit.due_on == case.contact_due_on


def test_opening_twice_opens_nothing_more(supervisor):
    for _n in range(3):
        make_person(by=supervisor)
    assert open_all(supervisor) == 3
    assert open_all(supervisor) == 0
    assert (Case.objects.count(), Step.objects.count(), Visit.objects.count()) == (3, 18, 3)


def test_one_person_twice_is_refused():
    case = make_case()
    with pytest.raises(Refusal):
        open_case(case.person, by=case.person.owner, on=OPENED)


@pytest.mark.parametrize("status", ["employed", "moved", "died"])
def test_who_is_placed_or_out_of_scope_gets_no_case(supervisor, status):
    person = make_person(by=supervisor)
    change_status(person, status, on=OPENED, by=supervisor)
    assert open_all(supervisor) == 0


def test_new_names_go_to_the_least_loaded_of_their_own_station(supervisor):
    street, other = make_station(), make_station()
    busy, free = make_user(station=street), make_user(station=street)
    make_user(station=other)
    for _n in range(2):
        make_case(owner=busy)
    people = [make_person(station=street, by=supervisor) for _n in range(4)]
    open_all(supervisor)
    owners = list(Person.objects.filter(pk__in=[p.pk for p in people]).order_by("pk").values_list("owner", flat=True))
    assert owners == [free.pk, free.pk, busy.pk, free.pk]


def test_the_file_says_who_became_responsible(supervisor):
    person = make_person(by=supervisor)
    officer = make_user(station=person.station)
    open_all(supervisor)
    line = person.entries.get(act="assigned")
    assert line.facts == {"was": None, "is": officer.pk}
    assert verify_chain(person) is None


def test_without_a_caseworker_the_case_opens_and_waits_for_one(supervisor):
    person = make_person(by=supervisor)
    open_all(supervisor)
    person.refresh_from_db()
    assert person.owner is None
    assert person.visits.planned().get().officer is None


def test_a_case_is_reopened_as_a_new_one_and_the_old_stays():
    case = make_case(on=OPENED)
    officer = case.person.owner
    credit_nothing = credit(case.person, "training", on=OPENED, by=officer)
    close_case(case, reason="refused", by=officer, on=date(2026, 9, 20))
    again = open_case(case.person, by=officer, on=date(2026, 10, 9))
    assert credit_nothing is None
    assert list(case.person.cases.values_list("pk", "closed_reason")) == [(again.pk, ""), (case.pk, "refused")]


@pytest.mark.parametrize("people", [1, 40])
def test_the_queries_do_not_grow_with_people(supervisor, people, django_assert_max_num_queries):
    make_user(station=supervisor.station)
    for _n in range(people):
        make_person(by=supervisor)
    with django_assert_max_num_queries(33):
        assert open_all(supervisor) == people
