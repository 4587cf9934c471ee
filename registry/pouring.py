"""Pours rows into tables in bulk: COPY on PostgreSQL, executemany on SQLite; values are what both store alike."""

import gc
import json
import struct
from collections import defaultdict
from contextlib import contextmanager
from functools import lru_cache
from itertools import count

import numpy
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max
from django.utils import timezone

from registry.sealed import SealedField, seal

PIECE = 100_000  # rows of an array that are put together and sent at a time
AT_ONCE = 20_000  # rows kept before they are written; bounds the memory whatever the size of the city


@lru_cache(maxsize=4096)
def iso(day):
    """Return a date as both databases take it, or None."""
    return day and day.isoformat()


_encode = json.JSONEncoder(ensure_ascii=False).encode


def text_of(value):
    """Return a value for a JSON column as both databases take it."""
    return _encode(value)


class Table:
    """A model's table, the columns that are given for each row, and the constants of all the others."""

    def __init__(self, model, *names):
        fields = {field.attname: field for field in model._meta.concrete_fields}
        others = [
            field
            for name, field in fields.items()
            if name not in names and not field.primary_key and not _may_stay_null(field)
        ]
        self.model = model
        self.name = model._meta.db_table
        self.columns = [fields[name].column for name in names] + [field.column for field in others]
        self.constants = tuple(_stored(field) for field in others)


def _may_stay_null(field):
    return field.null and not field.has_default()


def _stored(field):
    """Return a field's default as the database stores it."""
    value = field.get_default()
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(value, (dict, list)):
        return text_of(value)
    if value is None:
        raise ValueError(f"{field} has no default: the demo city must give it.")
    return int(value) if isinstance(value, bool) else value


class Pourer:
    """Keeps rows until there are enough, then writes them table by table in the order the tables were given."""

    def __init__(self, tables):
        self.tables = tables
        self.rows = {table: [] for table in tables}
        self.keys = {table: count(_next_key(table.model)) for table in tables}
        self.written = defaultdict(int)

    def add(self, table, *values):
        """Keep one row and return its key."""
        key = next(self.keys[table])
        self.rows[table].append((key, *values))
        return key

    def put(self, table, key, *values):
        """Keep one row whose key was taken before."""
        self.rows[table].append((key, *values))

    def ease(self):
        """Write what is kept when it has become much."""
        if sum(map(len, self.rows.values())) >= AT_ONCE:
            self.flush()

    def flush(self):
        """Write everything that is kept, parents before children."""
        for table in self.tables:
            if self.rows[table]:
                write(table, self.rows[table])
                self.written[table] += len(self.rows[table])
                self.rows[table] = []

    def finish(self):
        """Write the rest and let the database number its own rows from there on."""
        self.flush()
        renumber([table.model for table in self.tables])


def renumber(models_written):
    """Let the database number new rows of these models after the keys that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_written):
            cursor.execute(statement)


def learn_sizes():
    """Let the database learn how large its tables have become; it would go on reading them as if they were small."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def without_collecting():
    """Let garbage wait while a large set is written: its objects are many and short-lived, and hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _next_key(model):
    return (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def pour(table, rows):
    """Write rows that the database numbers itself: several processes may pour into one table at a time."""
    write(table, rows, table.columns)


def pour_values(model, rows):
    """Write rows of one model given as dicts of Python values by column, all of the same columns; the rest default."""
    if rows:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        given = [(name, _converter(fields[name])) for name in rows[0]]
        pour(Table(model, *rows[0]), [tuple([convert(row[name]) for name, convert in given]) for row in rows])


def pour_objects(objects):
    """Write unsaved objects of one model as they are; their keys are the database's and stay unknown here."""
    if objects:
        names = [field.attname for field in type(objects[0])._meta.concrete_fields if not field.primary_key]
        pour_values(type(objects[0]), [{name: getattr(thing, name) for name in names} for thing in objects])


def _converter(field):
    """Return the function from a field's value to what both databases store."""
    if isinstance(field, SealedField):
        return lambda value: seal(field.closed(value), field.purpose) if value not in (None, "") else b""
    if isinstance(field, models.JSONField):
        return text_of
    if isinstance(field, models.DateTimeField):
        # Set as the row is saved, as the field itself would.
        return lambda value: connection.ops.adapt_datetimefield_value(timezone.now() if field.auto_now else value)
    if isinstance(field, models.DateField):
        return iso
    return str if isinstance(field, models.CharField) else _same


def _same(value):
    return value


def write(table, rows, columns=None):
    """Write rows, each complete but for the table's constants; the first value is the key unless columns are given."""
    constants = table.constants
    names = columns or ["id", *table.columns]
    columns = ", ".join(map(connection.ops.quote_name, names))
    name = connection.ops.quote_name(table.name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + constants)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", [row + constants for row in rows])


def pour_array(model, rows):
    """Write a structured array of whole numbers, its names the columns of the model, each as wide as its column.

    Binary on PostgreSQL: millions of rows without one of them passing through Python.
    """
    columns = [model._meta.get_field(name).column for name in rows.dtype.names]
    listed = ", ".join(map(connection.ops.quote_name, columns))
    name = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({listed}) FROM STDIN (FORMAT BINARY)") as copy:
                for piece in _binary(rows):
                    copy.write(piece)
        else:
            statement = f"INSERT INTO {name} ({listed}) VALUES ({', '.join(['%s'] * len(columns))})"
            for first in range(0, len(rows), PIECE):
                cursor.executemany(statement, rows[first : first + PIECE].tolist())


def _binary(rows):
    """Yield an array as COPY's binary format has it: every value behind its length, the first byte the highest."""
    yield b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
    names = rows.dtype.names
    framed = [("fields", ">i2")]
    for name in names:
        framed += [(f"{name} length", ">i4"), (name, rows.dtype[name].newbyteorder(">"))]
    piece = numpy.empty(min(PIECE, len(rows)), dtype=framed)
    piece["fields"] = len(names)
    for name in names:
        piece[f"{name} length"] = rows.dtype[name].itemsize
    for first in range(0, len(rows), PIECE):
        some = rows[first : first + PIECE]
        for name in names:
            piece[name][: len(some)] = some[name]
        yield piece[: len(some)].tobytes()
    yield struct.pack(">h", -1)
