"""Postings chosen without the ranking, the newest or any, among those that are eligible: what it is compared with."""

from datetime import date
from random import Random
from typing import NamedTuple

from django.db.models import F

from matching.candidates import offers_of
from matching.eligibility import is_eligible
from matching.models import Posting, Push
from matching.seeking import seeker_of
from matching.suiting import rank_people
from registry.models import Person

AMONG = 2000  # of the newest postings, and of those drawn, among which eligible ones are looked for
CONTROLS = (Push.Arm.CONTROL_NEWEST, Push.Arm.CONTROL_RANDOM)


def newest_first(offers):
    """Return offers in the order of their day, the newest first, of one day the later key."""
    return sorted(offers, key=lambda offer: (offer.opened_on or date.min, offer.posting_id), reverse=True)


def newest_for(person, *, on, limit):
    """Return the Matches of the newest postings a person is eligible for, the newest first, with their scores."""
    seeker, had = seeker_of(person), _had([person.pk])
    offers = [offer for offer in _newest(on) if (person.pk, offer.posting_id) not in had and is_eligible(seeker, offer)]
    found = rank_people(Person.objects.filter(pk=person.pk), offers[:limit], on=on)[person.pk]
    matches = {match.posting_id: match for match in found}
    return [matches[offer.posting_id] for offer in offers[:limit]]


class Mixed(NamedTuple):
    """What is proposed, {person: [Match]}, and how each was chosen, {(person, posting): Arm}."""

    given: dict
    arms: dict


def with_controls(given, *, on, percent, without=frozenset()):
    """Return proposals with so many of a hundred exchanged for controls; the same for a person on a day.

    `without` holds the keys of postings that can be proposed to nobody more.
    """
    drawn = {person: _places(person, len(matches), on, percent) for person, matches in given.items()}
    drawn = {person: places for person, places in drawn.items() if places}
    chosen = _chosen(drawn, given, on, without) if drawn else {}
    offers = {offer.posting_id: offer for found in chosen.values() for offer in found.values()}
    people = Person.objects.filter(pk__in=chosen)
    ranked = rank_people(people, list(offers.values()), on=on) if offers else {}
    matches = {(person, match.posting_id): match for person, found in ranked.items() for match in found}
    mixed = Mixed({}, {})
    for person, listed in given.items():
        listed = list(listed)
        arms = [Push.Arm.PROPOSED] * len(listed)
        for place, offer in chosen.get(person, {}).items():
            listed[place], arms[place] = matches[person, offer.posting_id], drawn[person][place]
        mixed.given[person] = listed
        mixed.arms.update(((person, match.posting_id), arm) for match, arm in zip(listed, arms, strict=True))
    return mixed


def _dice(person, on):
    return Random(f"{on.isoformat()}-{person}")  # noqa: S311 - drawn to be repeated, not to be secret


def _places(person, n, on, percent):
    """Return {place in the list: Arm} of a person's controls."""
    dice = _dice(person, on)
    rolls = [(dice.random() * 100, dice.choice(CONTROLS)) for _place in range(n)]
    return {place: arm for place, (roll, arm) in enumerate(rolls) if roll < percent}


def _chosen(drawn, given, on, without):
    """Return {person: {place: Offer}} of the controls for which there is an eligible posting."""
    pools = dict(zip(CONTROLS, (_newest(on), _any(on)), strict=True))
    had, chosen = _had(drawn), {}
    for person in Person.objects.filter(pk__in=drawn).order_by("pk").prefetch_related("wishes", "skills", "groups"):
        seeker, dice = seeker_of(person), _dice(person.pk, on)
        taken = {match.posting_id for match in given[person.pk]} | without
        for place, arm in drawn[person.pk].items():
            left = [one for one in pools[arm] if one.posting_id not in taken and (person.pk, one.posting_id) not in had]
            left = [offer for offer in left if is_eligible(seeker, offer)]
            if left:
                offer = left[0] if arm == Push.Arm.CONTROL_NEWEST else dice.choice(left)
                chosen.setdefault(person.pk, {})[place] = offer
                taken |= {offer.posting_id}
    return chosen


def _newest(on):
    order = (F("opens_on").desc(nulls_last=True), "-pk")
    keys = Posting.objects.open_on(on).order_by(*order).values_list("pk", flat=True)[:AMONG]
    return newest_first(offers_of(Posting.objects.filter(pk__in=list(keys))))


def _any(on):
    """Postings drawn from all that are open, the same on one day while the pool is the same."""
    keys = list(Posting.objects.open_on(on).order_by("pk").values_list("pk", flat=True))
    drawn = _dice("pool", on).sample(keys, min(AMONG, len(keys)))
    return offers_of(Posting.objects.filter(pk__in=drawn))


def _had(people):
    return set(Push.objects.filter(person__in=people).order_by().values_list("person", "posting"))
