"""How much a relation of words touches today: the people who wish such work, and the open postings that are called so."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from matching.models import Posting, TermLink
from matching.terms import core_of
from matching.titles import term_of
from registry.models import Person, Wish
from registry.statuses import OPEN

KEPT = 10 * 60  # seconds: a city has a hundred thousand terms, and counting them again for every look helps nobody


class Touched(NamedTuple):
    """How many wishes of people, and how many open postings."""

    wishes: int
    postings: int


def touched_by(links):
    """Return {link key: Touched}."""
    wishes, titles = cache.get_or_set(f"words-said-{timezone.localdate().isoformat()}", _said, KEPT)
    by_core = [_by_core(counts) for counts in (wishes, titles)]
    return {
        link.pk: Touched(*(_apart(link, counts) for counts in (wishes, titles)))
        if link.kind == TermLink.Kind.APART
        else Touched(*(_linked(link, counts) for counts in by_core))
        for link in links
    }


def _said():
    """Return ({term: wishes}, {term: open postings})."""
    served = Person.objects.filter(status__in=OPEN).order_by()
    rows = Wish.objects.filter(person__in=served.values("pk")).order_by().values_list("occupation")
    wishes = Counter()
    for occupation, n in rows.annotate(n=Count("pk")):
        wishes[term_of(occupation)] += n
    postings = Posting.objects.open_on(timezone.localdate()).order_by().values_list("term")
    return dict(wishes), dict(postings.annotate(n=Count("pk")))


def _by_core(counts):
    found = defaultdict(int)
    for term, n in counts.items():
        found[core_of(term)] += n
    return found


def _linked(link, by_core):
    return sum(by_core.get(core, 0) for core in {core_of(link.one), core_of(link.other)})


def _apart(link, counts):
    return sum(n for term, n in counts.items() if (link.one in term) != (link.other in term))
