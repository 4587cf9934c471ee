"""Runs the whole suite: on SQLite with a browser, then on PostgreSQL with Redis and a real Celery worker."""

import os
import subprocess
import sys
from contextlib import ExitStack

from tests.servers import Missing, postgresql, redis

CI = os.environ.get("CI") == "true"
MANY = ["-q", "-n", "2", "--dist", "loadfile"]
# What may be set on this machine for the product is not for the tests: they bring their own.
FOREIGN = (
    "DATABASE_URL",
    "REDIS_URL",
    "TEST_REDIS_URL",
    "HUHANG_VAR",
    "EMBEDDED",
    "DEBUG",
    "SSL_REDIRECT",
    "PORT",
    "HOST",
)
PASSED, NOTHING_CHOSEN = 0, 5


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--unit"]:
        unit = "not browser and not redis and not postgres and not served"
        return run_tests("SQLite", [*MANY, "-m", unit, *arguments[1:]])
    codes = [run_tests("SQLite", [*MANY, "-m", "not redis and not postgres", *arguments])]
    with ExitStack() as servers:
        try:
            urls = {
                "DATABASE_URL": servers.enter_context(postgresql()),
                "TEST_REDIS_URL": servers.enter_context(redis()),
            }
        except Missing as missing:
            print(f"skipped: the tests on PostgreSQL and Redis, because {missing}")
            codes += [1] if CI else []
        else:
            codes.append(
                run_tests("PostgreSQL and Redis", [*MANY, "-m", "not browser and not served", *arguments], **urls)
            )
    return verdict(codes)


def run_tests(title, arguments, **environment):
    """Run pytest in a process of its own and return its exit code."""
    print(f"── {title} ──", flush=True)
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=kept | environment, check=False).returncode


def verdict(codes):
    """Return one exit code for several runs: a choice of tests may leave one of them, not all, without any."""
    failed = [code for code in codes if code not in (PASSED, NOTHING_CHOSEN)]
    if failed:
        return failed[0]
    return PASSED if PASSED in codes else NOTHING_CHOSEN


if __name__ == "__main__":
    sys.exit(main())
