"""Lifts indexes and foreign keys off tables while very many rows are poured, and puts the same ones back.

All inside the caller's transaction: whatever goes wrong, they are back. Putting them back proves every row.
"""

from contextlib import contextmanager

from django.db import connection

_CONSTRAINTS = """
    select c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
    from pg_constraint c where c.contype in ('u', 'f') and c.conrelid = any(%s::regclass[]) order by c.contype desc, c.oid
"""
_INDEXES = """
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    from pg_index i where i.indrelid = any(%s::regclass[])
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid) order by i.indexrelid
"""


@contextmanager
def lifted(names):
    """Within the block the tables have no index and no constraint but their keys and checks."""
    with connection.cursor() as cursor:
        put_back = (_lift_postgresql if connection.vendor == "postgresql" else _lift_sqlite)(cursor, names)
    yield
    with connection.cursor() as cursor:
        for statement in put_back:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            for name in names:
                cursor.execute(f"analyze {connection.ops.quote_name(name)}")


def _lift_postgresql(cursor, names):
    cursor.execute("set constraints all immediate")  # a table with checks still pending cannot be altered
    cursor.execute("set local maintenance_work_mem = '256MB'")
    cursor.execute(_CONSTRAINTS, [names])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [names])
    indexes = cursor.fetchall()
    for table, name, _definition in reversed(constraints):
        cursor.execute(f"alter table {table} drop constraint {name}")
    for name, _definition in indexes:
        cursor.execute(f"drop index {name}")
    unique = [_restored(*row) for row in constraints if row[2].startswith("UNIQUE")]
    foreign = [_restored(*row) for row in constraints if not row[2].startswith("UNIQUE")]
    return unique + [definition for _name, definition in indexes] + foreign


def _restored(table, name, definition):
    return f"alter table {table} add constraint {name} {definition}"


def _lift_sqlite(cursor, names):
    marks = ", ".join(["%s"] * len(names))
    cursor.execute(
        f"select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ({marks})", names
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"drop index {connection.ops.quote_name(name)}")
    return [definition.replace("%", "%%") for _name, definition in indexes]
