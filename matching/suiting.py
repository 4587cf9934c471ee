"""Many people and some postings at once: each one's best of them, by the very scores that one person's list has."""

from collections import defaultdict

from django.db.models import Count

from matching.candidates import is_large, offers_of
from matching.index.choosing import rank_all
from matching.index.keeping import warm
from matching.models import Posting, Push
from matching.seeking import seeker_of
from matching.terms import similarities
from matching.titles import term_of
from matching.weights import current_weights
from matching.wording import standing_links
from registry.models import Wish


def rank_people(people, offers, *, on, limit=None, weights=None):
    """Return {person key: [Match], best first} of a queryset of people, in its order; a constant number of queries.

    Only offers that pass every hard limit and that the person has not had; by the weights in force unless others are given.
    """
    people = ready(people)
    had = had_by(people, [offer.posting_id for offer in offers] if len(offers) <= len(people) else None)
    by = {"weights": weights or current_weights(), "links": standing_links()}
    found = rank_all(list(map(seeker_of, people)), offers, had, on=on, limit=limit or len(offers), **by)
    return _by_person(people, found)


def best_of_pool(people, *, on, limit, without=frozenset(), weights=None):
    """Return {person key: [Match], best first} of all open postings but those `without`, for a queryset of people.

    A pool too large to be read is walked along this machine's index; the answer is the same.
    """
    weights = weights or current_weights()
    if is_large(on) and (index := warm()):
        listed = ready(people)
        seekers, had = list(map(seeker_of, listed)), had_by(listed, None)
        by = {"weights": weights, "links": standing_links()}
        found = index.best(seekers, had, on=on, limit=limit, offers_of=offers_of, without=without, **by)
        if found is not None:
            return _by_person(listed, found)
    offers = [offer for offer in offers_of(Posting.objects.open_on(on)) if offer.posting_id not in without]
    return rank_people(people, offers, on=on, limit=limit, weights=weights)


def ready(people):
    """Return the people of a queryset with all that ranking asks of them."""
    return list(people.prefetch_related("wishes", "skills", "groups"))


def _by_person(people, found):
    return {person.pk: matches for person, matches in zip(people, found, strict=True)}


def had_by(people, postings):
    """Return for each of these people the keys of postings that were pushed, of these postings or of all."""
    pushed = Push.objects.filter(person__in=[person.pk for person in people])
    if postings is not None:
        pushed = pushed.filter(posting__in=postings)
    had = defaultdict(set)
    for person, posting in pushed.order_by().values_list("person", "posting"):
        had[person].add(posting)
    return [had[person.pk] for person in people]


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
