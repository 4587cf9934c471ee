"""The planner's measurement: both sides plan the same by the same rules, and nothing of it stays."""

from datetime import date

import pytest

from followup.management.commands.bench_planning import SIDES, measured
from followup.management.peer_planning import plan_row_by_row
from followup.models import Case, Visit
from followup.planning import plan_follow_ups
from placement.accounts.roles import Role
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
OPENED, TODAY = date(2026, 9, 1), date(2026, 9, 14)


@pytest.fixture
def cases():
    return [make_case(owner=make_user(Role.CASEWORKER), on=OPENED) for _n in range(3)]


@pytest.mark.parametrize("side", SIDES)
def test_each_side_plans_and_leaves_no_trace(side, cases):
    before = list(Visit.objects.order_by("pk").values())
    figures = measured(side, 2)
    assert figures["planned"] == 2
    assert figures["peak_mib"] >= 0  # above what this process, which has run other tests, had reached before
    assert list(Visit.objects.order_by("pk").values()) == before
    assert Case.objects.open().count() == 3


def test_the_sides_come_to_the_same_plan(cases):
    plans = []
    for plan in (lambda: plan_follow_ups(on=TODAY), lambda: plan_row_by_row([case.pk for case in cases], TODAY)):
        Visit.objects.all().delete()
        plan()
        plans.append(
            list(Visit.objects.order_by("person").values_list("person", "officer", "why", "earliest_on", "due_on"))
        )
    assert plans[0] == plans[1]
