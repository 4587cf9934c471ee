"""Makes one valid thing each, through the product's own verbs; a test states only what it is about."""

from datetime import date
from itertools import count

from followup.opening import open_case as open_case_for
from matching.models import Employer, Posting
from matching.reading import employer_key
from matching.requirements import read_majors
from matching.titles import term_of
from placement.accounts.models import Station, User
from placement.accounts.roles import Role
from placement.accounts.staffing import hire, open_station
from registry.identity import check_digit
from registry.registering import register_person

_numbers = count(1)
SOMEWHERE = object()


def make_id_number(number=None, born="20030115", area="659012"):
    """A valid ID number that belongs to nobody: the sequence is counted up, the check digit worked out."""
    number = next(_numbers) if number is None else number
    born = date.fromordinal(date.fromisoformat(f"{born[:4]}-{born[4:6]}-{born[6:]}").toordinal() + number // 1000)
    seventeen = f"{area}{born:%Y%m%d}{number % 1000:03d}"
    return seventeen + check_digit(seventeen)


def make_station(name=None, *, parent=None, level="street"):
    number = next(_numbers)
    return open_station(name=name or f"站点{number}", code=f"s{number}", level=level, parent=parent, area_code="659012")


def make_user(role=Role.CASEWORKER, *, station=SOMEWHERE, name=None):
    """A member of staff; `station=None` is someone without a station."""
    number = next(_numbers)
    if station is SOMEWHERE:
        station = Station.objects.order_by("path").first() or make_station("白杨市", level="city")
    return hire(username=f"user{number}", name=name or f"工作人员{number}", role=role, station=station, password="x")


def make_person(*, station=None, by=None, on=date(2026, 9, 1), owner=None, **facts):
    """A registered person; facts are those of register_person."""
    station = station or (owner.station if owner else None) or Station.objects.first() or make_station()
    by = by or owner or User.objects.filter(station=station).first() or make_user(Role.SUPERVISOR, station=station)
    facts.setdefault("name", "阿依努尔·买买提")
    facts.setdefault("id_number", make_id_number())
    person = register_person(station=station, by=by, on=on, **facts)
    if owner:
        type(person).objects.filter(pk=person.pk).update(owner=owner)
        person.refresh_from_db()
    return person


def make_case(*, person=None, owner=None, on=date(2026, 9, 1), **facts):
    """A person with an open 1311 case; returns the case."""
    owner = owner or make_user(Role.CASEWORKER)
    person = person or make_person(owner=owner, on=on, **facts)
    return open_case_for(person, by=owner, on=on)


def make_employer(name=None, **facts):
    name = name or f"白杨农机{next(_numbers)}有限公司"
    return Employer.objects.create(name=name, name_key=employer_key(name), **facts)


def make_posting(title="会计", *, employer=None, majors="不限", **facts):
    facts = {"opens_on": date(2026, 8, 1), "area_text": "新疆白杨市", "area_code": "659012", **facts}
    return Posting.objects.create(
        employer=employer or make_employer(),
        source_key=f"test-{next(_numbers)}",
        title=title,
        term=term_of(title),
        majors_text=majors,
        majors=read_majors(majors),
        **facts,
    )
