"""Writes the append-only file of a person: one chained line for every act."""

import hashlib
import json
from collections import defaultdict
from operator import attrgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from registry.models import Entry, Person
from registry.pouring import pour_values

BEGINNING = "0" * 64
LARGE = 100  # lines from which on pouring is worth not knowing the new keys
SAID = ("person_id", "number", "act", "by_id", "at", "facts", "reason")  # what the digest of a line is over
_said = attrgetter(*SAID)
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Line(NamedTuple):
    """One act to be written into one person's file. `facts` holds codes and masked values, never sealed ones."""

    person_id: int
    act: str
    facts: dict = {}
    reason: str = ""


def hold(*people):
    """Take the rows of these persons (keys) until the transaction ends; a verb does so before it writes anything.

    Who comes second waits here and then sees what the first has done, and no two wait for each other crosswise. It
    does not stand in the way of rows that only refer to the person.
    """
    held = Person.everyone.select_for_update(no_key=True).filter(pk__among=people).order_by("pk")
    list(held.values_list("pk"))


def note(person, act, *, by, facts=None, reason="", at=None):
    """Write one line into a person's file and return it."""
    return note_many([Line(person.pk, act, facts or {}, reason)], by=by, at=at)[0]


@transaction.atomic
def note_many(lines, *, by, at=None):
    """Write many lines, in the order given, in a constant number of queries per thousand.

    Returns the entries of a small set.

    The persons' rows are locked first (PostgreSQL), so two acts on one person wait for each other instead of
    both taking the same number; the unique number is the net under that.
    """
    lines = list(lines)
    people = sorted({line.person_id for line in lines})
    hold(*people)
    last = _last_lines(people)
    at = at or timezone.now()
    rows = [_row(line, last, by and by.pk, at) for line in lines]
    if len(rows) < LARGE:
        return Entry.objects.bulk_create(Entry(**row) for row in rows)
    pour_values(Entry, rows)
    return []


def _row(line, last, by, at):
    """Return the columns of a line, chained to the person's last, which it then is itself."""
    number, previous = last[line.person_id]
    said = (line.person_id, number + 1, line.act, by, at, line.facts, line.reason[:200])
    row = dict(zip(SAID, said, strict=True), digest=chain(previous, *said))
    last[line.person_id] = (number + 1, row["digest"])
    return row


def _last_lines(people):
    """Return {person: (number, digest)} of the newest line of each."""
    newest = Entry.objects.filter(person__among=people).values("person").annotate(newest=Max("number"))
    numbers = {row["person"]: row["newest"] for row in newest}
    last = defaultdict(lambda: (0, BEGINNING))
    rows = Entry.objects.filter(person__among=numbers, number__among=set(numbers.values()))
    for person, number, digest in rows.order_by("pk").values_list("person", "number", "digest"):
        if numbers[person] == number:
            last[person] = (number, digest)
    return last


def chain(previous, person, number, act, by, at, facts, reason):
    """Return the digest of a line: over the digest before it and everything the line says."""
    told_at = at.astimezone(timezone.get_default_timezone()).isoformat(timespec="microseconds")
    said = [previous, person, number, act, by, told_at, facts, reason]
    return hashlib.sha256(_encode(said).encode()).hexdigest()


def verify_chain(person):
    """Return the number of the first line that was changed or is missing, or None when the file is whole."""
    previous, expected = BEGINNING, 1
    for entry in person.entries.order_by("number"):
        if entry.number != expected or entry.digest != chain(previous, *_said(entry)):
            return expected
        previous, expected = entry.digest, expected + 1
    return None
