"""How sure a share or a mean can be, and whether two shares differ: Wilson's intervals, and drawing again. Pure."""

from math import ceil, floor, sqrt
from typing import NamedTuple

import numpy

Z = 1.959963984540054  # 95 %
LEAST = 30  # of each side, below which nothing is concluded
DRAWS, SEED = 1000, 1311
MOST_DRAWN = 4000  # values that are drawn again; of more, every so manieth


class Share(NamedTuple):
    """So many of so many, and between which shares the truth lies in 95 of 100 such counts."""

    counted: int
    total: int
    low: float
    high: float

    @property
    def value(self):
        return self.counted / self.total if self.total else None

    @property
    def percent(self):
        return percent(self.counted, self.total)

    @property
    def span(self):
        """The bounds in whole hundredths, outwards: what a page says and draws."""
        return floor(100 * self.low), ceil(100 * self.high)


def percent(counted, total):
    """Return a percentage with one decimal; 100 only when all are counted, 0 only when none is, None of nothing."""
    if not total:
        return None
    rounded = round(100 * counted / total, 1)
    return min(max(rounded, 0.1), 99.9) if 0 < counted < total else rounded


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


class Mean(NamedTuple):
    """The mean of so many values, and between which the truth lies in 95 of 100 such draws."""

    value: float
    n: int
    low: float
    high: float


def resampled(values):
    """Return the Mean of values, its bounds by drawing them again a thousand times; None of nothing."""
    values = numpy.asarray(values, dtype=float)
    if not len(values):
        return None
    some = values[:: -(-len(values) // MOST_DRAWN)]
    drawn = numpy.random.default_rng(SEED).choice(some, size=(DRAWS, len(some)))
    low, high = numpy.percentile(drawn.mean(axis=1), [2.5, 97.5])
    return Mean(float(values.mean()), len(values), float(low), float(high))
