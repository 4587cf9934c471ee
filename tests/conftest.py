"""The safety net under every test: pages are whole, GETs do not write, nothing inline reaches a browser."""

import os
import re
import shutil
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.test.client import RequestFactory

# What a page that is only being looked at may write: the trace of the look, the session, a failed sign-in.
WRITABLE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "?(registry_look|django_session|axes_\w+)"?', re.IGNORECASE)
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
INLINE = (
    (re.compile(rb"\{\{|\{%"), "a template tag"),
    (re.compile(rb"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE), "an inline script"),
    (re.compile(rb"<[^>]+\son\w+\s*=", re.IGNORECASE), "an inline handler"),
    (re.compile(rb"<[^>]+\sstyle\s*=", re.IGNORECASE), "an inline style"),
    (re.compile(rb"<style\b", re.IGNORECASE), "an inline style sheet"),
)


class WroteWhileLooking(AssertionError):
    """A GET changed something other than the trace of the look."""


def refuse_writes(execute, sql, params, many, context):
    if WRITES.match(sql) and not WRITABLE.match(sql.strip()):
        raise WroteWhileLooking(sql[:200])
    return execute(sql, params, many, context)


def refuse_inline(response):
    """A page of ours (Django's admin has its own) carries nothing inline."""
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
        return
    if response.request["PATH_INFO"].startswith("/admin/"):
        return
    for pattern, what in INLINE:
        found = pattern.search(response.content)
        assert not found, f"{what} in {response.request['PATH_INFO']}: {found.group()[:80]!r}"


ship = import_module("followup.migrations.0002_standards").ship
empty_tables = TransactionTestCase._fixture_teardown


def empty_tables_and_ship(case):
    """A test that really commits empties every table when it ends: what the migrations ship is laid in again."""
    empty_tables(case)
    ship(apps, None)


TransactionTestCase._fixture_teardown = empty_tables_and_ship


@pytest.fixture(autouse=True)
def safety_net(monkeypatch):
    """Every request of the test client goes over the net."""
    request = Client.request

    def over_the_net(self, **environ):
        if environ.get("REQUEST_METHOD", "GET") in ("GET", "HEAD"):
            with connection.execute_wrapper(refuse_writes):
                response = request(self, **environ)
        else:
            # A test's transaction never commits; what a request left for after its commit runs here, eagerly.
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = request(self, **environ)
        refuse_inline(response)
        return response

    monkeypatch.setattr(Client, "request", over_the_net)


@pytest.fixture
def signed_in(client):
    """Return a function that signs a user into the test client and returns the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def requests():
    return RequestFactory()


# --- A real browser --------------------------------------------------------------------------

FLAGS = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-gpu"
).split()


@pytest.fixture(scope="session")
def chromium():
    """A Chromium of this machine, driven by Playwright; skipped where there is none, a failure in CI."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not binary:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed (Debian package chromium)")
        pytest.skip("Chromium is not installed (Debian package chromium)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is wanted

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread; our code is not in it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium, live_server):
    """A page 390 px wide on the live server; anything the page complains of fails the test."""
    yield from quiet_page(chromium, live_server, {"width": 390, "height": 844}, has_touch=True)


@pytest.fixture
def desk(chromium, live_server):
    """A page 1440 px wide, likewise."""
    yield from quiet_page(chromium, live_server, {"width": 1440, "height": 900})


def quiet_page(chromium, live_server, viewport, **more):
    context = chromium.new_context(viewport=viewport, locale="zh-CN", base_url=live_server.url, **more)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
