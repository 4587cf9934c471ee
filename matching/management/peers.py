"""What others would write: filters and rapidfuzz over the titles left, and rapidfuzz between all terms."""

import time
from itertools import islice

import numpy
from rapidfuzz import fuzz, process

from matching.management.bench_lists import BEST, timed
from matching.management.made_up import ON, made_up_offers, made_up_seekers
from matching.terms import Terms

INTENTS = 60  # compared with every term on both sides


def filtered(people, postings, options):
    """What a good developer writes: arrays for the hard limits, then the titles that are left by WRatio, one by one."""
    offers = list(made_up_offers(postings, on=ON))
    titles = numpy.array([offer.term for offer in offers], dtype=object)
    provinces = numpy.array([offer.area[:2] for offer in offers])
    kinds = numpy.array([offer.kind for offer in offers])
    highest = numpy.array([offer.pay_max or offer.pay_min or 1_000_000 for offer in offers])
    asked = list(islice(made_up_seekers(people), options["peer_people"]))

    def best(seeker):
        left = provinces == seeker.area[:2]
        for wish in seeker.wishes[:1]:
            left &= highest >= (wish.pay_floor or 0)
            left &= (kinds == "full_time") if wish.kind else True
        places = numpy.flatnonzero(left)
        terms = [wish.term for wish in seeker.wishes] or [""]
        scores = process.cdist(terms, titles[places], scorer=fuzz.WRatio, workers=options["threads"]).max(axis=0)
        return places[numpy.argsort(-scores, kind="stable")[:BEST]]

    _lists, seconds = timed(lambda: [best(seeker) for seeker in asked])
    return {"people_ranked": len(asked), "walk_s": seconds, "people_per_second": round(len(asked) / seconds, 2)}


def terms(people, postings, _options):
    """Pairs of terms compared in a second on one thread: by meaning and characters as the product does, and by WRatio."""
    distinct = sorted({offer.term for offer in made_up_offers(postings, on=ON)})
    seekers = islice(made_up_seekers(people), 20 * INTENTS)
    intents = sorted({wish.term for seeker in seekers for wish in seeker.wishes})[:INTENTS]
    vocabulary = Terms(distinct)
    vocabulary.like(intents[0])
    begun = time.perf_counter()
    for intent in intents:
        vocabulary.like(intent)
    ours = time.perf_counter() - begun
    _scores, theirs = timed(process.cdist, intents, distinct, scorer=fuzz.WRatio, dtype=numpy.uint8, workers=1)
    pairs = len(intents) * len(distinct)
    return {
        "pairs": pairs,
        "ours_pairs_per_second": round(pairs / ours),
        "cdist_pairs_per_second": round(pairs / theirs),
        "times_faster": round(theirs / ours, 1),
    }
