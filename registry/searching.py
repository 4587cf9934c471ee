"""Keeps the keys by which a person is found while someone types."""

from registry.models import SearchKey
from registry.pouring import Table, pour
from registry.readings import plain

SHORTEST = 2
LONGEST = 120  # bytes of a key
KEYS = Table(SearchKey, "key", "station_id", "person_id")


def keys_of(name, name_keys, school):
    """Return the keys of one person as bytes: the name from every character on, its readings, the school."""
    letters = plain(name)
    beginnings = [letters[start:] for start in range(max(1, len(letters) - SHORTEST + 1))]
    texts = [*beginnings, *name_keys.split(), school]
    return list(dict.fromkeys(text.encode()[:LONGEST] for text in texts if text))


def key_rows(person_id, station_id, name, name_keys, school):
    """Return the rows that KEYS pours for one person."""
    return [(key, station_id, person_id) for key in keys_of(name, name_keys, school)]


def index_people(people):
    """Replace the keys of these persons; twice is as once."""
    people = list(people)
    SearchKey.objects.filter(person__in=[person.pk for person in people]).delete()
    rows = [
        row
        for person in people
        for row in key_rows(person.pk, person.station_id, person.name, person.name_keys, person.school)
    ]
    if rows:
        pour(KEYS, rows)
