"""Who works in the demo city: stations from the drawing, staff in each, and how the history speaks of them."""

from typing import NamedTuple

from placement.accounts.models import User
from placement.accounts.roles import Role
from placement.accounts.staffing import open_station
from placement.demo.accounts import hire_demo_accounts
from placement.demo.names import a_name, a_people
from placement.demo.places import draw_places
from registry.pouring import renumber

PEOPLE_AN_OFFICER = 60
MARK = "demo-"  # how every made-up member of staff's user name begins


class Desk(NamedTuple):
    """One community as the history sees it: its key, where it lies, how well it works, and its staff."""

    key: int
    name: str
    regiment: str
    diligence: float
    officers: tuple
    counsellor: int
    supervisor: int

    @property
    def left_out(self):
        """The share of people whom nobody has called yet although somebody should have."""
        return (1 - self.diligence) * 0.3


class Office(NamedTuple):
    """The whole office: its communities, and the city's supervisor, clerk and job officer."""

    desks: list
    supervisor: int
    clerk: int
    job_officer: int


def open_office(rng, people, *, with_accounts):
    """Open the stations and hire the staff; returns the office."""
    places = draw_places(rng, people)
    stations = _open_stations(places)
    communities = [position for position, place in enumerate(places) if place.level == "community"]
    seats = {
        Role.CASEWORKER: stations[communities[0]],
        Role.COUNSELLOR: stations[places[communities[0]].parent],
    }
    demo = hire_demo_accounts(seats, stations[0]) if with_accounts else {}
    hirer = _Hirer(rng)
    roles = (Role.SUPERVISOR, Role.CLERK, Role.JOB_OFFICER)
    at_city = [demo.get(role) or hirer.hire(role, stations[0]) for role in roles]
    each = max(1, round(people / len(communities) / PEOPLE_AN_OFFICER))
    desks = list(_desks(hirer, places, stations, communities, each))
    if demo:
        own = (demo[Role.CASEWORKER], *desks[0].officers[1:])
        desks[0] = desks[0]._replace(officers=own, counsellor=demo[Role.COUNSELLOR])
    hirer.settle()
    return Office(desks, *at_city)


def _desks(hirer, places, stations, communities, officers_each):
    """Staff every community; a street shares its counsellor, a regiment its supervisor."""
    leads = {}
    for position in communities:
        place, street = places[position], places[position].parent
        regiment = places[street].parent
        for above, role in ((street, Role.COUNSELLOR), (regiment, Role.SUPERVISOR)):
            if above not in leads:
                leads[above] = hirer.hire(role, stations[above])
        officers = tuple(hirer.hire(Role.CASEWORKER, stations[position]) for _turn in range(officers_each))
        name, key = places[regiment].name, stations[position].pk
        yield Desk(key, place.name, name, place.diligence, officers, leads[street], leads[regiment])


def _open_stations(places):
    stations = []
    for place in places:
        stations.append(
            open_station(
                name=place.name,
                code=place.code,
                level=place.level,
                area_code=place.area_code,
                parent=None if place.parent is None else stations[place.parent],
                latitude=place.latitude,
                longitude=place.longitude,
                opens_at="10:00",
                closes_at="19:30",
            )  # fmt: skip
        )
    return stations


class _Hirer:
    """Hires staff nobody can sign in as; rows are kept and written at once, with keys known before."""

    def __init__(self, rng):
        self.rng, self.users = rng, []
        self.next_key = (User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1

    def hire(self, role, station):
        is_male = self.rng.random() < 0.4
        name = a_name(self.rng, a_people(self.rng), is_male)
        key = self.next_key + len(self.users)
        username = f"{MARK}{len(self.users) + 1:05}"  # not by key: the same seed names them the same in any database
        self.users.append(User(pk=key, username=username, name=name, role=role, station=station, password="!"))
        return key

    def settle(self):
        """Write everybody, and let the database number its own rows from there on."""
        User.objects.bulk_create(self.users, batch_size=500)
        renumber([User])
