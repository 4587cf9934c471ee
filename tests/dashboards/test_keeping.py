"""A quick count is always the present; a slow one is kept for as long as it is worth."""

import pytest
from django.core.cache import cache

from placement.dashboards import keeping


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def test_a_quick_count_is_counted_anew():
    assert keeping.keep("figures", lambda: 1).value == 1
    assert keeping.keep("figures", lambda: 2).value == 2


def test_a_slow_count_is_kept_with_the_time_it_was_made(monkeypatch):
    monkeypatch.setattr(keeping, "QUICK", -1)
    monkeypatch.setattr(keeping, "WORTH", 10**9)
    first = keeping.keep("figures", lambda: 1)
    again = keeping.keep("figures", lambda: 2)
    assert (again.value, again.at) == (1, first.at)
