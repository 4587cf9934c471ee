"""Servers of their own for the tests that start workers."""

import os

import pytest

from tests.servers import redis


@pytest.fixture(scope="session", autouse=True)
def own_broker():
    """A Redis for each process of tests: on a shared one, a worker takes what was meant for another database's."""
    if "TEST_REDIS_URL" not in os.environ:
        yield
        return
    shared = os.environ["TEST_REDIS_URL"]
    with redis() as url:
        os.environ["TEST_REDIS_URL"] = url
        yield
    os.environ["TEST_REDIS_URL"] = shared
