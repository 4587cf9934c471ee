"""A thousand queued visits from twenty phones, the server killed again and again: afterwards exactly a thousand."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from tests.servers import Missing, free_port, postgresql

ROOT = Path(__file__).parents[2]
PHONES, EACH, AT_ONCE = 20, 50, 5
KILLS = (60, 200, 380, 560, 740, 900)  # visits acknowledged when the server is killed
PATIENCE = 600
pytestmark = pytest.mark.served


class Server:
    """A server process that can be killed like a container whose machine is gone, and started again."""

    def __init__(self, environment, command):
        self.environment, self.command = environment, command
        self.start()

    def start(self):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, **quiet)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def city(environment, *arguments):
    """Ask the other process that looks at the same database."""
    command = [sys.executable, "-m", "tests.integration.door_city", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@contextmanager
def on_sqlite(var):
    port = free_port()
    yield {"HUHANG_VAR": str(var), "PORT": str(port)}, port, [sys.executable, "manage.py", "serve"]


@contextmanager
def on_postgresql(var):
    """Several processes, as the image runs them."""
    port = free_port()
    workers = ["--workers=2", "--threads=4", f"--bind=127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "placement.wsgi:application", *workers]
    try:
        with postgresql() as url:
            yield {"HUHANG_VAR": str(var), "DATABASE_URL": url}, port, command
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=[on_sqlite, on_postgresql], ids=["sqlite", "postgresql"])
def house(request, tmp_path_factory):
    """Yield (environment, port, command) of a prepared house."""
    var = tmp_path_factory.mktemp("var")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    (var / "embedded.env").write_text(
        "EMBEDDED=yes\nSECRET_KEY=only for this test\nSEALING_KEY=dGhlIHRlc3RzJyBvd24ga2V5LCBub2JvZHkgZWxzZSdzIQ==\n"
    )
    with request.param(var) as (environment, port, command):
        environment = kept | environment
        subprocess.run(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
        yield environment, port, command


class Street:
    """A server, the phones that send to it, and what is found behind it."""

    def __init__(self, environment, port, command):
        self.environment, self.port = environment, port
        self.server = Server(environment, command)
        self.first = None

    def phones(self, kind, number):
        officers = city(self.environment, "make", str(number))
        self.first = min(person for officer in officers for person in officer["people"])
        found = [kind(self.port, officer) for officer in officers]
        until_it_answers(found[0])
        return found

    def found(self):
        return city(self.environment, "count", str(self.first))


@pytest.fixture
def street(house):
    found = Street(*house)
    yield found
    found.server.kill()


# --- The phones -------------------------------------------------------------------------------


class Phone:
    """An outbox that forgets a visit only when it was told that it is stored."""

    def __init__(self, port, officer):
        self.port, self.session, self.device = port, officer["session"], str(uuid4())
        self.outbox = {}
        for number in range(EACH):
            uuid = str(uuid4())
            self.outbox[uuid] = {
                "uuid": uuid,
                "person": officer["people"][number % len(officer["people"])],
                "made_at": datetime.now(UTC).isoformat(),
                "manner": "door",
                "result": "self",
                "findings": f"第 {number} 次",
            }
        self.delivered, self.token, self.tries = {}, "", 0

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}", "X-CSRFToken": self.token}
        headers |= {"Content-Type": "application/json"} if body else {}
        try:
            connection.request(method, f"/api/door/{path}", body and json.dumps(body), headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            return json.load(answer)
        finally:
            connection.close()

    def run(self, acknowledged, over):
        while self.outbox and not over.is_set():
            try:
                self.send(acknowledged)
            except (OSError, http.client.HTTPException, AssertionError, ValueError):
                time.sleep(random.uniform(0.1, 0.4))  # the server is gone; another process starts it again

    def send(self, acknowledged):
        self.tries += 1
        if not self.token:
            self.token = "a" * 32
            self.token = self.ask("GET", "state/")["csrf"]
        again = list(self.delivered.values())[:1]  # what is known to be stored is now and then sent again
        items = list(self.outbox.values())[:AT_ONCE] + again
        told = self.ask(
            "POST", "visits/", {"device": self.device, "device_at": datetime.now(UTC).isoformat(), "items": items}
        )
        for item in told["items"]:
            assert item["state"] in ("stored", "already"), item
            if item["uuid"] in self.outbox:
                self.delivered[item["uuid"]] = self.outbox.pop(item["uuid"])
                acknowledged.append(item["uuid"])


class Careless(Phone):
    """One that counts a visit as delivered when it is sent, whatever is answered: what must lose some."""

    def send(self, acknowledged):
        items = list(self.outbox)[:AT_ONCE]
        try:
            super().send(acknowledged)
        finally:
            for uuid in items:
                self.outbox.pop(uuid, None)
                acknowledged.append(uuid)


class Forgetful(Phone):
    """One that gives a visit a new number when no answer has come: what must double some."""

    lost_answers = 2

    def send(self, acknowledged):
        before = dict(list(self.outbox.items())[:AT_ONCE])
        super().send(acknowledged)
        if self.lost_answers:
            self.lost_answers -= 1
            for visit in before.values():
                uuid = str(uuid4())
                self.outbox[uuid] = {**visit, "uuid": uuid}


def deliver(server, phones, kills):
    """Let the phones send until nothing is left, killing the server meanwhile; returns what they were told is stored."""
    acknowledged, over, kills = [], threading.Event(), list(kills)
    threads = [threading.Thread(target=phone.run, args=(acknowledged, over)) for phone in phones]
    for thread in threads:
        thread.start()
    end = time.monotonic() + PATIENCE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < end:
        if kills and len(acknowledged) >= kills[0]:
            kills.pop(0)
            server.kill()
            server.start()
        time.sleep(0.02)  # watching other threads
    over.set()
    for thread in threads:
        thread.join()
    assert not kills, "the server was not killed as often as it should have been"
    return acknowledged


def until_it_answers(phone):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException, AssertionError):
            return phone.ask("GET", "state/")
        time.sleep(0.2)  # another process is starting
    raise AssertionError("the server never answered")


# --- What arrived -----------------------------------------------------------------------------


def test_a_thousand_visits_arrive_once_through_every_kill(street):
    phones = street.phones(Phone, PHONES)
    queued = {uuid for phone in phones for uuid in phone.outbox}
    acknowledged = deliver(street.server, phones, KILLS)
    found = street.found()
    assert len(queued) == PHONES * EACH == 1000
    assert sorted(found["visits"]) == sorted(queued) == sorted(acknowledged)
    assert found["lines"] == [1] * 1000  # each with its line in the file
    assert (found["strange_lines"], found["broken"]) == (0, [])
    assert sum(phone.tries for phone in phones) > PHONES * EACH / AT_ONCE  # some really had to be sent again


def test_the_count_notices_a_phone_that_does_not_wait_for_the_answer(street):
    phones = street.phones(Careless, 4)
    acknowledged = deliver(street.server, phones, [60])
    assert len(street.found()["visits"]) < len(set(acknowledged)) == 4 * EACH


def test_the_count_notices_a_phone_that_numbers_a_visit_anew(street):
    phones = street.phones(Forgetful, 1)
    deliver(street.server, phones, [])
    assert len(street.found()["visits"]) == EACH + Forgetful.lost_answers * AT_ONCE
