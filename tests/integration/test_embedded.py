"""The embedded default as a newcomer starts it: one process, tasks done, stopped by one signal."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60
pytestmark = pytest.mark.served


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Environment of a prepared embedded house with a small demo city."""
    var = tmp_path_factory.mktemp("var")
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"HUHANG_VAR": str(var), "PORT": str(free_port())}
    (var / "embedded.env").write_text(
        "EMBEDDED=yes\nSECRET_KEY=only for this test\nSEALING_KEY=dGhlIHRlc3RzJyBvd24ga2V5LCBub2JvZHkgZWxzZSdzIQ==\n"
    )
    for command in (["prepare"], ["make_city", "--people", "60", "--postings", "120", "--seed", "7"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    return environment


class Served:
    """The running process and a browser of sorts."""

    def __init__(self, environment):
        self.address = f"http://127.0.0.1:{environment['PORT']}"
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        end = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < end, self.process.poll()
            time.sleep(0.2)  # the process is starting

    def answers(self):
        try:
            return self.get("/healthz") == "ok"
        except (urllib.error.URLError, OSError):
            return False

    def get(self, path):
        return self.browser.open(self.address + path, timeout=5).read().decode()

    def post(self, path, **data):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)).group(1)
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        return self.browser.open(self.address + path, body, timeout=10).read().decode()

    def stop(self, how):
        self.process.send_signal(how)
        said = self.process.communicate(timeout=15)[0]
        return self.process.returncode, said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_stops_at_the_first_signal(house, how):
    served = Served(house)
    page = served.post("/sign-in/", username="zhuguan", password="baiyang-1311-demo")
    assert "实名登记率" in page
    code, said = served.stop(how)
    assert code == 0
    assert "zhuanyuan" in said
    assert "Traceback" not in said


def test_a_taken_port_is_one_sentence(house):
    served = Served(house)
    second = subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=house, capture_output=True, text=True, check=False
    )
    served.stop(signal.SIGINT)
    assert second.returncode == 1
    assert "is in use" in second.stderr
    assert "Traceback" not in second.stderr


def test_preparing_again_keeps_the_data_and_collects_nothing(house):
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare", "--demo"],
        cwd=ROOT,
        env=house,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == ""


def test_the_worker_inside_does_what_a_page_leaves_it(house):
    served = Served(house)
    served.post("/sign-in/", username="gangwei", password="baiyang-1311-demo")
    boundary = "x1311x"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', served.get("/batches/upload/")).group(1)
    parts = {"csrfmiddlewaretoken": token, "source": "测试"}
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items()
    )
    body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n岗位名称\n测绘员\n\r\n--{boundary}--\r\n'
    request = urllib.request.Request(served.address + "/batches/upload/", body.encode())
    request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
    where = served.browser.open(request, timeout=10).geturl().removeprefix(served.address)
    end = time.monotonic() + PATIENCE
    while "测绘员" not in served.get(where):
        assert time.monotonic() < end
        time.sleep(0.3)  # the worker is another thread of that process
    assert served.stop(signal.SIGINT)[0] == 0
