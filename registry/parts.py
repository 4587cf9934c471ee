"""A long row of things in parts: what a database, a page or a pipe takes at a time. Pure."""

from itertools import islice


def in_chunks(things, size):
    """Yield lists of so many things; any iterable will do, and none is gone through twice."""
    things = iter(things)
    while chunk := list(islice(things, size)):
        yield chunk
