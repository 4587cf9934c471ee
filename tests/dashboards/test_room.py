"""A count of everybody has its room, and leaves the connection as it was."""

import pytest
from django.db import connection, transaction

from placement.dashboards.room import ROOM, room_to_count

pytestmark = pytest.mark.django_db


def shown(setting):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        return cursor.fetchone()[0]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such settings")
def test_settings_hold_for_the_count_only(transactional_db):
    usual = shown("work_mem")
    with room_to_count():
        assert (shown("work_mem"), shown("jit")) == (ROOM, "off")
    assert shown("work_mem") == usual


def test_a_count_inside_another_transaction_stays_in_it():
    with transaction.atomic(), room_to_count():
        assert connection.in_atomic_block
