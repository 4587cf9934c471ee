"""Spreading: no posting beyond its room, nobody beyond their share, and nobody who would rather and could."""

from hypothesis import given
from hypothesis import strategies as st

from matching.ranking import Match
from matching.spreading import spread

POSTINGS = range(1, 6)


def matches(scores):
    """Matches of {posting: score}, best first."""
    return [Match(key, score, {}, []) for key, score in sorted(scores.items(), key=lambda one: (-one[1], one[0]))]


wishes = st.lists(st.dictionaries(st.sampled_from(POSTINGS), st.integers(0, 9)), max_size=8)
rooms = st.dictionaries(st.sampled_from(POSTINGS), st.integers(0, 3))


def spread_of(scores, room, most):
    wanted = {person: matches(one) for person, one in enumerate(scores)}
    return wanted, spread(wanted, room, dict.fromkeys(wanted, most))


def test_the_better_match_has_the_place_and_the_other_gets_the_next():
    _wanted, (given, refused) = spread_of([{1: 50, 2: 40}, {1: 60, 2: 10}], {1: 1}, 1)
    assert {person: [match.posting_id for match in got] for person, got in given.items()} == {0: [2], 1: [1]}
    assert [match.posting_id for match in refused[0]] == [1]


def test_of_equals_the_first_in_the_list_has_the_place():
    _wanted, (given, refused) = spread_of([{1: 50}, {1: 50}], {1: 1}, 1)
    assert (list(given), list(refused)) == ([0], [1])


@given(wishes, rooms, st.integers(0, 3))
def test_nothing_is_given_beyond_room_or_share(scores, room, most):
    _wanted, (got, _refused) = spread_of(scores, room, most)
    given_out = [match.posting_id for found in got.values() for match in found]
    assert all(given_out.count(posting) <= n for posting, n in room.items())
    assert all(len(found) <= most for found in got.values())


@given(wishes, rooms, st.integers(1, 3))
def test_nobody_goes_without_what_would_rather_have_had_them(scores, room, most):
    """Who has room left and lacks a wished posting sees it full of others who score no less."""
    wanted, (got, _refused) = spread_of(scores, room, most)
    for person, found in wanted.items():
        mine = got.get(person, [])
        for match in found:
            would = match not in mine and (
                len(mine) < most or any(_ranks(found, match) < _ranks(found, one) for one in mine)
            )
            if would:
                holders = [one.score for had in got.values() for one in had if one.posting_id == match.posting_id]
                assert len(holders) == room[match.posting_id]
                assert all(score >= match.score for score in holders)


def _ranks(found, match):
    return found.index(match)
