"""How sure a share can be, and whether two differ: Wilson's intervals. Pure."""

from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054  # 95 %
LEAST = 30  # of each side, below which nothing is concluded


class Share(NamedTuple):
    """So many of so many, and between which shares the truth lies in 95 of 100 such counts."""

    counted: int
    total: int
    low: float
    high: float

    @property
    def value(self):
        return self.counted / self.total if self.total else None


def wilson(counted, total):
    """Return the Share of a count; of nothing, nothing is known."""
    if not total:
        return Share(0, 0, 0.0, 1.0)
    value, square = counted / total, Z * Z
    middle = (value + square / (2 * total)) / (1 + square / total)
    spread = Z * sqrt(value * (1 - value) / total + square / (4 * total * total)) / (1 + square / total)
    return Share(counted, total, max(middle - spread, 0.0), min(middle + spread, 1.0))


def compared(one, other):
    """Return what can be said of one Share beside another: few, open, above or below."""
    if min(one.total, other.total) < LEAST:
        return "few"
    if one.low > other.high:
        return "above"
    return "below" if one.high < other.low else "open"
