"""Every guard bites: what it forbids, done on purpose, fails."""

import warnings

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import reverse

from followup.models import Standard
from placement.accounts.models import Station
from tests.conftest import WroteWhileLooking, refuse_inline, refuse_writes
from tests.factories import make_person, make_station


@pytest.mark.django_db
def test_a_write_while_looking_is_refused():
    station = make_station()
    with connection.execute_wrapper(refuse_writes), pytest.raises(WroteWhileLooking):
        Station.objects.filter(pk=station.pk).update(name="改名")


@pytest.mark.django_db
def test_the_trace_of_a_look_may_be_written():
    person = make_person()
    by = person.entries.get().by
    with connection.execute_wrapper(refuse_writes):
        person.looks.create(by=by, what="page")
    assert person.looks.count() == 1


@pytest.mark.parametrize(
    "inside",
    ["<script>alert(1)</script>", '<a onclick="go()">', '<p style="color:red">', "{{ name }}", "<style>p{}</style>"],
)
def test_nothing_inline_passes(inside):
    response = HttpResponse(inside)
    response.request = {"PATH_INFO": "/people/"}
    with pytest.raises(AssertionError, match="/people/"):
        refuse_inline(response)


def test_data_for_a_script_passes():
    response = HttpResponse('<script id="trend" type="application/json">{}</script><script src="/a.js"></script>')
    response.request = {"PATH_INFO": "/"}
    refuse_inline(response)


def test_an_undefined_name_shows_itself():
    assert "undefined nothing" in engines["django"].from_string("{{ nothing }}").render({})


def test_an_undefined_name_on_a_page_fails_the_test():
    response = HttpResponse(engines["django"].from_string("<p>{{ person.nmae }}</p>").render({}))
    response.request = {"PATH_INFO": "/people/"}
    with pytest.raises(AssertionError, match="a template tag"):
        refuse_inline(response)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_that_writes_while_looking_fails_the_test(client, monkeypatch, method):
    station = make_station()
    rename = Station.objects.filter(pk=station.pk).update
    monkeypatch.setattr("placement.health.HttpResponse", lambda *_, **__: HttpResponse(rename(name="改名")))
    with pytest.raises(WroteWhileLooking):
        getattr(client, method)(reverse("healthz"))


@pytest.mark.django_db
def test_what_waits_for_the_commit_is_done_after_a_post(client, monkeypatch):
    done = []
    monkeypatch.setattr(
        "placement.preferences.redirect", lambda *_: connection.on_commit(lambda: done.append(1)) or HttpResponse()
    )
    client.post(reverse("set_preferences"))
    assert done == [1]


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps no order of its own to turn round")
def test_rows_without_an_order_come_back_the_other_way_round():
    made = [make_station().pk for _ in range(3)]
    found = Station.objects.order_by().filter(pk__in=made).values_list("pk", flat=True)
    assert list(found) == made[::-1]


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_its_mark():
    make_station()
    Standard.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_begins_as_shipped():
    assert not Station.objects.exists()
    assert Standard.objects.get(code="1311").promises.count() == 4


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning):
        warnings.warn("nobody reads warnings", stacklevel=1)
