"""Indexes and foreign keys are lifted while rows are poured, and the very same come back."""

import pytest
from django.db import connection

from followup.models import Step
from placement.demo.lifting import lifted
from registry.models import Person

NAMES = [Person._meta.db_table, Step._meta.db_table]
pytestmark = pytest.mark.django_db


def constraints():
    """Everything the database says of the two tables' indexes and constraints."""
    with connection.cursor() as cursor:
        return [connection.introspection.get_constraints(cursor, name) for name in NAMES]


def test_they_are_gone_within_and_back_after():
    before = constraints()
    with lifted(NAMES):
        assert sum(map(len, constraints())) < sum(map(len, before))
    assert constraints() == before
