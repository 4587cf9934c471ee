"""The export's measurement: every side runs, and nothing of it stays in the registry."""

import json

import openpyxl
import pytest

from followup.management.commands.bench_export import COLUMNS, SIDES, measured
from followup.models import Export
from placement.accounts.roles import Role
from registry.models import Look
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", SIDES)
def test_each_side_writes_its_rows_and_leaves_no_trace(side):
    city = make_station(level="city")
    make_user(Role.SUPERVISOR, station=city)
    make_case(owner=make_user(Role.CASEWORKER, station=city))
    make_person(station=city)
    figures = measured(side, 2)
    assert json.dumps(figures)
    assert figures["bytes"] > 1000
    assert not Export.objects.exists()
    assert not Look.objects.exists()


@pytest.mark.parametrize("side", SIDES)
def test_the_sides_write_the_same_rows(side, tmp_path):
    city = make_station(level="city")
    make_user(Role.SUPERVISOR, station=city)
    person = make_case(owner=make_user(Role.CASEWORKER, station=city)).person
    SIDES[side](1, tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[-1]
    assert (sheet.max_row, sheet.max_column) == (2, len(COLUMNS))
    assert side.startswith("writer") or sheet["A2"].value == person.name
