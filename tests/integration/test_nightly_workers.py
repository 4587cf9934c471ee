"""Real workers rank a night: killed and started again, and as two machines, with the very rows of one process."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from matching import candidates, nightly
from matching.models import Listed, Posting, RankingRun, RankingShard
from registry.models import Wish
from registry.pouring import pour_values
from tests.factories import make_employer, make_person
from tests.integration.test_worker import Worker, queue, until, worker  # noqa: F401 - fixtures

ON = timezone.localdate()
TITLES = ["会计", "出纳", "外卖骑手", "保洁", "Java工程师", "软件开发", "护士", "文员", "厨师", "焊工"]
pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="Redis is not here; `make test` starts one"),
]


@pytest.fixture
def city():
    """A pool that is too large to be looked through, and some people."""
    employer = make_employer()
    pour_values(
        Posting,
        [
            {
                "employer_id": employer.pk,
                "source_key": f"night-{number}",
                "title": TITLES[number % 10],
                "term": TITLES[number % 10].lower(),
                "pay_min": 3000 + number % 4000,
                "area_code": "659012",
                "updated_at": timezone.now() - timedelta(days=1),
            }
            for number in range(candidates.POOL + 1)
        ],
    )
    people = [make_person(education="21", major="会计学", residence_area="659012") for _title in TITLES]
    Wish.objects.bulk_create(
        Wish(person=person, occupation=title) for person, title in zip(people, TITLES, strict=True)
    )


def rows():
    found = Listed.objects.order_by("person", "place")
    return list(found.values_list("person", "place", "posting", "score", "title", "major", "pay", "distance"))


def ranked_here(settings, place):
    """The rows of one process with an index of its own, and a run for others to do anew."""
    settings.INDEX_DIR = place
    for shard in nightly.start_run(on=ON, shards=1).parts.all():
        nightly.rank_shard(shard.pk)
    before = rows()
    RankingRun.objects.all().delete()
    assert len(before) == 100
    return before, nightly.start_run(on=ON, shards=2)


def test_workers_killed_while_ranking_leave_the_rows_of_one_that_was_not(city, worker, queue, settings, tmp_path):  # noqa: F811
    before, run = ranked_here(settings, tmp_path / "index")
    queue.send_task("matching.tasks.take_up_shards")
    until(RankingShard.objects.filter(claims=1).exists)
    worker.kill()
    assert RankingShard.objects.unfinished().exists()
    RankingShard.objects.unfinished().update(
        moved_at=timezone.now() - timedelta(hours=1)
    )  # the lease need not be waited for
    worker.start()
    queue.send_task("matching.tasks.take_up_shards")
    until(RankingRun.objects.exclude(ended_at=None).exists)
    assert rows() == before


def test_two_machines_rank_what_one_does(city, queue, settings, tmp_path):  # noqa: F811
    before, run = ranked_here(settings, tmp_path / "index")
    machines = [Worker(tmp_path, name) for name in ("north", "south")]
    try:
        for machine, shard in zip(("north", "south"), run.parts.all(), strict=True):
            queue.send_task("matching.tasks.rank_shard", args=[shard.pk], queue=machine)
        until(RankingRun.objects.exclude(ended_at=None).exists)
    finally:
        for machine in machines:
            machine.close()
    assert rows() == before
    assert all((tmp_path / name / "index" / "current").exists() for name in ("north", "south"))
