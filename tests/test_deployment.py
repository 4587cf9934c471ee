"""Production: the compose file is sound, nothing secret has a default, a missing secret stops the start with a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
KEYS = {
    "build",
    "command",
    "configs",
    "depends_on",
    "environment",
    "healthcheck",
    "image",
    "ports",
    "restart",
    "volumes",
}
SECRETS = ("SECRET_KEY", "SEALING_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_service_has_known_keys_and_a_health_check(name):
    service = COMPOSE["services"][name]
    assert set(service) <= KEYS
    assert "image" in service or "build" in service
    check = service["healthcheck"]
    assert check.get("disable") or (check["test"][0] in ("CMD", "CMD-SHELL") and check["interval"])


def test_what_a_service_depends_on_and_mounts_exists():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        named = {volume.split(":")[0] for volume in service.get("volumes", ())}
        assert named <= set(COMPOSE["volumes"])


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for secret in SECRETS:
        uses = re.findall(r"\$\{" + secret + r"([^}]*)\}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses), secret


def test_the_image_is_built_by_the_same_script_as_make():
    assert "placement/setting_up.py --production" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "placement/setting_up.py" in (ROOT / "Makefile").read_text(encoding="utf-8")


def start(tmp_path, **environment):
    """Run a command with production settings; returns what it said and its code."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {"HUHANG_VAR": str(tmp_path), **kept, **environment}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


COMPLETE = {
    "SECRET_KEY": "a-long-and-random-value-of-more-than-fifty-characters-0123456789",
    "SEALING_KEY": "dGhlIHRlc3RzJyBvd24ga2V5LCBub2JvZHkgZWxzZSdzIQ==",
    "ALLOWED_HOSTS": "huhang.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1",
}


@pytest.mark.parametrize("name", ["SECRET_KEY", "SEALING_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_missing_secret_stops_the_start_with_a_sentence(tmp_path, name):
    code, said = start(tmp_path, **{key: value for key, value in COMPLETE.items() if key != name})
    assert code != 0
    assert f"{name} is not set." in said


def test_production_settings_pass_the_deployment_check(tmp_path):
    code, said = start(tmp_path, **COMPLETE)
    assert code == 0, said


def test_an_odd_switch_is_refused(tmp_path):
    code, said = start(tmp_path, **COMPLETE, SSL_REDIRECT="maybe")
    assert code != 0
    assert "write 'yes' or 'no'" in said
