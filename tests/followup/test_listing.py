"""Pages of the people list: every person once, in order, whatever is sorted by and wherever one stands."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone

from followup import counting, listing
from followup.counting import Count, count_of
from followup.listing import list_people
from followup.paging import Term, read_cursor, terms_of, write_cursor
from followup.visiting import plan_visit
from placement.accounts.roles import Role
from registry.models import Person
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 1)
SORTS = ["", "name", "-name", "cohort", "-cohort", "owner", "-owner", "station", "-registered", "status"]


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"))


@pytest.fixture
def crowd(supervisor):
    """People with equal names, equal cohorts, and without either; some without an owner."""
    street = make_station(parent=supervisor.station)
    officers = [make_user(Role.CASEWORKER, station=street, name=name) for name in ("甲", "乙")]
    people = []
    for number in range(11):
        owner = officers[number % 2] if number % 3 else None
        facts = {"name": "王伟" if number % 4 else "李娜", "cohort": (2025, 2026, None)[number % 3]}
        people.append(make_person(station=street, by=supervisor, owner=owner, **facts))
    return people


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 3)


def ask(user, query, **more):
    asked = QueryDict(query, mutable=True)
    asked.update({name: value for name, value in more.items() if value})
    return list_people(user, asked, TODAY)


def walk(user, query):
    """Return the pages from the first to the last."""
    pages, at = [], None
    while not pages or at:
        page = ask(user, query, at=at).page
        pages.append([person.pk for person in page.rows])
        at = page.after
    return pages


@pytest.mark.parametrize("few", [0, 100], ids=["along an index", "gathered"])
@pytest.mark.parametrize("sort", SORTS)
def test_every_person_is_on_one_page_in_order(supervisor, crowd, small_pages, monkeypatch, few, sort):
    monkeypatch.setattr(listing, "FEW", few)
    pages = walk(supervisor, f"sort={sort}")
    met = [pk for page in pages for pk in page]
    assert sorted(met) == sorted(person.pk for person in crowd)
    monkeypatch.setattr(listing, "PER_PAGE", 100)
    assert met == walk(supervisor, f"sort={sort}")[0]


@pytest.mark.parametrize("sort", SORTS)
def test_the_way_back_meets_the_same_pages(supervisor, crowd, small_pages, sort):
    forwards = walk(supervisor, f"sort={sort}")
    page, at = [], None
    for _ in forwards:
        found = ask(supervisor, f"sort={sort}", at=at).page
        page, at = found, found.after
    for expected in reversed(forwards[:-1]):
        page = ask(supervisor, f"sort={sort}", at=page.before).page
        assert [person.pk for person in page.rows] == expected
    assert page.before is None


def test_somebody_new_shifts_no_page(supervisor, crowd, small_pages):
    first = ask(supervisor, "sort=name").page
    make_person(station=crowd[0].station, by=supervisor, name="安新")
    second = ask(supervisor, "sort=name", at=first.after).page
    assert not {person.pk for person in first.rows} & {person.pk for person in second.rows}


@pytest.mark.parametrize("at", ["x", "%%%", "AAAA", "中"])
def test_a_made_up_place_begins_the_list_anew(supervisor, crowd, at):
    assert len(ask(supervisor, "", at=at).page.rows) == len(crowd)


def test_a_place_in_another_order_begins_anew():
    terms = terms_of(["name"])
    token = write_cursor(["王伟", 7], terms, is_back=False)
    assert read_cursor(token, terms) == (["王伟", 7], False)
    assert read_cursor(token, terms_of(["-name"])) == (None, False)
    assert "王伟" not in token


def test_nothing_can_follow_an_empty_value_at_the_end():
    assert Term("cohort", may_be_null=True).beyond(None) is None


def test_a_quick_count_is_counted_each_time(supervisor, crowd):
    assert count_of(Person.objects.all()) == Count(len(crowd))
    make_person(station=crowd[0].station, by=supervisor)
    assert count_of(Person.objects.all()).number == len(crowd) + 1


def test_a_slow_count_is_kept_and_says_since_when(supervisor, crowd, monkeypatch):
    monkeypatch.setattr(counting, "QUICK", -1)
    monkeypatch.setattr(counting, "WORTH", 10_000_000)
    assert count_of(Person.objects.all()).at is None
    make_person(station=crowd[0].station, by=supervisor)
    kept = count_of(Person.objects.all())
    assert kept.number == len(crowd)
    assert timezone.now() - kept.at < timedelta(minutes=1)
    cache.clear()


def test_two_readers_never_share_a_kept_count(supervisor, crowd, monkeypatch):
    monkeypatch.setattr(counting, "QUICK", -1)
    stranger = make_user(Role.SUPERVISOR, station=make_station("外市", level="city"))
    assert count_of(Person.objects.visible_to(supervisor)).number == len(crowd)
    assert count_of(Person.objects.visible_to(stranger)).number == 0
    cache.clear()


@pytest.mark.parametrize(
    ("query", "found"),
    [("due=today", 1), ("due=week", 2), ("due=late", 0), ("due=none", 1), ("due=month", 2)],
)
def test_people_are_found_by_when_they_are_visited_next(supervisor, query, found):
    officer = make_user(Role.CASEWORKER, station=make_station(parent=supervisor.station))
    for days in (0, 6):
        person = make_person(owner=officer)
        plan_visit(person, planned_for=TODAY + timedelta(days=days), by=officer)
    make_person(owner=officer)
    assert len(ask(supervisor, query).page.rows) == found


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("query", ["school=石河子", "q=阿依", "since=2026-10-01", "past=on", "late=on"])
def test_a_filter_means_the_same_however_the_list_is_read(supervisor, monkeypatch, few, query):
    officer = make_user(Role.CASEWORKER, station=make_station(parent=supervisor.station))
    make_case(owner=officer, on=date(2025, 10, 2), name="阿依古丽", school="石河子大学", cohort=2025)
    late = make_person(owner=officer, name="阿依努尔", school="石河子大学", cohort=2025, on=date(2026, 10, 2))
    monkeypatch.setattr(listing, "FEW", few)
    found = ask(supervisor, query)
    assert late.pk in {person.pk for person in found.page.rows} or query == "late=on"
    assert found.count.number == len(found.page.rows) == {"since=2026-10-01": 1, "late=on": 1}.get(query, 2)


def test_the_closest_name_comes_first(supervisor, crowd):
    station = crowd[0].station
    for name in ("王伟强", "大王伟", "王伟"):
        make_person(station=station, by=supervisor, name=name)
    names = [person.name for person in ask(supervisor, "q=王伟").page.rows]
    assert names[0] == "王伟"
    assert names.index("王伟强") < names.index("大王伟")
