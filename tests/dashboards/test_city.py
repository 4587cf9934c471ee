"""In a city with every status and history, each number is exactly the length of the list behind it."""

from datetime import date, timedelta

import pytest

from placement.accounts.models import Station
from placement.dashboards import groups
from placement.dashboards.figures import BASES, FIGURES, behind, rates, size, tallies
from placement.dashboards.models import Snapshot
from placement.dashboards.snapshots import take_snapshot, trend
from placement.demo.city import build_city, wipe_city
from registry.models import Person

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """One city for the whole module, built once."""
    with django_db_blocker.unblock():
        yield build_city(people_wanted=150, postings_wanted=150, seed=7, today=TODAY, with_accounts=True)
        wipe_city()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_every_figure_is_its_names_on_both_sides(figure, base):
    for on in (TODAY, TODAY - timedelta(weeks=9)):
        found = tallies(Person.objects.all(), on=on)
        rate = next(each for each in rates(found, base) if each.figure is figure)
        for counted, number in ((True, rate.counted), (False, rate.left_out)):
            names = behind(figure, Person.objects.all(), on=on, base=base, counted=counted)
            assert names.count() == len(set(names.values_list("pk", flat=True))) == number


def test_the_figures_of_the_city_are_not_all_nought():
    assert all(rate.total and rate.counted for rate in rates(tallies(Person.objects.all(), on=TODAY)))


@pytest.mark.parametrize("base", BASES)
def test_everyone_stands_in_exactly_one_line_of_progress(base):
    people = Person.objects.all()
    parts = groups.progress(people, on=TODAY, base=base)
    lists = [groups.members(part.group, people, on=TODAY, base=base).values_list("pk", flat=True) for part in parts]
    assert [len(names) for names in lists] == [part.people for part in parts]
    everyone = [pk for names in lists for pk in names]
    assert len(everyone) == len(set(everyone)) == size(tallies(people, on=TODAY), base)


def test_the_completed_of_the_progress_are_those_of_the_rate():
    parts = {part.code: part.people for part in groups.progress(Person.objects.all(), on=TODAY)}
    rate = next(each for each in rates(tallies(Person.objects.all(), on=TODAY)) if each.figure.code == "completion")
    assert rate.counted == parts["done-6-of-6"] + parts["excused-whole"]
    assert rate.total == sum(n for code, n in parts.items() if code not in ("immature", "freed", "no-case"))


def test_every_group_left_out_is_its_names():
    people = Person.objects.all()
    parts = [
        *groups.apart(people, on=TODAY),
        *groups.late_promises(people, TODAY),
        *groups.late_visits(people, TODAY),
    ]
    assert any(part.people for part in parts)
    for part in parts:
        assert groups.members(part.group, people, on=TODAY).count() == part.people


def test_a_snapshot_taken_twice_is_kept_once_and_the_city_is_the_sum_of_its_parts():
    assert take_snapshot(TODAY) == take_snapshot(TODAY) == Snapshot.objects.count()
    city = Station.objects.get(parent=None)
    line = {each["code"]: each["values"] for each in trend(city, on=TODAY, base="registered")["series"]}
    shown = {each.figure.code: [each.percent] for each in rates(tallies(Person.objects.all(), on=TODAY))}
    assert line == shown
