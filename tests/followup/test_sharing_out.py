"""Who gets whom: near before far, even before full, and nobody moves without need."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.sharing_out import Officer, Share, even_level, share_out, upwards

CITY, NORTH, SOUTH, LANE = "/1/", "/1/2/", "/1/3/", "/1/2/4/"


def shares(n, path=NORTH, *, weight=1, holder=None, first=1):
    return [Share((key,), path, weight, holder) for key in range(first, first + n)]


def test_the_officer_of_the_street_comes_first_however_much_they_have():
    officers = [Officer(1, NORTH, load=90, people=90), Officer(2, SOUTH)]
    assert share_out(shares(1), officers) == {(1,): 1}


def test_within_a_street_the_least_loaded_comes_first_and_ties_go_by_key():
    officers = [Officer(3, NORTH, load=1, people=1), Officer(2, NORTH), Officer(1, NORTH)]
    assert list(share_out(shares(3), officers).values()) == [1, 2, 1]


def test_a_street_without_officers_is_served_from_below_then_from_above():
    assert share_out(shares(1), [Officer(1, LANE), Officer(2, CITY)]) == {(1,): 1}
    assert share_out(shares(1), [Officer(1, SOUTH), Officer(2, CITY)]) == {(1,): 2}


def test_a_station_whose_office_has_nobody_is_served_by_its_neighbours():
    assert share_out(shares(1), [Officer(1, SOUTH)]) == {(1,): 1}


def test_where_nobody_is_near_nobody_is_given():
    assert share_out(shares(2), [Officer(1, "/9/")]) == {}
    assert share_out(shares(2), []) == {}


def test_a_path_is_matched_by_stations_not_by_letters():
    assert share_out(shares(1, "/12/"), [Officer(1, "/1/")]) == {}


def test_the_heavy_are_spread_before_the_light():
    chosen = shares(2, weight=2) + shares(2, first=3)
    given_to = share_out(chosen, [Officer(1, NORTH), Officer(2, NORTH)])
    assert given_to[1,] != given_to[2,]
    assert given_to[3,] != given_to[4,]


def test_whoever_has_a_person_keeps_them_as_far_as_loads_stay_even():
    given_to = share_out(shares(10, holder=1), [Officer(1, NORTH), Officer(2, NORTH)])
    assert Counter(given_to.values()) == {1: 5, 2: 5}
    again = [Share(key, NORTH, 1, officer) for key, officer in given_to.items()]
    assert share_out(again, [Officer(1, NORTH), Officer(2, NORTH)]) == given_to


def test_what_is_no_work_stays_where_it_is():
    officers = [Officer(1, NORTH, load=9, people=9), Officer(2, NORTH)]
    assert share_out(shares(3, weight=0, holder=1), officers) == {(1,): 1, (2,): 1, (3,): 1}


def test_what_is_no_work_goes_where_the_fewest_people_are():
    officers = [Officer(1, NORTH, load=1, people=5), Officer(2, NORTH, load=1, people=1)]
    assert set(share_out(shares(3, weight=0), officers).values()) == {2}


@pytest.mark.parametrize(
    ("loads", "weight", "level"), [([0, 0], 3, 2), ([0, 10], 4, 4), ([5], 0, 5), ([1, 2, 9], 3, 3)]
)
def test_weight_is_poured_where_it_is_lowest(loads, weight, level):
    assert even_level(loads, weight) == level


def test_the_way_up_ends_at_the_root():
    assert upwards("/1/2/4/") == ["/1/2/4/", "/1/2/", "/1/"]


places = st.sampled_from([CITY, NORTH, SOUTH, LANE])
some_shares = st.lists(st.tuples(places, st.integers(0, 2), st.none() | st.integers(1, 6)), max_size=40)
some_officers = st.lists(st.tuples(places, st.integers(0, 20)), min_size=1, max_size=6)


@given(some_shares, some_officers, st.randoms())
def test_everyone_is_given_once_whatever_the_order(chosen, staff, chance: Random):
    chosen = [Share((key,), *rest) for key, rest in enumerate(chosen)]
    staff = [Officer(key, path, load, load) for key, (path, load) in enumerate(staff, 1)]
    given_to = share_out(chosen, staff)
    assert given_to.keys() == {share.key for share in chosen}
    chance.shuffle(chosen)
    chance.shuffle(staff)
    assert share_out(chosen, staff) == given_to


@given(st.lists(st.integers(0, 2), max_size=40), st.integers(1, 6), st.integers(1, 6))
def test_no_officer_of_one_street_ends_two_above_another(weights, officers, holder):
    chosen = [Share((key,), NORTH, weight, holder) for key, weight in enumerate(weights)]
    given_to = share_out(chosen, [Officer(key, NORTH) for key in range(1, officers + 1)])
    loads = Counter(dict.fromkeys(range(1, officers + 1), 0))
    for share in chosen:
        loads[given_to[share.key]] += share.weight
    assert max(loads.values()) - min(loads.values()) <= 2
