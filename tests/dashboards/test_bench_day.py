"""The measurement of the day compares like with like and leaves the registry as it found it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from placement.accounts.roles import Role
from registry.models import Person
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db


def measured(**options):
    out = StringIO()
    call_command("bench_day", json=True, times=2, stdout=out, **options)
    return json.loads(out.getvalue())


def test_an_empty_house_is_not_measured():
    with pytest.raises(CommandError):
        measured()


def test_both_ways_find_the_same_and_nobody_changes_hands():
    officers = [make_user(Role.CASEWORKER) for _ in range(2)]
    for days in (120, 30, 0):
        for officer in officers:
            make_case(owner=officer, on=timezone.localdate() - timedelta(days=days))
    report = measured(people=5)
    assert report["officer_people"] == 5
    assert report["row_by_row"]["overdue"] >= 1
    assert report["today"]["queries"] <= 10 < report["row_by_row"]["queries"]
    assert [Person.objects.filter(owner=officer).count() for officer in officers] == [3, 3]
