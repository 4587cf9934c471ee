"""An index is swapped under who is reading it: nobody notices, and old versions go when nobody has them any more."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from matching import candidates
from matching.index import keeping
from matching.index.engine import rank_many
from matching.index.tables import current_version, hold, publish, tables_of
from matching.models import Posting
from matching.ranking import Offer, Seeker, Wanted, rank
from registry.registering import set_wishes
from tests.factories import make_person, make_posting

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 9, 1)
SWAPS = 12
READER = """
import json, sys, threading
import django
django.setup()
from django.conf import settings
from tests.matching.test_index_swap import answer, answers_while
settings.INDEX_DIR = sys.argv[1]
answer()
print("reading", flush=True)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), over.set()), daemon=True).start()
print(json.dumps(answers_while(lambda: not over.is_set())))
"""
SEEKER = Seeker(wishes=(Wanted("会计", "会计"),), major="会计学", area="659012")


def city_of(count):
    return [Offer(key, "会计" if key % 3 else "出纳", pay_min=3000 + key, area="659012") for key in range(1, count + 1)]


def version(number):
    """One of two cities, published as a version of its own each time."""
    read_at = timezone.now() + timedelta(microseconds=number)
    return tables_of(city_of((40, 55)[number % 2]), on=TODAY), read_at


def answer():
    return rank_many(keeping.warm().tables, [SEEKER]).of(0)


def answers_while(going_on):
    """Ask again and again; return the different answers, and how often was asked."""
    found, times = set(), 0
    while going_on():
        found.add(json.dumps(answer()))
        times += 1
    return sorted(found), times


def oracles():
    lists = [rank(SEEKER, city_of(count), on=TODAY) for count in (40, 55)]
    return {json.dumps([(one.posting_id, one.score, one.components) for one in matches]) for matches in lists}


@pytest.fixture
def folder(settings, tmp_path):
    settings.INDEX_DIR = tmp_path
    publish(version(0)[0], tmp_path)
    return tmp_path


def versions_in(folder):
    return {path.parent for path in folder.glob("*/manifest.json")}


def test_threads_read_one_of_both_versions_while_they_are_swapped(folder):
    over = Event()
    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(answers_while, lambda: not over.is_set()) for _reader in range(3)]
        for number in range(1, SWAPS):
            tables, read_at = version(number)
            publish(tables, folder, read_at=read_at)
        over.set()
    for reader in readers:
        found, times = reader.result()
        assert set(found) <= oracles()
        assert times > 0


def test_processes_read_one_of_both_versions_while_they_are_swapped(folder):
    command = [sys.executable, "-c", READER, str(folder)]
    readers = [
        subprocess.Popen(
            command, cwd=ROOT, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _reader in range(2)
    ]
    for reader in readers:
        assert reader.stdout.readline() == "reading\n"
    for number in range(1, SWAPS):
        tables, read_at = version(number)
        publish(tables, folder, read_at=read_at)
    for reader in readers:
        told, _errors = reader.communicate("stop\n", timeout=60)
        found, times = json.loads(told)
        assert set(found) <= oracles()
        assert times > 0


def _environment():
    return os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}


def test_a_version_stays_as_long_as_somebody_has_it(folder):
    old = current_version(folder)
    with hold(old):
        tables, read_at = version(1)
        new = publish(tables, folder, read_at=read_at)
        assert versions_in(folder) == {old, new}
    tables, read_at = version(2)
    newest = publish(tables, folder, read_at=read_at)
    assert versions_in(folder) == {newest}


def test_what_a_killed_build_left_is_swept_away(folder):
    (folder / ".building-dead").mkdir()
    publish(version(1)[0], folder)
    assert not (folder / ".building-dead").exists()


def test_a_version_that_was_swept_away_as_it_was_opened_is_not_an_error(folder, monkeypatch):
    old, real = current_version(folder), keeping.current_version
    tables, read_at = version(1)
    new = publish(tables, folder, read_at=read_at)
    named = iter([old])
    monkeypatch.setattr(keeping, "current_version", lambda place: next(named, None) or real(place))
    assert keeping.warm().path == new


@pytest.mark.django_db(transaction=True)
def test_a_persons_list_is_right_at_every_moment_of_a_swap(folder, monkeypatch):
    monkeypatch.setattr(candidates, "POOL", 3)
    today, over = timezone.localdate(), Event()
    person = make_person(education="21", major="会计学", residence_area="659012")
    set_wishes(person, [{"occupation": "会计"}], by=None)
    one, *_others = [make_posting("会计", pay_min=4000 + number) for number in range(8)]
    keeping.build(candidates.offers_of(Posting.objects.open_on(today)), on=today)

    def reading():
        found = set()
        while not over.is_set():
            found.add(tuple((match.posting_id, match.score) for match in candidates.rank_for(person, on=today)))
        connection.close()
        return found

    with ThreadPoolExecutor(1) as pool:
        before = told(person, today)
        reader = pool.submit(reading)
        for number in range(SWAPS):
            Posting.objects.filter(pk=one.pk).update(
                closed_on=None if number % 2 else today,
                closed_reason="" if number % 2 else "filled",
                updated_at=timezone.now(),
            )
            keeping.build(candidates.offers_of(Posting.objects.open_on(today)), on=today)
        after = tuple(pair for pair in before if pair[0] != one.pk)
        over.set()
        assert reader.result() <= {before, after}


def told(person, today):
    return tuple((match.posting_id, match.score) for match in candidates.rank_for(person, on=today))
