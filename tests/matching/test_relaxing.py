"""What stands in the way is named, and what would bring more is counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.index import loosening
from matching.index.asking import Words
from matching.index.tables import tables_of
from matching.ranking import Offer, Seeker, Wanted
from matching.relaxing import Relaxation, hindrances, kept_away, relaxations
from tests.matching.test_index import TODAY, numbered, offers, seekers

ACCOUNTANT = Seeker(
    wishes=(Wanted("会计", "会计", pay_floor=5000, kind="full_time"),), education="21", area="659012", major="会计学"
)


def offer(key=1, term="会计", **facts):
    return Offer(key, term, **{"area": "659012", "pay_min": 5000, "pay_max": 6000, **facts})


@pytest.mark.parametrize(
    ("limit", "facts"),
    [
        ("schooling", {"education": "14"}),
        ("audience", {"audience": ("disabled",)}),
        ("kind", {"kind": "short"}),
        ("pay", {"pay_min": 3000, "pay_max": 4000}),
        ("area", {"area": "430102"}),
    ],
)
def test_every_limit_has_its_name(limit, facts):
    assert hindrances(ACCOUNTANT, offer(**facts)) == [limit]
    assert hindrances(ACCOUNTANT, offer()) == []


def test_only_what_one_wish_keeps_away_counts():
    city = [
        offer(1, kind="short"),
        offer(2, area="430102"),
        offer(3, area="430102"),
        offer(4, area="430102", pay_max=3000, pay_min=3000),
        offer(5, education="14"),
        offer(6, term="挖掘机司机", kind="short"),
    ]
    assert relaxations(ACCOUNTANT, kept_away(ACCOUNTANT, city)) == [
        Relaxation("relax_area", 2),
        Relaxation("relax_kind", 1, "short"),
    ]


def test_pay_gives_way_by_the_first_step_that_brings_anything_and_the_last():
    city = [offer(key, pay_min=pay, pay_max=pay) for key, pay in enumerate([4600, 4000, 3900, 2500], 1)]
    assert relaxations(ACCOUNTANT, kept_away(ACCOUNTANT, city)) == [
        Relaxation("relax_pay", 4, "2500"),
        Relaxation("relax_pay", 1, "4500"),
    ]


def test_who_wishes_nothing_is_kept_from_nothing():
    assert relaxations(Seeker(), kept_away(Seeker(), [offer(), offer(2, area="430102")])) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(offers, max_size=40).map(numbered), seekers, st.data())
def test_an_index_counts_what_looking_at_each_counts(city, seeker, data):
    had = set(data.draw(st.lists(st.sampled_from([one.posting_id for one in city]), unique=True))) if city else set()
    tables = tables_of(city, on=TODAY)
    counted = loosening.kept_away(tables, seeker, had, Words(tables))
    looked = kept_away(seeker, [one for one in city if one.posting_id not in had])
    assert (counted.kinds, sorted(counted.pays), counted.areas) == (looked.kinds, sorted(looked.pays), looked.areas)
