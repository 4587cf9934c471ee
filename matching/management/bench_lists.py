"""What bench_matching measures of the index itself: everybody, one person, what changed by day, and under a cap."""

import random
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy

from matching.index.asking import Words, ask, ask_gathered
from matching.index.capping import rank_capped
from matching.index.choosing import told
from matching.index.engine import COMPONENTS, walk_all
from matching.index.gathering import gather
from matching.index.tables import opened, publish, tables_of
from matching.management.made_up import ON, made_up_offers, made_up_seekers
from matching.ranking import Weights, rank
from matching.terms import UNLINKED
from registry.management.measuring import Memory

BEST = 10
HUNDREDTH = 100  # one in so many postings is new, one in so many people has changed
OF_ONE_OPENING = (1, 1, 1, 2, 2, 3, 5, 10)  # openings of made-up postings
PEOPLE_AN_OPENING = 10  # as PUSHES_PER_OPENING is shipped


class Clocked:
    """Goes through things and keeps the seconds that making them took, so that these can be taken off."""

    def __init__(self, things):
        self.things, self.seconds = iter(things), 0.0

    def __iter__(self):
        return self

    def __next__(self):
        begun = time.perf_counter()
        try:
            return next(self.things)
        finally:
            self.seconds += time.perf_counter() - begun


def timed(work, *given, **named):
    """Return (what work returns, seconds)."""
    begun = time.perf_counter()
    found = work(*given, **named)
    return found, round(time.perf_counter() - begun, 3)


def _apart_from_making(work, things, **named):
    clocked = Clocked(things)
    found, seconds = timed(work, clocked, **named)
    return found, round(seconds - clocked.seconds, 3)


def lists(people, postings, options):
    """Seconds by stage for everybody, the memory of it, and what a change of a hundredth and a cap cost beside."""
    threads = options["threads"]
    with Memory() as memory, TemporaryDirectory() as folder:
        built, index_s = _apart_from_making(tables_of, made_up_offers(postings, on=ON), on=ON)
        path = publish(built, folder)
        building = memory.peak
        tables, open_s = timed(opened, path)
        words, words_s = timed(Words, tables)
        gathered, gather_s = _apart_from_making(gather, ((one, ()) for one in made_up_seekers(people)))
        walk_all(tables, ask(tables, list(made_up_seekers(2)), words=words), limit=BEST)  # compiled once, then kept
        asked, ask_s = timed(ask_gathered, tables, gathered, words)
        found, walk_s = timed(walk_all, tables, asked, limit=BEST, threads=threads)
        report = {
            "terms": len(tables.terms),
            "intents": len(asked.tier_starts),
            "index_s": index_s,
            "index_mib": round(sum(file.stat().st_size for file in Path(path).iterdir()) / 1024**2),
            "open_s": round(open_s + words_s, 3),
            "ask_s": round(gather_s + ask_s, 3),
            "walk_s": walk_s,
            "people_per_second": round(people / walk_s),
            "building_peak_mib": building,
        }
        report |= _one_person(tables, words, postings, options["oracle_people"])
        report |= _new_postings(tables, gathered, asked, found, threads)
        report |= _changed_people(tables, words, asked, found, threads)
        return report | _capped(tables, asked, walk_s, threads)


def _one_person(tables, words, postings, sample):
    """One person after another, warm, each list explained; the few offers found would come from the database."""
    seconds = []
    seekers = list(islice(made_up_seekers(10_000), 9_000, 9_000 + max(sample, 200)))
    offers = {}
    for seeker in seekers:
        begun = time.perf_counter()
        keys = walk_all(tables, ask(tables, [seeker], words=words), limit=BEST).keys_of(0)
        seconds.append(time.perf_counter() - begun)
        offers[seeker] = keys
    wanted = {key for keys in offers.values() for key in keys}
    by_key = {offer.posting_id: offer for offer in made_up_offers(postings, on=ON) if offer.posting_id in wanted}
    for place, seeker in enumerate(seekers):
        found = [by_key[key] for key in offers[seeker]]
        begun = time.perf_counter()
        told([seeker], [offers[seeker]], found, on=ON, weights=Weights(), links=UNLINKED)
        seconds[place] += time.perf_counter() - begun
    return {
        "one_person_p50_ms": round(1000 * float(numpy.percentile(seconds, 50)), 2),
        "one_person_p95_ms": round(1000 * float(numpy.percentile(seconds, 95)), 2),
    }


def _new_postings(tables, gathered, asked, found, threads):
    """A hundredth of the postings is new: yesterday's lists and these, against ranking everything anew."""
    chance = numpy.random.default_rng(1311)
    keys = numpy.sort(chance.choice(tables.postings["posting"], len(tables) // HUNDREDTH, replace=False))
    before = walk_all(tables.without(keys), asked, limit=BEST, threads=threads)
    chosen = set(keys.tolist())
    offers = [one for one in made_up_offers(len(tables), on=ON) if one.posting_id in chosen]
    begun = time.perf_counter()
    newer = tables_of(offers, on=ON)
    beside = walk_all(newer, ask_gathered(newer, gathered), limit=BEST, threads=threads)
    merged = before.merged(beside)
    seconds = round(time.perf_counter() - begun, 3)
    return {"new_postings_s": seconds, "new_postings_different": _different(merged, found)}


def _changed_people(tables, words, asked, found, threads):
    """A hundredth of the people has changed: only they are ranked; those whose lists come out as before are counted."""
    total = len(asked.seekers)
    rows = numpy.arange(0, total, HUNDREDTH)
    told = [(one, ()) for place, one in enumerate(made_up_seekers(total)) if place % HUNDREDTH == 0]
    begun = time.perf_counter()
    again = walk_all(tables, ask_gathered(tables, gather(told), words), limit=BEST, threads=threads)
    seconds = round(time.perf_counter() - begun, 3)
    before = type(found)(*(part[rows] for part in found))
    return {"changed_people_s": seconds, "changed_people_different": _different(again, before)}


def _different(some, others):
    """Return how many lists differ in any posting, score or component."""
    same = (some.postings == others.postings).all(axis=1) & (some.components == others.components).all(axis=(1, 2))
    return int((~same | (some.counts != others.counts)).sum())


def _capped(tables, asked, walk_s, threads):
    """Everybody under the cap of the openings; how many places of the lists are filled of those that could be."""
    chance = random.Random(1313)
    room = {
        key: chance.choice(OF_ONE_OPENING) * PEOPLE_AN_OPENING for key in sorted(tables.postings["posting"].tolist())
    }
    found, seconds = timed(rank_capped, tables, asked, room, limit=BEST, threads=threads)
    fillable = min(BEST * len(asked.seekers), sum(room.values()))
    most = numpy.unique(found.postings[numpy.arange(BEST) < found.counts[:, None]], return_counts=True)
    beyond = sum(n > room[key] for key, n in zip(*(part.tolist() for part in most), strict=True))
    return {
        "capped_s": seconds,
        "capped_times_uncapped": round(seconds / walk_s, 2),
        "capped_filled": round(float(found.counts.sum()) / fillable, 5),
        "capped_beyond_room": beyond,
    }


def oracle(people, postings, options):
    """Lists held to the oracle, which looks at every posting for every person."""
    offers = list(made_up_offers(postings, on=ON))
    chosen = sorted(random.Random(1311).sample(range(people), min(options["oracle_people"], people)))
    wanted = set(chosen)
    seekers = [one for place, one in enumerate(islice(made_up_seekers(people), chosen[-1] + 1)) if place in wanted]
    tables = tables_of(offers, on=ON)
    found = walk_all(tables, ask(tables, seekers), limit=BEST)
    oracles, seconds = timed(lambda: [rank(one, offers, on=ON, limit=BEST) for one in seekers])
    wrong = sum(found.of(row) != _as_told(matches) for row, matches in enumerate(oracles))
    return {"held_to_oracle": len(chosen), "different": wrong, "people_per_second": round(len(chosen) / seconds, 2)}


def _as_told(matches):
    return [(match.posting_id, match.score, {name: match.components[name] for name in COMPONENTS}) for match in matches]
