"""Many people and some postings at once: each one's best of them, by the very scores that one person's list has."""

from collections import defaultdict

from django.db.models import Count, F

from matching.candidates import seeker_of
from matching.index.engine import rank_many
from matching.index.tables import tables_of
from matching.models import Push
from matching.ranking import Offer, rank
from matching.terms import similarities
from matching.titles import term_of
from registry.models import Wish

PAIRS = 300_000  # of people and postings, from which on an index is quicker than looking at each


def offers_of(postings):
    """Return the Offers of these postings, by their keys; one query."""
    rows = postings.order_by("pk").values(
        "term",
        "title",
        "education",
        "majors",
        "pay_min",
        "pay_max",
        "area_text",
        "kind",
        "skills",
        "audience",
        posting_id=F("pk"),
        area=F("area_code"),
        opened_on=F("opens_on"),
    )
    return [
        Offer(**{**row, "skills": tuple(row["skills"]), "audience": tuple(row["audience"])})
        for row in rows.iterator(chunk_size=5000)
    ]


def rank_people(people, offers, *, on, limit=None):
    """Return {person key: [Match], best first} of a queryset of people, in its order; a constant number of queries.

    Only offers that pass every hard limit and that the person has not had.
    """
    people = list(people.prefetch_related("wishes", "skills", "groups"))
    had = _had(people, offers)
    limit = limit or len(offers)
    if len(people) * len(offers) > PAIRS:
        return _by_index(people, offers, had, on, limit)
    return {person.pk: _best(seeker_of(person), offers, had[person.pk], on, limit) for person in people}


def _had(people, offers):
    """Return {person: keys of postings that were pushed}; what was pushed but is not offered here does no harm."""
    pushed = Push.objects.filter(person__in=[person.pk for person in people])
    if len(offers) <= len(people):
        pushed = pushed.filter(posting__in=[offer.posting_id for offer in offers])
    had = defaultdict(set)
    for person, posting in pushed.order_by().values_list("person", "posting"):
        had[person].add(posting)
    return had


def _best(seeker, offers, had, on, limit):
    return rank(seeker, [offer for offer in offers if offer.posting_id not in had], on=on, limit=limit)


def _by_index(people, offers, had, on, limit):
    """The index finds each one's best; the few found are told with their reasons by the oracle it equals."""
    seekers = [seeker_of(person) for person in people]
    pushed = [sorted(had[person.pk]) for person in people]
    lists = rank_many(tables_of(offers, on=on), seekers, limit=limit, pushed=pushed)
    by_key = {offer.posting_id: offer for offer in offers}
    found = {}
    for row, person in enumerate(people):
        best = [by_key[key] for key, _score, _parts in lists.of(row)]
        found[person.pk] = rank(seekers[row], best, on=on, limit=limit)
    return found


def fits(match):
    """Whether a posting is near what the person wishes and does not ask for another major."""
    return match.components["title"] > 0 and match.components["major"] > 0


def nearest(people, offers, most):
    """Return (at most so many of these people: those whose wish is nearest to any of the offers, how many there are).

    For when there are too many to compare one by one; people without a wish come last.
    """
    total = people.count()
    if total <= most:
        return people, total
    wishes = Wish.objects.filter(person__in=people.order_by().values("pk")).order_by()
    counts = dict(wishes.values_list("occupation").annotate(n=Count("person", distinct=True)))
    chosen, n = [], 0
    for occupation in _by_likeness(sorted(counts), offers):
        if n >= most:
            break
        chosen.append(occupation)
        n += counts[occupation]
    near = wishes.filter(occupation__in=chosen).values("person")
    return people.filter(pk__in=near).order_by("pk")[:most], total


def _by_likeness(occupations, offers):
    terms = sorted({offer.term for offer in offers})
    if not occupations or not terms:
        return []
    alike = similarities(terms, [term_of(occupation) for occupation in occupations]).max(axis=0)
    return [occupation for _likeness, occupation in sorted(zip(-alike.astype(int), occupations, strict=True))]
