"""Pairs of records that may be one person: namesakes who share a birth date or a phone number. Reads."""

from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from django.db.models import Count, F

from registry.models import Likeness, Person, Phone

MOST = 200  # names and numbers looked at; who has more begins with these


class Pair(NamedTuple):
    """Two persons, the earlier record first, and what they share besides the name."""

    one: Person
    other: Person
    why: list


def likely_pairs(people):
    """Return the Pairs among these people that nobody has told apart yet, those that share most first."""
    shared = defaultdict(list)
    for why, groups in (("born", _born_alike(people)), ("phone", _phoned_alike(people))):
        for keys in groups:
            for pair in combinations(sorted(keys), 2):
                shared[pair].append(why)
    by_key = people.select_related("station").in_bulk({key for pair in shared for key in pair})
    pairs = [Pair(by_key[one], by_key[other], why) for (one, other), why in shared.items()]
    told_apart = _told_apart(pairs)
    pairs = [pair for pair in pairs if not told_apart & _marks(pair)]
    return sorted(pairs, key=lambda pair: (-len(pair.why), pair.one.pk, pair.other.pk))


def _born_alike(people):
    """Yield the keys of namesakes born on one day."""
    alike = people.exclude(born_on=None).order_by().values("name", "born_on").annotate(n=Count("pk")).filter(n__gt=1)
    found = set(alike.order_by("name", "born_on").values_list("name", "born_on")[:MOST])
    groups = defaultdict(set)
    namesakes = people.filter(name__in={name for name, _day in found}, born_on__in={day for _name, day in found})
    for key, name, day in namesakes.order_by().values_list("pk", "name", "born_on"):
        groups[name, day].add(key)
    return [keys for key, keys in groups.items() if key in found]


def _phoned_alike(people):
    """Yield the keys of namesakes who gave one number; a number that a family shares is no reason."""
    phones = Phone.objects.filter(person__in=people.order_by().values("pk")).order_by()
    alike = phones.values("digest").annotate(
        people=Count("person", distinct=True), names=Count("person__name", distinct=True)
    )
    found = alike.filter(people__gt=F("names")).order_by("digest").values_list("digest", flat=True)[:MOST]
    groups = defaultdict(set)
    for key, name, digest in phones.filter(digest__in=list(found)).values_list("person", "person__name", "digest"):
        groups[name, digest].add(key)
    return [keys for keys in groups.values() if len(keys) > 1]


def _marks(pair):
    """How a decision that the two differ is kept: the number of the one, and the other."""
    return {(pair.one.id_digest, pair.other.pk), (pair.other.id_digest, pair.one.pk)}


def _told_apart(pairs):
    keys = {person.pk for pair in pairs for person in (pair.one, pair.other)}
    return set(Likeness.objects.filter(person__in=keys, is_same=False).values_list("digest", "person"))


def tell_apart(one, other, *, by):
    """Keep that two records are two people: neither this page nor a list asks again. Twice is as once."""
    pairs = ((one.id_digest, other), (other.id_digest, one))
    Likeness.objects.bulk_create(
        [Likeness(digest=digest, person=person, is_same=False, by=by) for digest, person in pairs],
        ignore_conflicts=True,
    )
