"""A day's figures are kept once, rolled up the tree, and read back as the trend of half a year."""

from datetime import date, timedelta

import pytest

from placement.dashboards.models import Snapshot
from placement.dashboards.snapshots import take_snapshot, trend
from placement.dashboards.tasks import take_snapshot as nightly
from registry.models import Person
from tests.factories import make_case, make_person, make_station

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 14)


def kept():
    return set(Snapshot.objects.values_list("day", "station", "cohort", "base", "figure", "counted", "total"))


def test_taken_twice_nothing_changes():
    make_case(on=date(2026, 9, 1))
    take_snapshot(ON)
    before = kept()
    take_snapshot(ON)
    assert kept() == before


def test_what_is_gone_by_the_second_count_becomes_nought():
    here, there = make_station(), make_station()
    person = make_person(station=here)
    take_snapshot(ON)
    Person.objects.filter(pk=person.pk).update(station=there)
    take_snapshot(ON)
    totals = dict(Snapshot.objects.filter(figure="contact", base="registered").values_list("station", "total"))
    assert totals == {here.pk: 0, there.pk: 1}


def test_a_station_counts_with_everything_below_it():
    city = make_station("白杨市", level="city")
    for _street in range(2):
        make_person(station=make_station(parent=city))
    make_person(station=city)
    take_snapshot(ON)
    assert Snapshot.objects.get(station=city, figure="contact", base="registered").total == 3


def test_the_trend_holds_the_last_day_of_each_week_and_half_a_year():
    station = make_station()
    make_person(station=station, on=date(2026, 1, 1))
    for ago in (0, 1, 7, 200):
        take_snapshot(ON - timedelta(days=ago))
    days = trend(station, on=ON, base="registered")["days"]
    assert days == ["2026-09-13", "2026-09-14"]  # a Sunday and the Monday after; the Monday before is the Sunday's week


def test_the_trend_of_a_cohort_leaves_the_others_out():
    station = make_station()
    make_person(station=station, cohort=2025)
    make_case(person=make_person(station=station, cohort=2026))
    take_snapshot(ON)
    series = {line["code"]: line for line in trend(station, on=ON, base="registered", cohort=2025)["series"]}
    assert series["contact"]["values"] == [0.0]
    assert series["stable"]["values"] == [None]


def test_the_nightly_task_keeps_today():
    make_person()
    nightly.delay()
    nightly.delay()
    assert Snapshot.objects.filter(figure="contact", base="registered").count() == 1
