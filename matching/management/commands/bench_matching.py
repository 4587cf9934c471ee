"""Measures ranking everybody over all postings, against filtering first and then comparing titles, in one run."""

import json
import random
import time
from itertools import islice

import numpy
from django.core.management.base import BaseCommand
from rapidfuzz import fuzz, process

from matching.index.asking import ask
from matching.index.engine import COMPONENTS, walk_all
from matching.index.tables import tables_of
from matching.management.made_up import ON, made_up_offers, made_up_seekers
from matching.ranking import rank
from registry.management.measuring import Memory, apart

BEST = 10


class Command(BaseCommand):
    help = "Rank made-up people over made-up postings, by the index and by filters first and rapidfuzz then."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=5_000)
        parser.add_argument("--postings", type=int, default=20_000)
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--peer-people", type=int, default=50, help="people the peer ranks for (it is slow)")
        parser.add_argument("--oracle-people", type=int, default=20, help="people whose lists are held to the oracle")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--side", choices=("ours", "peer"), help="used by the command itself")

    def handle(self, *, people, postings, side, **options):
        if side:
            with Memory() as memory:
                measured = {"ours": _ours, "peer": _peer}[side](people, postings, options)
            self.stdout.write(json.dumps(measured | {"peak_mib": memory.peak}))
            return
        report = {"people": people, "postings": postings, "threads": options["threads"]}
        sizes = report | {"peer-people": options["peer_people"], "oracle-people": options["oracle_people"]}
        given = [word for name, value in sizes.items() for word in (f"--{name}", str(value))]
        for name in ("ours", "peer"):
            report[name] = apart("bench_matching", "--side", name, *given)
        report["times_faster"] = round(report["ours"]["people_per_second"] / report["peer"]["people_per_second"])
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for name in ("ours", "peer"):
            self.stdout.write(f"{name}: " + ", ".join(f"{key} {value}" for key, value in report[name].items()))
        self.stdout.write(f"{report['times_faster']} times faster for everybody, the index given")


def _timed(work, *given, **named):
    begun = time.perf_counter()
    found = work(*given, **named)
    return found, round(time.perf_counter() - begun, 3)


def _ours(people, postings, options):
    """Seconds by stage, and how many sampled lists differ from the oracle's."""
    offers, seekers = list(made_up_offers(postings, on=ON)), list(made_up_seekers(people))
    tables, index_s = _timed(tables_of, offers, on=ON)
    asked, ask_s = _timed(ask, tables, seekers)
    walk_all(tables, ask(tables, seekers[:2]), limit=BEST)  # compiled once, kept for every later process
    lists, walk_s = _timed(walk_all, tables, asked, limit=BEST, threads=options["threads"])
    chosen = random.Random(1311).sample(range(people), min(options["oracle_people"], people))
    wrong = sum(lists.of(row) != _as_told(rank(seekers[row], offers, on=ON, limit=BEST)) for row in chosen)
    one = [_timed(walk_all, tables, ask(tables, [seekers[row]]), limit=BEST)[1] for row in chosen]
    return {
        "terms": len(tables.terms),
        "intents": len(asked.tier_starts),
        "index_s": index_s,
        "ask_s": ask_s,
        "walk_s": walk_s,
        "people_per_second": round(people / walk_s),
        "one_person_p95_ms": round(1000 * float(numpy.percentile(one, 95)), 2) if one else None,
        "held_to_oracle": len(chosen),
        "different": wrong,
    }


def _as_told(matches):
    return [(match.posting_id, match.score, {name: match.components[name] for name in COMPONENTS}) for match in matches]


def _peer(people, postings, options):
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

    _lists, seconds = _timed(lambda: [best(seeker) for seeker in asked])
    return {"people_ranked": len(asked), "walk_s": seconds, "people_per_second": round(len(asked) / seconds, 2)}
