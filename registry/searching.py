"""Finding a person from a few letters: name, pinyin, initials, tail or whole ID number, phone, school.

Every beginning a search may have is a key; a search is a few ranges of keys, the likeliest first, read in order.
"""

import re
from functools import reduce
from itertools import count
from operator import or_
from typing import NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Length, StrIndex

from registry.models import Person, Phone, SchoolName, SearchKey
from registry.parts import in_chunks
from registry.pouring import Table, pour
from registry.readings import inner_parts, letters, plain, search_keys
from registry.sealed import digest

SHORTEST = 2  # characters; one finds nobody
MOST = 8  # people a search answers with
SCHOOLS = 20  # schools that a part of a name may mean
LONGEST = 120  # bytes of a key
FEW = 2000  # people somebody sees who are looked through one by one
AT_ONCE = 64  # keys read at a time, in order
IN_BULK = 5000  # people whose keys are replaced at a time
# What a key is of, in its first byte; the text follows, then a zero and the name that puts equals in order.
WHOLE, INNER, LATIN, LATER, SCHOOL = b"n", b"m", b"p", b"q", b"s"
KEYS = Table(SearchKey, "key", "station_id", "person_id")


# --- Keys -------------------------------------------------------------------------------------


def keys_of(name, name_keys, school):
    """Return the keys of one person as bytes: the name whole and from each character on, its readings, the school."""
    whole = plain(name)
    texts = [(WHOLE, whole), *((INNER, part) for part in inner_parts(name))]
    texts += [(LATER, key[1:]) if key.startswith("-") else (LATIN, key) for key in name_keys.split()]
    texts.append((SCHOOL, plain(school)))
    end = b"\0" + whole.encode()
    return [(kind + text.encode() + end)[:LONGEST] for kind, text in dict.fromkeys(texts) if text]


def key_rows(person_id, station_id, name, name_keys, school):
    """Return the rows that KEYS pours for one person."""
    return [(key, station_id, person_id) for key in keys_of(name, name_keys, school)]


class Named(NamedTuple):
    """What the keys of a person are made of."""

    pk: int
    station_id: int
    also_station_id: int | None
    name: str
    name_keys: str
    school: str


@transaction.atomic
def index_people(people):
    """Replace the keys of these persons (or Named); twice is as once."""
    people = list(people)
    know_schools({person.school for person in people})
    for chunk in in_chunks(people, IN_BULK):
        forget([person.pk for person in chunk])
        pour(KEYS, (row for person in chunk for row in _rows(person)))


@transaction.atomic
def index_again(people):
    """Read the names of these persons anew, by whatever rules hold today, and replace their keys."""
    stale = [person for person in people if person.name_keys != search_keys(person.name)]
    for person in stale:
        person.name_keys = search_keys(person.name)
    Person.objects.bulk_update(stale, ["name_keys"], batch_size=500)
    index_people(people)


def _rows(person):
    """Return a person's rows at every station that sees them."""
    for station in dict.fromkeys((person.station_id, person.also_station_id)):
        if station:
            yield from key_rows(person.pk, station, person.name, person.name_keys, person.school)


def forget(keys):
    """Remove the keys of the people with these primary keys: nobody finds them any more."""
    SearchKey.objects.filter(person__among=keys).delete()


def know_schools(schools):
    """Remember the names of schools, so that a part of one is found."""
    names = {plain(school)[:80] for school in schools} - {""}
    known = set(SchoolName.objects.filter(name__in=names).values_list("name", flat=True))
    SchoolName.objects.bulk_create([SchoolName(name=name) for name in sorted(names - known)], ignore_conflicts=True)


# --- Searching --------------------------------------------------------------------------------


def find(user, words, *, most=MOST):
    """Return the people a user may see whom the words could mean, the likeliest first, at most so many."""
    people = Person.objects.visible_to(user).select_related("station")
    number = _number(words)
    if number is not None:
        return list(people.filter(number).order_by("name", "pk")[:most])
    ranges = _ranges(words)
    if not ranges:
        return []
    few = _few(people)
    found = (
        _in_order(few, ranges)[:most] if few is not None else _along(_keys_within(user, people), ranges, people, most)
    )
    persons = people.in_bulk(found)
    return [persons[pk] for pk in found]


def narrow(people, words, *, one_by_one=False):
    """Return all people of a queryset whom the words could mean; too few letters find nobody.

    One by one suits a queryset that is read in its order until a page is full.
    """
    number = _number(words)
    if number is not None:
        return people.filter(number)
    ranges = _ranges(words)
    if not ranges:
        return people.none()
    return _keyed(people, ranges, one_by_one)


def near(people, words):
    """Let each person carry `closeness`: 0 for the very name, then its beginning, its readings, and the rest."""
    words = words.strip()
    steps = [When(name=words, then=0), When(name__startswith=words, then=1)]
    if typed := letters(words):
        steps.append(When(name_keys__startswith=typed, then=2))
    return people.annotate(closeness=Case(*steps, default=3, output_field=IntegerField()))


def from_school(people, words, *, one_by_one=False):
    """Return those of a queryset whose school's name holds the words."""
    schools = _schools(plain(words))[: SCHOOLS + 1]
    if len(schools) > SCHOOLS:  # "大学" is no school: then every row is looked at anyway
        return people.filter(school__contains=words.strip())
    ranges = [_school_key(school) for school in schools]
    return _keyed(people, ranges, one_by_one) if ranges else people.none()


def _keyed(people, ranges, one_by_one):
    keys = SearchKey.objects.filter(reduce(or_, map(_within, ranges)))
    if one_by_one:
        return people.filter(Exists(keys.filter(person=OuterRef("pk"))))
    return people.filter(pk__in=keys.values("person"))


def _number(words):
    """Return the condition of an identifying number, or None when the words are not one."""
    words = (words or "").strip().upper()
    if re.fullmatch(r"\d{3}[\dX]", words):
        return Q(id_tail_digest=digest(words, "id_tail"))
    if re.fullmatch(r"\d{17}[\dX]", words):
        return Q(id_digest=digest(words, "id_number"))
    if re.fullmatch(r"1\d{10}|0\d{9,11}", words):
        return Q(pk__in=Phone.objects.filter(digest=digest(words, "phone")).values("person"))
    return None


def _ranges(words):
    """Return the beginnings of keys that the words could mean, the likeliest first; none for too few letters."""
    words = words or ""
    text, typed = plain(words), letters(words)
    if len(text) < SHORTEST:
        return []
    beginnings = [WHOLE + text.encode()]
    beginnings += [LATIN + typed.encode(), LATER + typed.encode()] if typed else [INNER + text.encode()]
    beginnings += map(_school_key, _schools(text)[:SCHOOLS])
    return [beginning[:LONGEST] for beginning in beginnings]


def _schools(text):
    """Return the schools whose names hold a text: those that begin with it first, the short before the long."""
    found = SchoolName.objects.filter(name__contains=text)
    nearest = found.order_by(StrIndex("name", Value(text)), Length("name"), "name")
    return nearest.values_list("name", flat=True)


def _school_key(school):
    return SCHOOL + school.encode() + b"\0"


def _within(beginning):
    """A beginning as a range: no byte of UTF-8 is 255."""
    return Q(key__gte=beginning, key__lt=beginning + b"\xff")


def _few(people):
    """Return the rows of those somebody sees, or None when they are too many to look through."""
    if people.order_by()[FEW : FEW + 1].exists():
        return None
    return people.order_by().values_list("pk", "name", "name_keys", "school")


def _in_order(rows, ranges):
    """Return the keys of the matching people of a few rows, the likeliest first."""
    best = []
    for pk, *facts in rows:
        near = [
            (turn, key) for key in keys_of(*facts) for turn, beginning in enumerate(ranges) if key.startswith(beginning)
        ]
        if near:
            best.append((*min(near), pk))
    return [pk for *_nearness, pk in sorted(best)]


def _keys_within(user, people):
    """Return the keys of what a user sees, by the index alone where stations say it."""
    if user.reach != "subtree":
        return SearchKey.objects.filter(person__in=people.order_by().values("pk"))
    station = apps.get_model("accounts.Station")
    within = station.objects.within(user.station)
    if not station.objects.exclude(pk__in=within.values("pk")).exists():
        return SearchKey.objects.all()
    return SearchKey.objects.filter(station__in=list(within.values_list("pk", flat=True)))


def _along(keys, ranges, people, most):
    """Read range after range in the order of the keys until enough people are found; return their primary keys."""
    found = {}
    for beginning in ranges:
        ordered = keys.filter(_within(beginning)).order_by("key", "person_id").values_list("person_id", flat=True)
        for begin in count(0, AT_ONCE):
            chunk = list(ordered[begin : begin + AT_ONCE])
            seen = set(people.filter(pk__in=chunk).order_by().values_list("pk", flat=True))
            found |= dict.fromkeys(pk for pk in chunk if pk in seen)
            if len(found) >= most:
                return list(found)[:most]
            if len(chunk) < AT_ONCE:
                break
    return list(found)
