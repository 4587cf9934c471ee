"""Makes up a registry and an insurance list of any size: valid numbers of nobody, some rows masked, wrong or twice."""

import csv
import json
from datetime import date, timedelta
from itertools import islice

from django.db import connection, transaction

from registry.management.made_up import GIVEN, SCHOOLS, SURNAMES, id_number
from registry.models import Person
from registry.pouring import Table, pour
from registry.readings import search_keys
from registry.registering import identity_of
from registry.sealed import seal

HEADER = ("姓名", "身份证号码", "毕业院校", "参保单位", "参保日期")
PEOPLE = Table(
    Person,
    "id_digest",
    "id_tail_digest",
    "id_number",
    "name",
    "name_keys",
    "born_on",
    "station_id",
    "school",
    "status",
    "status_since",
    "sources",
    "registered_on",
    "updated_at",
)
ON = date(2026, 9, 1)
AT_ONCE = 20_000
LISTED_OF_OURS = 3  # every third of the registered is on the list
WRONG_EVERY, MASKED_EVERY, OTHER_NAME_EVERY = 101, 151, 499


def name_of(number):
    count = len(GIVEN)
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // 7 % count] + GIVEN[number // 300 % count]


def fill_registry(people, station):
    """Register this many made-up people at a station, poured as they are."""
    with transaction.atomic():
        for start in range(0, people, AT_ONCE):
            pour(PEOPLE, [_person(number, station) for number in range(start, min(start + AT_ONCE, people))])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _person(number, station):
    identity, name = identity_of(id_number(number)), name_of(number)
    born = date(1999, 1, 1) + timedelta(days=number // 900)
    return (
        identity["id_digest"],
        identity["id_tail_digest"],
        seal(identity["id_number"], "id_number"),
        name,
        search_keys(name),
        born.isoformat(),
        station.pk,
        SCHOOLS[number % len(SCHOOLS)],
        "employed" if number % 5 == 0 else "seeking",
        ON.isoformat(),
        json.dumps({"*": ["counter", ON.isoformat(), ""]}),
        ON.isoformat(),
        f"{ON.isoformat()}T00:00:00+00:00",
    )


def write_list(path, listed, people):
    """Write an insurance list of this many rows: a third of the registered, spread evenly among strangers."""
    every = max(1, listed * LISTED_OF_OURS // people)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_row(number, people, every) for number in range(listed))


def write_first(path, rows, source):
    """Write the first rows of a list as a list of its own."""
    with source.open(encoding="utf-8") as whole, path.open("w", encoding="utf-8") as file:
        file.writelines(islice(whole, rows + 1))


def _row(row, people, every):
    ours = row // every * LISTED_OF_OURS
    number = ours if row % every == 0 and ours < people else people + row
    identity, name = id_number(number), name_of(number)
    if row % WRONG_EVERY == WRONG_EVERY - 1:
        identity = identity[:17] + ("0" if identity[17] != "0" else "1")
    elif row % MASKED_EVERY == MASKED_EVERY - 1:
        identity = f"{identity[:4]}{'*' * 10}{identity[14:]}"
    elif row % OTHER_NAME_EVERY == OTHER_NAME_EVERY - 1:
        name = "某某"
    return (
        name,
        identity,
        SCHOOLS[number % len(SCHOOLS)],
        f"白杨{number % 800}号企业有限公司",
        f"2026-0{number % 8 + 1}",
    )
