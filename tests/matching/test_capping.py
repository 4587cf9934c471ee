"""Lists under a cap: what spreading gives, nobody beyond their share, and nobody short who could still have something."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.index.asking import ask
from matching.index.capping import rank_capped
from matching.index.engine import rank_many
from matching.index.tables import tables_of
from matching.ranking import rank
from matching.spreading import spread
from tests.matching.test_index import as_told, numbered, offers, seekers

TODAY = date(2026, 9, 1)
cities = st.lists(offers, min_size=1, max_size=30).map(numbered)
crowds = st.lists(seekers, min_size=1, max_size=8)


def capped(city, people, room, **options):
    tables = tables_of(city, on=TODAY)
    return rank_capped(tables, ask(tables, people), room, limit=3, **options)


@settings(max_examples=40, deadline=None)
@given(cities, crowds, st.data())
def test_with_all_postings_in_sight_lists_are_what_spreading_gives(city, people, data):
    room = {offer.posting_id: data.draw(st.integers(0, 3)) for offer in city}
    wanted = {
        number: rank(person, [offer for offer in city if room[offer.posting_id]], on=TODAY, limit=None)
        for number, person in enumerate(people)
    }
    spread_out = spread(wanted, room, dict.fromkeys(wanted, 3)).given
    lists = capped(city, people, room, spare=30)
    for number in wanted:
        assert lists.of(number) == as_told(spread_out.get(number, []))


@settings(max_examples=40, deadline=None)
@given(cities, crowds, st.integers(0, 2), st.integers(0, 2))
def test_rounds_leave_nobody_short_who_could_have_something(city, people, room, spare):
    rooms = {offer.posting_id: room for offer in city}
    lists = capped(city, people, rooms, spare=spare)
    given_out = Counter(key for row in range(len(people)) for key in lists.keys_of(row))
    assert max(given_out.values(), default=0) <= room
    for row, person in enumerate(people):
        mine = lists.keys_of(row)
        assert len(mine) == len(set(mine)) <= 3
        could = [match.posting_id for match in rank(person, city, on=TODAY, limit=None)]
        assert len(mine) == 3 or all(key in mine or given_out[key] == room for key in could)


@settings(max_examples=20, deadline=None)
@given(cities, crowds)
def test_where_there_is_room_for_all_a_cap_changes_nothing(city, people):
    lists = capped(city, people, {offer.posting_id: len(people) for offer in city})
    plain = rank_many(tables_of(city, on=TODAY), people, limit=3)
    assert [lists.of(row) for row in range(len(people))] == [plain.of(row) for row in range(len(people))]
