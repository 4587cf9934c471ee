"""Buildings are read from addresses, and the walk through places is short and always the same."""

from itertools import permutations
from random import Random

import pytest

from followup.routing import building_of, kilometres, length, natural, walk

START = (44.30, 86.00)


@pytest.mark.parametrize(
    ("address", "building"),
    [
        ("幸福路12号3栋2单元501室", "幸福路12号3栋"),
        ("幸福路12号 3栋 1单元 101", "幸福路12号3栋"),
        ("阳光小区5号楼1202室", "阳光小区5号楼"),
        ("建设路18号", "建设路18号"),
        ("建设路18号2单元", "建设路18号"),
        ("团结小区7幢—3—402", "团结小区7幢"),
        ("一四三团三连", "一四三团三连"),
        ("", ""),
    ],
)
def test_a_building_is_what_stands_before_the_staircase(address, building):
    assert building_of(address) == building


def test_door_nine_comes_before_door_eighteen():
    doors = ["建设路18号", "建设路9号", "北京路2号", "建设路"]
    assert sorted(doors, key=natural) == ["北京路2号", "建设路", "建设路9号", "建设路18号"]


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert kilometres((44, 86), (45, 86)) == pytest.approx(111.2, abs=0.1)
    assert kilometres((44, 86), (44, 86)) == 0


def test_places_in_a_row_are_walked_along_the_row():
    row = [(44.30 + n / 100, 86.0) for n in range(1, 7)]
    assert walk(START, reversed(row)) == row


def test_the_same_places_give_the_same_walk():
    places = [(44.31, 86.02), (44.29, 86.01), (44.33, 85.98), (44.28, 85.97)]
    assert len({tuple(walk(START, order)) for order in permutations(places)}) == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_is_hardly_longer_than_the_best_there_is(seed):
    chance = Random(seed)
    places = [(44.3 + chance.uniform(-0.1, 0.1), 86 + chance.uniform(-0.1, 0.1)) for _ in range(7)]
    best = min(length([START, *order]) for order in permutations(places))
    assert length([START, *walk(START, places)]) <= 1.1 * best


@pytest.mark.parametrize("start", [START, None])
def test_nowhere_to_go_is_no_walk_and_one_place_is_one(start):
    assert walk(start, []) == []
    assert walk(start, [(44.31, 86.02)]) == [(44.31, 86.02)]


def test_forty_places_are_walked_at_once():
    chance = Random(1311)
    places = [(44.3 + chance.uniform(-0.1, 0.1), 86 + chance.uniform(-0.1, 0.1)) for _ in range(40)]
    assert sorted(walk(START, places)) == sorted(places)
