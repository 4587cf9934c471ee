"""The benchmark of comparisons measures two sides that do the same work."""

import pytest

from registry.management.commands.bench_comparison import ours, peer
from registry.management.made_up_lists import fill_registry, write_list
from registry.management.measuring import office

pytestmark = pytest.mark.django_db


def test_both_sides_find_the_same_people(tmp_path):
    station, clerk = office()
    fill_registry(300, station)
    write_list(tmp_path / "list.csv", 900, 300)
    found = ours(tmp_path / "list.csv", station, clerk)
    assert found["hits"] == peer(tmp_path / "list.csv")["hits"] > 50
    assert found["counts"]["missing_there"] > 0
