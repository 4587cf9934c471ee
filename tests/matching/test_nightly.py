"""The lists of a night: the same rows from any number of shards, after any kill, on any machine."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import candidates, nightly, tasks
from matching.index import keeping
from matching.models import Listed, Posting, Push, RankingRun, RankingShard
from matching.ranking import COMPONENTS
from matching.wording import add_link
from registry.registering import set_wishes
from registry.statuses import Status
from tests.factories import make_person, make_posting, make_user

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
    "厨师",
]
pytestmark = pytest.mark.django_db


@pytest.fixture(params=["small", "large"])
def city(request, monkeypatch, tmp_path, settings):
    """Seven people and a pool that is looked through, or walked along the index of this machine."""
    settings.INDEX_DIR = tmp_path
    monkeypatch.setattr(nightly, "FEW", 0)
    if request.param == "large":
        monkeypatch.setattr(candidates, "POOL", 3)
    for number, title in enumerate(TITLES):
        make_posting(title, pay_min=4000 + 100 * number, pay_max=6000)
    return [wishing(title) for title in TITLES[:7]]


def wishing(title):
    person = make_person(education="21", major="会计学", residence_area="659012")
    set_wishes(person, [{"occupation": title}], by=None)
    return person


def run_in(shards):
    """Rank everybody in so many shards, and return the rows."""
    RankingRun.objects.all().delete()
    run = nightly.start_run(on=ON, shards=shards)
    for shard in run.parts.order_by("-number"):
        assert nightly.rank_shard(shard.pk)
    return rows()


def rows():
    columns = ("person", "place", "posting", "score", *COMPONENTS)
    return list(Listed.objects.order_by("person", "place").values_list(*columns))


def told(person, limit=candidates.LIMIT):
    """What the person's list is, worked out on the spot."""
    matches = candidates.rank_for(person, on=ON, limit=limit)
    return [
        (person.pk, place, match.posting_id, match.score, *(match.components[name] for name in COMPONENTS))
        for place, match in enumerate(matches, 1)
    ]


def test_the_lists_are_what_each_person_would_be_told(city):
    assert run_in(2) == [row for person in city for row in told(person)]


@pytest.mark.parametrize("shards", [2, 5])
def test_any_number_of_shards_gives_the_same_rows(city, shards):
    assert run_in(1) == run_in(shards)
    assert RankingShard.objects.count() == shards


def test_a_run_is_started_once_a_day_and_ends_with_its_last_shard(city):
    run = nightly.start_run(on=ON, shards=2)
    assert nightly.start_run(on=ON, shards=5) == run
    first, second = run.parts.all()
    nightly.rank_shard(first.pk)
    assert RankingRun.objects.get().ended_at is None
    nightly.rank_shard(second.pk)
    assert RankingRun.objects.get().ended_at is not None


def test_a_shard_is_ranked_once_however_often_it_is_asked_for(city):
    before = run_in(1)
    assert nightly.rank_shard(RankingShard.objects.get().pk) is False
    assert rows() == before


def test_a_shard_that_is_worked_on_is_left_alone_until_its_worker_stands_still(city):
    shard = nightly.start_run(on=ON, shards=1).parts.get()
    assert nightly._claim(shard.pk)
    assert nightly.free_shards(now=timezone.now()) == []
    assert nightly.rank_shard(shard.pk) is False
    RankingShard.objects.update(moved_at=timezone.now() - 2 * nightly.LEASE)
    assert nightly.free_shards(now=timezone.now()) == [shard.pk]
    assert nightly.rank_shard(shard.pk)


def test_a_worker_whose_claim_has_gone_to_another_writes_nothing(city, monkeypatch):
    shard = nightly.start_run(on=ON, shards=1).parts.get()

    def taken_over(*given):
        RankingShard.objects.update(claims=7)
        return real(*given)

    real = nightly._rows
    monkeypatch.setattr(nightly, "_rows", taken_over)
    assert nightly.rank_shard(shard.pk) is False
    assert rows() == []


def test_two_machines_with_indexes_of_their_own_give_what_one_gives(city, settings, tmp_path):
    before = run_in(2)
    RankingRun.objects.all().delete()
    for machine, shard in enumerate(nightly.start_run(on=ON, shards=2).parts.all()):
        settings.INDEX_DIR = tmp_path / f"machine-{machine}"
        nightly.rank_shard(shard.pk)
    assert rows() == before


def test_what_changed_since_the_index_was_read_is_in_the_lists(city, monkeypatch):
    monkeypatch.setattr(keeping, "SLACK", timedelta())
    run_in(1)
    new = make_posting("会计", pay_min=8000, pay_max=9000)
    gone = Posting.objects.order_by("pk").first()
    Posting.objects.filter(pk=gone.pk).update(closed_on=ON, closed_reason="filled")  # says nothing of when
    Posting.objects.get(title="文员").save()
    assert run_in(2) == [row for person in city for row in told(person)]
    listed = {row[2] for row in rows()}
    assert new.pk in listed
    assert gone.pk not in listed


def test_what_a_person_has_had_is_not_in_the_list(city):
    best = candidates.rank_for(city[0], on=ON)[0].posting_id
    Push.objects.create(
        person=city[0], posting_id=best, channel="face", pushed_on=ON, pushed_at=timezone.now(), by=make_user()
    )
    run_in(1)
    assert not Listed.objects.filter(person=city[0], posting=best).exists()


def test_only_those_who_are_served_get_lists(city):
    type(city[0]).objects.filter(pk=city[0].pk).update(status=Status.DIED)
    assert city[0].pk not in {row[0] for row in run_in(1)}


def test_words_of_officers_count_as_they_stood_when_the_run_began(city):
    before = run_in(1)
    RankingRun.objects.all().delete()
    shard = nightly.start_run(on=ON, shards=1).parts.get()
    add_link("会计", "保洁", "same", by=make_user())
    nightly.rank_shard(shard.pk)
    assert rows() == before
    assert run_in(1) != before


def test_only_the_last_two_nights_are_kept(city):
    for day in range(3):
        for shard in nightly.start_run(on=ON - timedelta(days=2 - day), shards=1).parts.all():
            nightly.rank_shard(shard.pk)
    assert [run.on for run in RankingRun.objects.all()] == [ON, ON - timedelta(days=1)]
    assert set(Listed.objects.values_list("run__on", flat=True)) == {ON, ON - timedelta(days=1)}


def test_every_night_the_index_is_built_and_everybody_ranked(city, django_capture_on_commit_callbacks):
    tasks.build_index()
    assert RankingRun.objects.get().ended_at is not None
    assert len(rows()) == 70


def test_nobody_to_rank_is_no_error(settings, tmp_path):
    assert run_in(2) == []
