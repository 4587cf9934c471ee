"""What officers say of words: seen alike by the oracle and the index, and counted, searched and withdrawn on a page."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.candidates import rank_for
from matching.index.engine import rank_many
from matching.index.tables import tables_of
from matching.models import TermLink
from matching.ranking import rank
from matching.terms import Links
from matching.titles import term_of
from matching.wording import add_link, standing_links, withdraw_link
from placement.accounts.roles import Role
from registry.refusals import Refusal
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_user
from tests.matching.test_index import TITLES, as_told, numbered, offers, seekers

TODAY = date(2026, 9, 1)
words = st.sampled_from([*map(term_of, TITLES), "小哥", "教师"])
pairs = st.lists(st.tuples(words, words).filter(lambda pair: pair[0] < pair[1]), max_size=3, unique=True).map(tuple)


@settings(max_examples=40, deadline=None)
@given(st.lists(offers, max_size=40).map(numbered), st.lists(seekers, min_size=1, max_size=5), pairs, pairs, pairs)
def test_the_oracle_and_the_index_see_the_same_words(city, people, same, near, apart):
    links = Links(same, near, apart)
    lists = rank_many(tables_of(city, on=TODAY), people, links=links)
    for row, seeker in enumerate(people):
        assert lists.of(row) == as_told(rank(seeker, city, on=TODAY, links=links))


@pytest.fixture
def officer(db):
    cache.clear()
    return make_user(Role.JOB_OFFICER)


def scores(person):
    return {match.posting_id: match.components["title"] for match in rank_for(person, on=date(2026, 9, 1))}


def test_what_is_said_counts_at_once_and_not_after_it_is_withdrawn(officer):
    posting, person = make_posting("测绘专员"), make_person()
    set_wishes(person, [{"occupation": "小哥"}], by=None)
    before = scores(person)
    link = add_link("小哥", "测绘", "same", by=officer)
    assert scores(person)[posting.pk] > before[posting.pk] == 0
    withdraw_link(link, by=officer)
    assert scores(person) == before


def test_of_a_pair_one_thing_is_said_whichever_way_round(officer):
    link = add_link("快递 小哥", "送件员", "same", by=officer)
    with pytest.raises(Refusal, match="先撤回"):
        add_link("送件员", "快递小哥", "apart", by=officer)
    withdraw_link(link, by=officer)
    assert add_link("送件员", "快递小哥", "apart", by=officer).kind == "apart"


def test_a_word_is_not_linked_with_itself(officer):
    with pytest.raises(Refusal, match="同一个词"):
        add_link("会计（急聘）", "会计", "near", by=officer)


def test_the_version_is_of_what_stands_not_of_who_said_it_first(officer):
    add_link("甲职", "乙职", "same", by=officer)
    add_link("丙职", "丁职", "near", by=officer)
    before = standing_links().version
    for link in TermLink.objects.all():
        withdraw_link(link, by=officer)
    add_link("丁职", "丙职", "near", by=officer)
    add_link("乙职", "甲职", "same", by=officer)
    assert standing_links().version == before != Links().version


def test_the_page_adds_counts_finds_and_withdraws(officer, signed_in):
    make_posting("快递员")
    make_posting("高级快递员")
    set_wishes(make_person(), [{"occupation": "小哥"}], by=None)
    client, url = signed_in(officer), reverse("matching:words")
    page = client.post(url, {"left": "小哥", "right": "快递员", "kind": "same"}, follow=True).content.decode()
    assert "涉及 1 个意向、2 个岗位" in page
    assert "1 个意向、2 个岗位" in client.get(url, {"q": "小哥"}).content.decode()
    assert "没有登记过" in client.get(url, {"q": "会计"}).content.decode()
    client.post(reverse("matching:word_withdraw", args=[TermLink.objects.get().pk]))
    assert "没有登记过" in client.get(url).content.decode()
    assert "快递员" in client.get(url, {"withdrawn": "yes"}).content.decode()


def test_what_is_parted_touches_what_says_one_word_and_not_the_other(officer, signed_in):
    make_posting("会计")
    make_posting("会计兼出纳")
    add_link("会计", "出纳", "apart", by=officer)
    assert "0 个意向、1 个岗位" in signed_in(officer).get(reverse("matching:words")).content.decode()


@pytest.mark.parametrize("n", [1, 12])
def test_the_queries_do_not_grow_with_words(officer, signed_in, n, django_assert_num_queries):
    for number in range(n):
        add_link(f"甲{number}职", f"乙{number}职", "same", by=officer)
    client = signed_in(officer)
    with django_assert_num_queries(7):
        client.get(reverse("matching:words"))
