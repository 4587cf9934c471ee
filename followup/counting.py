"""How many a list holds: counted each time while that is quick, kept for a moment when it is not."""

import hashlib
from dataclasses import dataclass
from time import monotonic

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.utils import timezone

QUICK = 0.06  # seconds; what takes no longer is counted anew each time
WORTH = 300  # a count is kept for so many times what it took
LONGEST = 600  # seconds a count is kept at most


@dataclass(frozen=True)
class Count:
    """A number and, when it was kept from before, the moment it was true."""

    number: int
    at: object = None


def kept_count(rows):
    """Return the Count that is kept of a queryset, or None when it has to be counted."""
    try:
        return cache.get(_key(rows))
    except EmptyResultSet:  # a condition that nothing meets asks no database
        return Count(0)


def _key(rows):
    return "count:" + hashlib.sha256(str(rows.order_by().query).encode()).hexdigest()


def count_of(rows):
    """Return how many rows a queryset has; the same question within the time it is worth is not asked again."""
    kept = kept_count(rows)
    if kept is not None:
        return kept
    at, began = timezone.localtime(), monotonic()
    number = rows.order_by().count()
    took = monotonic() - began
    if took > QUICK:
        cache.set(_key(rows), Count(number, at), min(LONGEST, int(WORTH * took)))
    return Count(number)
