"""Reads settings from the environment, strictly: a missing or odd value stops the start with a sentence."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("HUHANG_VAR", ROOT / "var"))
EMBEDDED_FILE = VAR / "embedded.env"


def read_env_file(path):
    """Return {name: value} of a file of NAME=value lines; a missing file is empty."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


_file = read_env_file(EMBEDDED_FILE)


def env(name, default=None):
    """Return the value of NAME; without one and without a default the start is refused."""
    value = os.environ.get(name) or _file.get(name) or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Run `make setup` for the embedded default, "
            f"or set {name} in the environment (docs/operations.md lists every setting)."
        )
    return value


def env_bool(name, default):
    """Return True for 'yes', False for 'no'; anything else is refused."""
    value = env(name, default)
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name}={value!r}: write 'yes' or 'no'")
    return value == "yes"


def env_list(name, default=""):
    """Return the comma-separated values of NAME."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_percent(name, default):
    """Return NAME as a whole number from 0 to 100; anything else is refused."""
    value = env(name, default)
    if not value.isascii() or not value.isdecimal() or int(value) > 100:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number from 0 to 100")
    return int(value)


def env_whole(name, default):
    """Return NAME as a whole number above zero; anything else is refused."""
    value = env(name, default)
    if not value.isascii() or not value.isdecimal() or int(value) < 1:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number above 0")
    return int(value)
