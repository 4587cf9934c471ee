"""A real Celery worker on a real Redis does what a page left for it; killed and started again, once."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.utils import timezone

from followup.exporting import ask_for_export, fetch_export
from followup.models import Export, Visit
from registry import applying, importing
from registry.models import Entry, Look, Person, Roster
from tests.factories import make_case, make_id_number, make_user

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # a worker needs seconds to start, and a busy machine many
pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="Redis is not here; `make test` starts one"),
]


@pytest.fixture
def queue():
    """Sends tasks to the test's Redis by name, as another machine would."""
    # Not as the current one: the pages of later tests must go on doing their tasks at once.
    app = Celery(set_as_current=False, broker=os.environ["TEST_REDIS_URL"] + "/0")
    yield app
    app.close()


class Worker:
    """A worker process on the test's own database; with a name, one of a machine of its own that only does its own."""

    def __init__(self, tmp_path, name=""):
        database = settings.DATABASES["default"]
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        self.environment = os.environ | {"DATABASE_URL": url, "REDIS_URL": os.environ["TEST_REDIS_URL"]}
        self.environment["DJANGO_SETTINGS_MODULE"] = "placement.settings"
        self.queue = ["-Q", name, "-n", name] if name else []
        if name:
            self.environment["HUHANG_VAR"] = str(tmp_path / name)
        self.log = open(tmp_path / f"worker{name}.log", "ab")  # noqa: SIM115 - as long as the worker
        self.start()

    def start(self):
        command = [sys.executable, "-m", "celery", "-A", "placement", "worker", "--pool=solo", "--loglevel=INFO"]
        self.process = subprocess.Popen(
            command + self.queue, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.log.close()


@pytest.fixture
def worker(tmp_path):
    found = Worker(tmp_path)
    yield found
    found.close()
    print((tmp_path / "worker.log").read_text(encoding="utf-8"))  # shown when the test failed


LETTERS = str.maketrans("0123456789abcdef", "零一二三四五六七八九甲乙丙丁戊己")  # everyone has a name of their own


def until(true):
    """Wait until something holds; it is another process that makes it hold."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "the worker did not do it in time"
        time.sleep(0.2)  # polling another process


def received(clerk, people=3):
    names = [f"张{number:x}三".translate(LETTERS) for number in range(people)]
    rows = "".join(f"{name},{make_id_number()}\n" for name in names)
    content = f"姓名,身份证号码\n{rows}".encode()
    return importing.receive_roster(station=clerk.station, file_name="名册.csv", content=content, by=clerk)


def test_a_worker_compares_and_applies_a_roster(worker, queue):
    clerk = make_user("clerk")
    roster = received(clerk)
    queue.send_task("registry.tasks.compare", args=[roster.pk])
    until(lambda: Roster.objects.get(pk=roster.pk).stage == Roster.Stage.COMPARED)
    applying.start_applying(Roster.objects.get(pk=roster.pk), by=clerk)
    for _twice in range(2):
        queue.send_task("registry.tasks.apply", args=[roster.pk, clerk.pk])
    until(lambda: Roster.objects.get(pk=roster.pk).stage == Roster.Stage.APPLIED)
    assert Person.objects.count() == 3


def test_the_nightly_plan_run_twice_plans_once(worker, queue):
    case = make_case()
    Visit.objects.all().delete()
    for _twice in range(2):
        queue.send_task("followup.tasks.plan_follow_ups")
    until(lambda: Visit.objects.exists())
    queue.send_task("placement.dashboards.tasks.take_snapshot")
    assert Visit.objects.planned().get().person == case.person


def test_what_a_killed_worker_left_is_done_by_the_next(worker, queue):
    clerk = make_user("clerk")
    worker.kill()
    roster = received(clerk)
    queue.send_task("registry.tasks.compare", args=[roster.pk])
    worker.start()
    until(lambda: Roster.objects.get(pk=roster.pk).stage == Roster.Stage.COMPARED)
    assert roster.rows.count() == 3


def test_a_worker_killed_while_applying_leaves_nobody_out_and_nobody_twice(worker, queue):
    clerk = make_user("clerk")
    roster = importing.compare_roster(received(clerk, people=6000), today=date(2026, 9, 1))
    applying.start_applying(roster, by=clerk)
    queue.send_task("registry.tasks.apply", args=[roster.pk, clerk.pk])
    until(lambda: Person.objects.count() >= 1000)
    worker.kill()
    left = Person.objects.count()
    assert left < 6000
    worker.start()
    Roster.objects.update(moved_at=timezone.now() - timedelta(hours=1))  # the sweep need not be waited for
    queue.send_task("registry.tasks.take_up_rosters")
    until(lambda: Roster.objects.get(pk=roster.pk).stage == Roster.Stage.APPLIED)
    assert Person.objects.count() == 6000
    assert Entry.objects.filter(act=Entry.Act.REGISTERED).count() == 6000


def test_a_worker_killed_while_exporting_leaves_one_file_and_one_look_at_each(worker, queue):
    clerk, today = make_user("clerk"), date(2026, 9, 1)
    roster = importing.compare_roster(received(clerk, people=6000), today=today)
    applying.apply_roster(applying.start_applying(roster, by=clerk), by=clerk, on=today)
    export = ask_for_export(Person.objects.order_by("pk"), columns=["name"], purpose="中断演练", by=clerk)
    queue.send_task("followup.tasks.write_export", args=[export.pk])
    until(Look.objects.exists)
    worker.kill()
    assert Export.objects.get().stage == Export.Stage.WRITING
    worker.start()
    Export.objects.update(moved_at=timezone.now() - timedelta(hours=1))  # the sweep need not be waited for
    queue.send_task("followup.tasks.take_up_exports")
    until(lambda: Export.objects.get().stage == Export.Stage.READY)
    assert Look.objects.count() == 6000
    assert len(b"".join(fetch_export(Export.objects.get(), by=clerk))) == Export.objects.get().size
