"""Many people and some postings at once: each one's best of them, by the very scores that one person's list has."""

from collections import defaultdict

from django.db.models import Count

from matching import candidates
from matching.candidates import offers_of, seeker_of
from matching.index.asking import ask
from matching.index.engine import rank_many, walk_all
from matching.index.keeping import ROUNDS, warm
from matching.index.tables import tables_of
from matching.models import Posting, Push
from matching.ranking import rank
from matching.terms import similarities
from matching.titles import term_of
from registry.models import Wish

PAIRS = 40_000  # of people and postings, from which on an index is quicker than looking at each


def rank_people(people, offers, *, on, limit=None):
    """Return {person key: [Match], best first} of a queryset of people, in its order; a constant number of queries.

    Only offers that pass every hard limit and that the person has not had.
    """
    people = list(people.prefetch_related("wishes", "skills", "groups"))
    had = _had(people, [offer.posting_id for offer in offers] if len(offers) <= len(people) else None)
    limit = limit or len(offers)
    if len(people) * len(offers) > PAIRS:
        return _by_index(people, offers, had, on, limit)
    return {person.pk: _best(seeker_of(person), offers, had[person.pk], on, limit) for person in people}


def _had(people, postings):
    """Return {person: keys of postings that were pushed}, of these postings or of all."""
    pushed = Push.objects.filter(person__in=[person.pk for person in people])
    if postings is not None:
        pushed = pushed.filter(posting__in=postings)
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


def best_of_pool(people, *, on, limit, without=frozenset()):
    """Return {person key: [Match], best first} of all open postings but those `without`, for a queryset of people.

    A pool too large to be read is walked along this machine's index; the answer is the same.
    """
    still_open = Posting.objects.open_on(on)
    index = still_open.order_by()[candidates.POOL : candidates.POOL + 1].exists() and warm()
    found = _by_warm(people, index, on, limit, without) if index else None
    if found is not None:
        return found
    offers = [offer for offer in offers_of(still_open) if offer.posting_id not in without]
    return rank_people(people, offers, on=on, limit=limit)


def _by_warm(people, index, on, limit, without):
    """Walk the index for all at once; what changed since it was read is ranked beside it. None: too much has closed."""
    still_open, listed = Posting.objects.open_on(on), list(people.prefetch_related("wishes", "skills", "groups"))
    changed = set(Posting.objects.filter(updated_at__gte=index.tables.read_at).values_list("pk", flat=True))
    newer = [offer for offer in offers_of(still_open.filter(pk__in=changed)) if offer.posting_id not in without]
    beside = rank_people(people, newer, on=on, limit=limit)
    seekers, had = [seeker_of(person) for person in listed], _had(listed, None)
    left_out = changed | without
    for _round in range(ROUNDS):
        asked = ask(index.tables, seekers, [had[person.pk] | left_out for person in listed], index.words)
        lists = walk_all(index.tables, asked, limit=limit, on=on)
        keys = [[key for key, _score, _parts in lists.of(row)] for row in range(len(listed))]
        found = {key for one in keys for key in one}
        offers = {offer.posting_id: offer for offer in offers_of(still_open.filter(pk__in=found))}
        closed = found - offers.keys()
        if not closed:
            return {
                person.pk: _merged(
                    rank(seeker, [offers[key] for key in one], on=on, limit=limit), beside[person.pk], limit
                )
                for person, seeker, one in zip(listed, seekers, keys, strict=True)
            }
        left_out |= closed
    return None


def _merged(matches, others, limit):
    """The best of both, in ranking's order."""
    return sorted([*matches, *others], key=lambda match: (-match.score, match.posting_id))[:limit]


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
