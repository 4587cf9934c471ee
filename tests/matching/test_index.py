"""The index gives what the oracle gives: the same postings, the same scores, the same components, on any city."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import candidates
from matching.index import keeping
from matching.index.asking import ask
from matching.index.engine import rank_many
from matching.index.standing import standing_before
from matching.index.tables import POSTING, current_version, opened, publish, tables_of
from matching.models import Posting, Push, RankingVersion
from matching.ranking import COMPONENTS, TOTAL, Offer, Seeker, Wanted, Weights, rank
from matching.requirements import read_majors
from matching.tasks import build_index
from matching.titles import term_of
from registry.registering import set_wishes
from registry.statuses import Education, Group, WorkKind
from tests.factories import make_person, make_posting, make_user

TODAY = date(2026, 9, 1)
ON = timezone.localdate()
TITLES = [
    "会计",
    "出纳",
    "总账会计",
    "外卖骑手",
    "送餐员",
    "保洁",
    "Java工程师",
    "软件开发",
    "幼儿园老师",
    "护士",
    "文员",
]
MAJORS = ["会计学", "财务管理", "计算机科学与技术", "护理学", "学前教育", "土木工程", ""]
REQUIREMENTS = [
    "不限",
    "会计学、财务管理",
    "工商管理类",
    "工学门类",
    "计算机类；护理学",
    "本科：会计学；研究生：工商管理学",
    "",
]
AREAS = ["659012", "659000", "650100", "430100", "65", ""]
PLACES = ["新疆白杨市", "新疆乌鲁木齐市", "湖南长沙市", ""]
SKILLS = ["Excel", "普通话", "会计证", "Java", "驾照C1"]
GROUPS = [*Group.values[:3], "mothers"]
pays = st.one_of(st.none(), st.integers(1000, 20000))


def some(things, most=2):
    """A few of these, each once."""
    return st.lists(st.sampled_from(things), max_size=most, unique=True)


offers = st.builds(
    Offer,
    posting_id=st.just(0),
    term=st.sampled_from([term_of(title) for title in TITLES]),
    education=st.sampled_from([*Education.values, ""]),
    majors=st.sampled_from(REQUIREMENTS).map(read_majors),
    skills=some(SKILLS).map(tuple),
    pay_min=pays,
    pay_max=pays,
    area=st.sampled_from(AREAS),
    area_text=st.sampled_from(PLACES),
    kind=st.sampled_from(WorkKind.values),
    audience=some(GROUPS, 1).map(tuple),
    opened_on=st.one_of(st.none(), st.integers(0, 60).map(lambda days: TODAY - timedelta(days=days))),
)
wishes = st.builds(
    Wanted,
    term=st.sampled_from([*map(term_of, TITLES), ""]),
    text=st.just("意向"),
    areas=some(["白杨", "长沙", "新疆"]).map(tuple),
    pay_floor=pays,
    kind=st.sampled_from(["", "", *WorkKind.values[:3]]),
    other_province=st.booleans(),
)
seekers = st.builds(
    Seeker,
    wishes=st.lists(wishes, max_size=3).map(tuple),
    education=st.sampled_from([*Education.values[:4], ""]),
    major=st.sampled_from(MAJORS),
    skills=some(["Excel", "java", "会计", "普通话二甲"]).map(tuple),
    groups=some(GROUPS[:3]).map(frozenset),
    area=st.sampled_from(AREAS),
)


def numbered(found, step=7):
    """Give the postings keys that are not their places."""
    return [
        Offer(**{name: getattr(offer, name) for name in Offer.__dataclass_fields__} | {"posting_id": step * place + 3})
        for place, offer in enumerate(found)
    ]


def as_told(matches):
    return [(match.posting_id, match.score, match.components) for match in matches]


def weights_cut(cuts, unknown):
    """Weights between cuts of the whole: any six that add up, nothing and everything among them."""
    edges = [0, *sorted(cuts), TOTAL]
    points = [high - low for low, high in zip(edges, edges[1:], strict=False)]
    return Weights(version=2, **dict(zip(COMPONENTS, points, strict=True)), unknown=unknown)


cuts = st.lists(st.integers(0, TOTAL), min_size=5, max_size=5)
weights = st.one_of(st.just(Weights()), st.builds(weights_cut, cuts, st.integers(0, 60)))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(offers, max_size=60).map(numbered),
    st.lists(seekers, min_size=1, max_size=8),
    st.integers(1, 12),
    weights,
)
def test_lists_scores_and_components_equal_the_oracles(city, people, limit, by):
    """The tables were made by other weights: nothing in them may depend on which."""
    lists = rank_many(tables_of(city, on=TODAY), people, limit=limit, weights=by)
    for row, seeker in enumerate(people):
        assert lists.of(row) == as_told(rank(seeker, city, on=TODAY, limit=limit, weights=by))


@settings(max_examples=20, deadline=None)
@given(st.lists(offers, min_size=5, max_size=40).map(numbered), seekers, st.data())
def test_what_was_pushed_is_left_out(city, seeker, data):
    had = data.draw(st.lists(st.sampled_from([offer.posting_id for offer in city]), unique=True))
    lists = rank_many(tables_of(city, on=TODAY), [seeker], pushed=[had])
    left = [offer for offer in city if offer.posting_id not in had]
    assert lists.of(0) == as_told(rank(seeker, left, on=TODAY))


def city_of(count):
    return numbered([Offer(0, term_of(TITLES[n % len(TITLES)]), pay_min=3000 + n, area="659012") for n in range(count)])


def test_a_published_index_is_mapped_and_answers_the_same(tmp_path):
    people = [Seeker(wishes=(Wanted(term_of("会计"), "会计"),), major="会计学")] * 3
    tables = tables_of(city_of(200), on=TODAY)
    path = publish(tables, tmp_path)
    assert current_version(tmp_path) == path
    mapped = opened(path)
    assert rank_many(mapped, people).of(2) == rank_many(tables, people).of(2)


def test_who_has_an_old_version_open_goes_on_reading_it(tmp_path):
    old = opened(publish(tables_of(city_of(50), on=TODAY), tmp_path))
    new = publish(tables_of(city_of(80), on=TODAY), tmp_path)
    assert len(old) == 50
    assert len(opened(current_version(tmp_path))) == 80
    assert publish(tables_of(city_of(80), on=TODAY), tmp_path) == new


def test_threads_and_order_change_nothing(monkeypatch):
    monkeypatch.setattr("matching.index.engine.AT_ONCE", 3)
    people = [Seeker(wishes=(Wanted(term_of(title), title),)) for title in TITLES]
    tables = tables_of(city_of(300), on=TODAY)
    one, two = rank_many(tables, people), rank_many(tables, people, threads=2)
    assert [one.of(row) for row in range(len(people))] == [two.of(row) for row in range(len(people))]


@pytest.fixture
def large_pool(monkeypatch, tmp_path, settings):
    """A pool that counts as large, its index in a folder of the test."""
    settings.INDEX_DIR = tmp_path
    monkeypatch.setattr(candidates, "POOL", 3)
    monkeypatch.setattr(keeping, "SLACK", timedelta())  # what the test has just made is in the index
    postings = [make_posting(title, pay_min=4000 + 100 * n, pay_max=6000) for n, title in enumerate(TITLES)]
    build_index()
    return postings


@pytest.fixture
def accountant():
    person = make_person(education="21", major="会计学", residence_area="659012")
    set_wishes(person, [{"occupation": "会计"}], by=None)
    return person


def lists_of(person, monkeypatch):
    """What the index answers, and what looking through all of them answers."""
    by_index = as_told(candidates.rank_for(person, on=ON))
    with monkeypatch.context() as patch:
        patch.setattr(candidates, "POOL", 10_000)
        return by_index, as_told(candidates.rank_for(person, on=ON))


@pytest.mark.django_db
def test_a_large_pool_is_walked_along_its_index_with_the_same_list(large_pool, accountant, monkeypatch):
    by_index, by_all = lists_of(accountant, monkeypatch)
    assert by_index == by_all
    assert len(by_index) == 10


@pytest.mark.django_db
def test_what_changed_since_the_index_was_read_is_ranked_beside_it(large_pool, accountant, monkeypatch):
    Posting.objects.filter(pk=large_pool[0].pk).update(closed_on=ON, closed_reason="filled")  # says nothing of when
    large_pool[1].title, large_pool[1].term, large_pool[1].pay_max = "会计", "会计", 9000
    large_pool[1].save()
    new = make_posting("会计", pay_min=8000, pay_max=9000)
    by_index, by_all = lists_of(accountant, monkeypatch)
    assert by_index == by_all
    assert new.pk in [key for key, _score, _parts in by_index]
    assert large_pool[0].pk not in [key for key, _score, _parts in by_index]


@pytest.mark.django_db
def test_what_was_pushed_does_not_come_back_from_the_index(large_pool, accountant, monkeypatch):
    best = candidates.rank_for(accountant, on=ON)[0].posting_id
    Push.objects.create(
        person=accountant, posting_id=best, channel="face", pushed_on=ON, pushed_at=timezone.now(), by=make_user()
    )
    by_index, by_all = lists_of(accountant, monkeypatch)
    assert by_index == by_all
    assert best not in [key for key, _score, _parts in by_index]


@pytest.mark.django_db
def test_the_command_builds_the_index_of_this_machine(settings, tmp_path, capsys):
    settings.INDEX_DIR = tmp_path
    make_posting("会计")
    call_command("build_index")
    assert len(opened(current_version(tmp_path))) == 1
    assert str(current_version(tmp_path)) in capsys.readouterr().out


@pytest.mark.django_db
def test_why_not_tells_of_a_large_pool_the_place_that_looking_through_it_gives(large_pool, accountant, monkeypatch):
    Posting.objects.filter(pk=large_pool[0].pk).update(closed_on=ON, closed_reason="filled")
    new = make_posting("会计", pay_min=8000, pay_max=9000)
    asked = [*large_pool, new]
    by_index = candidates.why_not(accountant, asked, on=ON)
    monkeypatch.setattr(candidates, "POOL", 10_000)
    assert by_index == candidates.why_not(accountant, asked, on=ON)
    assert by_index[new.pk][0]["place"] == 1
    assert sorted(told[0]["place"] for key, told in by_index.items() if key != large_pool[0].pk) == list(range(1, 12))


@settings(max_examples=40, deadline=None)
@given(st.lists(offers, min_size=1, max_size=40).map(numbered), seekers, st.data())
def test_what_stands_before_a_posting_is_counted_as_the_oracle_lists_it(city, seeker, data):
    had = data.draw(st.lists(st.sampled_from([offer.posting_id for offer in city]), unique=True))
    ranked = rank(seeker, [offer for offer in city if offer.posting_id not in had], on=TODAY, limit=None)
    tables = tables_of(city, on=TODAY)
    pairs = [(match.posting_id, match.score) for match in ranked]
    if pairs:
        assert standing_before(tables, ask(tables, [seeker], [had]), pairs) == list(range(len(pairs)))


@settings(max_examples=20, deadline=None)
@given(st.lists(offers, max_size=40).map(numbered), st.lists(seekers, min_size=1, max_size=4), st.data())
def test_a_part_left_out_and_walked_beside_gives_the_same_lists(city, people, data):
    apart = data.draw(st.lists(st.sampled_from([offer.posting_id for offer in city]), unique=True)) if city else []
    kept = tables_of(city, on=TODAY).without(apart)
    beside = tables_of([offer for offer in city if offer.posting_id in apart], on=TODAY)
    lists = rank_many(kept, people, limit=5).merged(rank_many(beside, people, limit=5))
    for row, seeker in enumerate(people):
        assert lists.of(row) == as_told(rank(seeker, city, on=TODAY, limit=5))


@pytest.mark.django_db
def test_other_weights_are_ranked_by_at_once_along_the_same_index(large_pool, accountant, monkeypatch, settings):
    before, index = lists_of(accountant, monkeypatch)[0], current_version(settings.INDEX_DIR)
    points = {"title": 0, "major": 0, "skills": 0, "pay": 0, "distance": 0, "freshness": 100, "unknown": 0}
    RankingVersion.objects.create(number=2, state="current", made_at=timezone.now(), **points)
    by_index, by_all = lists_of(accountant, monkeypatch)
    assert by_index == by_all != before
    assert {score for _key, score, _parts in by_index} == {parts["freshness"] for _key, _score, parts in by_index}
    assert current_version(settings.INDEX_DIR) == index


@pytest.mark.django_db
def test_relaxations_of_a_large_pool_are_those_of_looking_through_it(large_pool, monkeypatch):
    person = make_person(education="21", residence_area="659012")
    set_wishes(person, [{"occupation": "会计", "pay_floor": 8000, "kind": "full_time"}], by=None)
    make_posting("会计", kind="short", pay_min=9000)
    Posting.objects.filter(pk=large_pool[0].pk).update(closed_on=ON, closed_reason="filled")
    by_index = candidates.search_for(person, on=ON).relaxations
    monkeypatch.setattr(candidates, "POOL", 10_000)
    assert by_index == candidates.search_for(person, on=ON).relaxations != []


def test_the_records_have_no_bytes_that_nobody_wrote():
    assert sum(POSTING[name].itemsize for name in POSTING.names) == POSTING.itemsize
