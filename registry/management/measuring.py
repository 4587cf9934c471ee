"""What benchmarks share: a scratch database, each side in a process of its own, the peak of its memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import connection


def apart(*command):
    """Run one of our commands in a process of its own, whose peak of memory is nobody else's; return its figures."""
    done = subprocess.run([sys.executable, sys.argv[0], *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def scratch_database():
    """An empty database beside the real one, gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        connection.settings_dict["TEST"]["NAME"] = f"{place}/bench.sqlite3" if connection.vendor == "sqlite" else None
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def office():
    """Return (station, clerk) of a city of its own."""
    station = apps.get_model("accounts.Station").objects.create(name="白杨市", code="bench", level="city")
    station.path = f"/{station.pk}/"
    station.save()
    clerk = get_user_model().objects.create(username="bench", name="bench", role="clerk", station=station)
    return station, clerk


class Memory(Thread):
    """Watches what this process and its children take together, on Linux; their own peaks need not fall together."""

    EVERY = 0.05  # seconds

    def __init__(self):
        super().__init__(daemon=True)
        self.peak, self._ended = 0, Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self._ended.set()
        self.join()

    def run(self):
        while not self._ended.wait(self.EVERY):
            with suppress(OSError):  # one of them has just ended
                self.peak = max(self.peak, round(sum(map(_resident, _family())) / 1024**2))


def _family():
    """Return the numbers of this process and of those it has started."""
    lists = Path("/proc/self/task").glob("*/children")
    return [os.getpid(), *(int(number) for path in lists for number in path.read_text().split())]


def _resident(number):
    """Return the bytes a process has in memory."""
    return int(Path(f"/proc/{number}/statm").read_text().split()[1]) * resource.getpagesize()


def between(times, names):
    """Return {name: seconds} between the moments of a list."""
    return {name: round(b - a, 2) for name, a, b in zip(names, times, times[1:], strict=False)}
