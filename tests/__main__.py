"""Runs the whole suite: on SQLite with a browser, then on PostgreSQL with Redis and a real Celery worker."""

import os
import subprocess
import sys
from contextlib import ExitStack

from tests.servers import Missing, postgresql, redis

CI = os.environ.get("CI") == "true"
MANY = ["-n", "2", "--dist", "loadfile"]


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--unit"]:
        return pytest(["-q", *MANY, "-m", "not browser and not redis and not postgres", *arguments[1:]])
    failed = pytest(["-q", *MANY, "-m", "not redis and not postgres", *arguments])
    with ExitStack() as servers:
        try:
            urls = {
                "DATABASE_URL": servers.enter_context(postgresql()),
                "TEST_REDIS_URL": servers.enter_context(redis()),
            }
        except Missing as missing:
            print(f"skipped: PostgreSQL and Redis tests, {missing}")
            return failed or CI
        return pytest(["-q", *MANY, "-m", "not browser", *arguments], **urls) or failed


def pytest(arguments, **environment):
    """Run pytest in a process of its own; returns its exit code, 0 when all passed."""
    database = "PostgreSQL and Redis" if environment else "SQLite"
    print(f"── {database} ──", flush=True)
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
