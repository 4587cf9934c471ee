"""Shares say how sure they are, and nothing is concluded from few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.intervals import compared, wilson


@pytest.mark.parametrize(
    ("counted", "total", "low", "high"),
    [(8, 10, 0.490162, 0.943318), (0, 10, 0.0, 0.277533), (50, 100, 0.403832, 0.596168), (10, 10, 0.722467, 1.0)],
)
def test_the_interval_is_wilsons(counted, total, low, high):
    share = wilson(counted, total)
    assert (share.low, share.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_share_itself_lies_within_and_more_counts_are_surer(counted, more):
    total = counted + more
    share, surer = wilson(counted, total), wilson(counted * 4, total * 4)
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1
    assert surer.high - surer.low <= share.high - share.low + 1e-12


def test_of_nothing_nothing_is_known():
    assert wilson(0, 0) == (0, 0, 0.0, 1.0)
    assert wilson(0, 0).value is None


def test_few_or_overlapping_counts_conclude_nothing():
    assert compared(wilson(29, 29), wilson(0, 100)) == "few"
    assert compared(wilson(50, 100), wilson(55, 100)) == "open"
    assert compared(wilson(90, 100), wilson(10, 100)) == "above"
    assert compared(wilson(10, 100), wilson(90, 100)) == "below"
