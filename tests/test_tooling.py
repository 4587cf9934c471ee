"""The two commands: locks hold no addresses, set-up does each step once, and what is missing is one sentence."""

import ast
import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from placement import setting_up
from tests import servers
from tests.__main__ import verdict

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))
TARGETS = ("run", "setup", "test", "test-unit", "lint", "format", "shell", "demo", "screens")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty checkout to set up; returns its folder and the list of commands that would have run."""
    ran = []
    for name, path in {"ROOT": "", "VAR": "var", "VENV": ".venv"}.items():
        (tmp_path / path).mkdir(exist_ok=True)
        monkeypatch.setattr(setting_up, name, tmp_path / path)
    monkeypatch.setattr(setting_up, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(setting_up, "run", lambda *command, **_options: ran.append(command))
    return tmp_path, ran


def make(*arguments):
    # Called by `make test`, make would take over its flags and say which folder it enters.
    alone = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(["make", *arguments], cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


# --- Locks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_hashes_and_no_address(lock):
    text = re.sub(r"\\\n\s*", "", lock.read_text(encoding="utf-8"))
    pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert pins
    assert all(re.match(r"[\w.\-\[\],]+==\S+ .*--hash=sha256:", pin) for pin in pins)
    assert "://" not in text


def test_every_front_end_package_has_its_digest_and_no_address():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all(package["integrity"] for name, package in packages.items() if name)
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_answers_what_is_asked_for(lock):
    pinned = {
        line.split("==")[0].split("[")[0] for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line
    }
    asked = lock.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    names = {re.match(r"[\w-]+", line)[0] for line in asked if line and not line.startswith("-")}
    assert names <= pinned


# --- Setting up --------------------------------------------------------------------------------


def test_secrets_are_made_once_and_for_the_owner_alone(place):
    folder, _ran = place
    setting_up.write_secrets()
    file = folder / "var" / "embedded.env"
    first = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(first["SEALING_KEY"])) == 32
    setting_up.write_secrets()
    assert first["SECRET_KEY"] in file.read_text()


def test_a_lock_is_installed_once_and_again_when_it_changes(place):
    folder, ran = place
    lock = folder / "requirements.txt"
    for text in ("one", "one", "two"):
        lock.write_text(text)
        setting_up.install("requirements.txt")
    assert len(ran) == 2
    assert all("--require-hashes" in command for command in ran)


def test_the_larger_lock_stands_for_the_smaller(place):
    folder, ran = place
    (folder / "requirements.txt").write_text("small")
    (folder / "requirements-dev.txt").write_text("large")
    setting_up.install("requirements-dev.txt")
    setting_up.install("requirements.txt")
    assert len(ran) == 1


def test_an_environment_cut_short_is_made_anew(place):
    folder, ran = place
    binaries = folder / ".venv" / "bin"
    binaries.mkdir()
    (binaries / "python").touch()
    setting_up.make_environment()
    (binaries / "pip").touch()
    setting_up.make_environment()
    assert ran == [(sys.executable, "-m", "venv", "--clear", folder / ".venv")]


def test_set_up_needs_nothing_but_python():
    tree = ast.parse(Path(setting_up.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


# --- What is missing is one sentence -----------------------------------------------------------


def test_an_old_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(setting_up, "OLDEST", (99, 0))
    monkeypatch.setattr(sys, "argv", ["setting_up.py"])
    with pytest.raises(SystemExit, match=r"Python .* is needed: install it"):
        setting_up.main()


def test_no_python_at_all_is_one_sentence():
    code, said = make("setup", "PYTHON=")
    assert code != 0
    assert said.startswith("Python 3.11 or newer is needed: install it")


def test_no_venv_module_is_one_sentence(place, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match=r"venv module is missing: install it"):
        setting_up.make_environment()


def test_a_missing_server_names_its_package():
    with pytest.raises(servers.Missing, match=r"Debian package nothing"):
        servers._binary("no-such-server", "nothing")


# --- The commands ------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_stands_in_the_makefile(target):
    code, said = make("--dry-run", target)
    assert code == 0, said
    assert "setting_up.py" in said


@pytest.mark.parametrize(
    ("codes", "code"), [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([0, 1], 1), ([1, 0], 1), ([2, 5], 2)]
)
def test_one_run_failing_fails_the_suite_and_one_without_tests_does_not(codes, code):
    assert verdict(codes) == code


def test_ci_installs_what_the_suite_needs_and_runs_it():
    script = ROOT / ".ci" / "run"
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    text = script.read_text(encoding="utf-8")
    for need in ("postgresql", "redis-server", "chromium", "python3-venv", "make lint", "make test"):
        assert need in text


def test_the_image_has_every_file_that_setting_up_reads():
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.search(r"^COPY (requirements.*) \./$", image, re.MULTILINE)[1].split())
    read = set(re.findall(r'"((?:requirements|package)[\w-]*\.(?:txt|json))"', Path(setting_up.__file__).read_text()))
    assert read - {"requirements-dev.txt"} <= copied
    assert ".npmrc" in copied
