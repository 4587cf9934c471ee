"""Keeps a count that took long for as long as it is worth, so that a wall screen does not count a city every minute.

A quick count is never kept: a county's page is always the present. Whoever shows a kept count shows when it was made.
"""

from dataclasses import dataclass
from time import monotonic

from django.core.cache import cache
from django.utils import timezone

QUICK = 1.0  # seconds; what takes no longer is counted anew each time
WORTH = 30  # a count is kept for so many times what it took
LONGEST = 600  # seconds a count is kept at most


@dataclass(frozen=True)
class Kept:
    """A value and the moment it was true."""

    value: object
    at: object


def keep(key, count):
    """Return count() as Kept, or an earlier one that is still worth showing."""
    kept = cache.get(key)
    if kept is None:
        at, began = timezone.localtime(), monotonic()
        kept = Kept(count(), at)
        took = monotonic() - began
        if took > QUICK:
            cache.set(key, kept, min(LONGEST, int(WORTH * took)))
    return kept
