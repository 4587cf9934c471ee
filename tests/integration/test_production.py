"""Production without an engine for containers: what the image and the compose file say is run here as they say it."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import yaml
from django.conf import settings

from tests.servers import free_port, redis

ROOT = Path(__file__).parents[2]
BINARIES = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SITE = "huhang.example"
PATIENCE = 60
GIVEN = {
    "SECRET_KEY": "0123456789abcdef" * 4,
    "SEALING_KEY": "dGhlIHRlc3RzJyBvd24ga2V5LCBub2JvZHkgZWxzZSdzIQ==",
    "SITE_HOST": SITE,
    "POSTGRES_PASSWORD": "unused",
    "REDIS_PASSWORD": "unused",
}
pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="Redis is not here; `make test` starts one"),
]


def filled(text):
    """What compose makes of a string: $NAME from the environment, $$ as one $."""
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: GIVEN[found[1]], text).replace("$$", "$")


class Production:
    """The services of the compose file, as processes of this machine."""

    def __init__(self, var, redis_url):
        self.var, self.port, self.running = var, free_port(), {}
        server = settings.DATABASES["default"]
        address = f"postgres://{server['USER']}@{server['HOST']}:{server['PORT']}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS production")
            connection.execute("CREATE DATABASE production")
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        declared = {name: filled(value) for name, value in COMPOSE["x-app"]["environment"].items()}
        here = {"DATABASE_URL": f"{address}/production", "REDIS_URL": redis_url}
        place = {"HUHANG_VAR": str(var), "HOSTNAME": socket.gethostname()}
        self.environment = kept | declared | here | place

    def fitted(self, command):
        """A command of the image, with its paths and its port moved to where they are free here."""
        moves = {".venv/bin/": f"{BINARIES}/", "/srv/huhang/var": str(self.var), ":8000": f":{self.port}"}
        moves["'127.0.0.1', 8000"] = f"'127.0.0.1', {self.port}"
        words = [filled(word) for word in command]
        for old, new in moves.items():
            words = [word.replace(old, new) for word in words]
        return words

    def run(self, command, **environment):
        done = subprocess.run(
            self.fitted(command),
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def start(self, name, command):
        self.running[name] = subprocess.Popen(
            self.fitted(command), cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def healthy(self, name):
        """Ask the way the compose file asks, until it says yes."""
        kind, *test = COMPOSE["services"][name]["healthcheck"]["test"]
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        end = time.monotonic() + PATIENCE
        while (answer := self.run(command))[0]:
            assert time.monotonic() < end, answer[1]
            assert self.running[name].poll() is None, f"{name} ended"
            time.sleep(0.3)  # another process is starting
        return True

    def get(self, path, host=SITE, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": host, **headers})
        response = connection.getresponse()
        response.page = response.read().decode()
        connection.close()
        return response

    def close(self):
        """Stop everything as an engine stops a container; returns what each ended with."""
        for process in self.running.values():
            process.terminate()
        return {name: process.wait(timeout=PATIENCE) for name, process in self.running.items()}


@pytest.fixture(scope="module")
def broker():
    """A Redis of its own: on a shared one this worker would take the tasks of the other tests' worker."""
    with redis() as url:
        yield url


@pytest.fixture(scope="module")
def production(tmp_path_factory, broker):
    found = Production(tmp_path_factory.mktemp("production"), broker)
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    building = re.search(r"^RUN (EMBEDDED=yes .*?) manage.py (prepare.*?) \\$", image, re.MULTILINE)
    stand_ins = dict(pair.split("=") for pair in building[1].split()[:-1])
    code, said = found.run([".venv/bin/python", "manage.py", *building[2].split()], **stand_ins)
    assert code == 0, said
    code, said = found.run(COMPOSE["services"]["migrate"]["command"])
    assert code == 0, said
    found.start("web", json.loads(re.search(r"^CMD (.*)$", image, re.MULTILINE)[1]))
    for name in ("worker", "beat"):
        found.start(name, COMPOSE["services"][name]["command"])
    yield found
    if any(process.poll() is None for process in found.running.values()):
        found.close()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_service_comes_up_healthy(production, name):
    assert production.healthy(name)


def test_the_front_reaches_the_pages_under_strict_headers(production):
    production.healthy("web")
    answer = production.get("/sign-in/", **{"X-Forwarded-Proto": "https"})
    assert answer.status == 200
    assert "__Host-csrf=" in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_static_files_are_named_by_their_content_and_kept(production):
    production.healthy("web")
    secure = {"X-Forwarded-Proto": "https"}
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', production.get("/sign-in/", **secure).page)[1]
    answer = production.get(style, **secure)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_plain_http_is_sent_to_https_and_strange_hosts_are_refused(production):
    production.healthy("web")
    answer = production.get("/sign-in/")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{SITE}/sign-in/"
    assert production.get("/sign-in/", host="elsewhere.example").status == 400


def test_the_embedded_server_is_refused(production):
    code, said = production.run([".venv/bin/python", "manage.py", "serve"])
    assert code == 1
    assert "Traceback" not in said


def test_everything_stops_when_told(production):
    for name in ("web", "worker", "beat"):
        production.healthy(name)
    assert production.close() == {"web": 0, "worker": 0, "beat": 0}
