"""Every guard bites: what it forbids, done on purpose, fails."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import engines

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
