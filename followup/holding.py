"""Holds very many people until a transaction ends, and goes through them in parts that any database takes."""

from registry.history import hold

CHUNK = 2000


def hold_all(people):
    """Hold these people (keys), in an order all verbs keep; returns the keys."""
    people = sorted(set(people))
    for some in chunks(people):
        hold(*some)
    return people


def chunks(things):
    """Return a list in parts."""
    return (things[start : start + CHUNK] for start in range(0, len(things), CHUNK))
