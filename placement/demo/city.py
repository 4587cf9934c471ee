"""Builds the demo city: stations and staff, the market, then one person's history after another."""

import gc
import time
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from django.core.management.color import no_style
from django.db import connection, transaction

from followup.flow import steps_of
from followup.models import Standard
from followup.workdays import add_workdays
from matching.models import PostingBatch, PostingRow
from placement.accounts.models import Station, User
from placement.demo import jobs, people, records
from placement.demo.days import tell_days
from placement.demo.files import ENTRIES
from placement.demo.lifting import lifted
from placement.demo.lives import Life
from placement.demo.names import pick
from placement.demo.rosters import Graduates
from placement.demo.schools import COLLEGES, UNIVERSITIES
from placement.demo.staff import MARK, open_office
from placement.demo.territory import tell_territory
from registry.models import Roster, RosterRow, Tier
from registry.pouring import Pourer, learn_sizes
from registry.searching import KEYS, know_schools

# Parents before children.
TABLES = (
    jobs.EMPLOYERS, jobs.POSTINGS, people.PEOPLE, people.PHONES, people.WISHES, people.SKILLS_OF, people.GROUPS,
    people.NEEDS, KEYS, records.CASES, records.STEPS, records.VISITS, records.BRIEFINGS, records.PUSHES, records.SESSIONS,
    records.PLANS, records.ACTIONS, records.INTERNSHIPS, records.OUTCOMES, records.CHECKS, records.EVIDENCE, ENTRIES,
    records.LOOKS,
)  # fmt: skip
DETAILED = 20_000  # people whose months are told in full; those beyond are told without routine calls, plans and looks

# waves of opening: month and day in the cohort's year, share of a hundred
WAVES = (
    (7, 6, 22), (7, 20, 18), (8, 10, 15), (8, 24, 10), (9, 7, 12), (9, 21, 8), (10, 12, 7), (10, 26, 4), (11, 9, 3), (11, 16, 1)
)  # fmt: skip


class Built(NamedTuple):
    """What was built: rows by table, whose desks wait to be filled, and where more graduates come from."""

    rows: dict
    clerk: int
    job_officer: int
    graduates: Graduates


class Story:
    """What every life of the city shares."""

    def __init__(self, rng, pourer, office, market, crowd, *, today):
        self.rng, self.pourer, self.office, self.market, self.crowd = rng, pourer, office, market, crowd
        self.today, self.upto = today, today - timedelta(days=1)
        self.clerk, self.supervisor = office.clerk, office.supervisor
        self.standard = Standard.objects.get(is_default=True)
        promises = list(self.standard.promises.order_by("rank"))
        # Cases are opened on a few hundred days; what follows from the day is worked out once for each.
        self.steps = cache(lambda opened: list(steps_of(promises, opened)))
        self.contact_due = cache(lambda opened: add_workdays(opened, self.standard.first_contact_workdays))


def build_city(*, people_wanted, postings_wanted, seed, today, with_accounts, say=lambda line: None):
    """Build everything in one transaction; returns what was built. The same seed builds the same city."""
    began, rng = time.monotonic(), Random(seed)
    is_large = people_wanted > DETAILED or postings_wanted > DETAILED
    if is_large:
        spare_memory()
    with _no_collector(), transaction.atomic():
        know_schools({*UNIVERSITIES, *COLLEGES})
        office = open_office(rng, people_wanted, with_accounts=with_accounts)
        say(f"{len(office.desks)} communities staffed ({time.monotonic() - began:.1f} s)")
        pourer = Pourer(TABLES)
        with lifted([table.name for table in TABLES]) if is_large else nullcontext():
            market = jobs.open_market(rng, pourer, number=postings_wanted, today=today, seed=seed)
            say(f"{postings_wanted} postings composed ({time.monotonic() - began:.1f} s)")
            crowd = _tell_lives(rng, pourer, office, market, people_wanted, today)
            pourer.flush()
            say(f"{people_wanted} people told ({time.monotonic() - began:.1f} s)")
        pourer.finish()
        learn_sizes()
        if len(office.desks) > 1:
            tell_territory(office, today)
        tell_days(office, today)
    rows = {table.name: number for table, number in pourer.written.items()}
    return Built(rows, office.clerk, office.job_officer, Graduates(rng, crowd.id_numbers, crowd.phones, crowd.cohort))


@contextmanager
def _no_collector():
    """Millions of short-lived rows make no cycles; looking for them would cost a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _tell_lives(rng, pourer, office, market, number, today):
    cohort = today.year if (today.month, today.day) >= (7, 10) else today.year - 1
    crowd = people.Crowd(rng, pourer, cohort=cohort)
    story = Story(rng, pourer, office, market, crowd, today=today)
    desks = [office.desks[0]] * 2 + office.desks  # the first community, where the demo caseworker sits, is a busy one
    for turn in range(number):
        opened, year = _arrival(rng, cohort, story.upto)
        person = crowd.next(pick(rng, desks), cohort=year, registered_on=opened - timedelta(days=int(rng.random() * 3)))
        desk = person.station
        person.officer = pick(rng, desk.officers) if rng.random() > 0.03 else None
        person.counsellor, person.supervisor = desk.counsellor, desk.supervisor
        Life(story, person, opened, is_brief=turn >= DETAILED).tell()
        pourer.ease()
    return crowd


def _arrival(rng, cohort, upto):
    """Return the day a case was opened and the cohort: waves of this summer, and those left from the years before."""
    point = rng.random()
    year = cohort if point < 0.8 else cohort - 1 if point < 0.96 else cohort - 2
    while True:
        month, day = pick(rng, _WAVE_WHEEL)
        opened = date(year, month, day) + timedelta(days=int(rng.random() * 4))
        if opened <= upto:
            return opened, year
        if year == cohort and upto < date(year, 7, 10):
            return upto, year


_WAVE_WHEEL = [(month, day) for month, day, share in WAVES for _turn in range(share)]


def is_demo_city():
    """Say whether what is in the database was made here."""
    return User.objects.filter(username__startswith=MARK).exists()


def spare_memory():
    """Let SQLite sort indexes and keep its journals in files; the setting holds for this connection."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        connection.cursor().execute("pragma temp_store = file")


def wipe_city():
    """Remove people, postings, staff, stations and tiers and all that hangs on them; standards and word lists stay."""
    spare_memory()
    models = [table.model for table in TABLES] + [Roster, RosterRow, PostingBatch, PostingRow, Tier, User, Station]
    tables = sorted({model._meta.db_table for model in models})
    statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=True)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table with checks still pending cannot be emptied
    connection.ops.execute_sql_flush(statements)
