"""Measures ranking everybody over all postings against what others would write, each side in a process of its own."""

import json
from importlib.util import find_spec

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from registry.management.measuring import Memory, apart

# {side: (where it is measured, the package it needs beyond the product's own)}
SIDES = {
    "ours": ("matching.management.bench_lists.lists", ""),
    "oracle": ("matching.management.bench_lists.oracle", ""),
    "night": ("matching.management.bench_night.night", ""),
    "terms": ("matching.management.peers.terms", ""),
    "filtered": ("matching.management.peers.filtered", ""),
    "polars": ("matching.management.polars_peer.joined", "polars"),
    "optimum": ("matching.management.optimum.optimum", "scipy"),
}
PEERS = ("filtered", "polars", "pg_trgm")


class Command(BaseCommand):
    help = "Rank made-up people over made-up postings, by the index and by its peers; PostgreSQL adds pg_trgm and COPY."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=5_000)
        parser.add_argument("--postings", type=int, default=20_000)
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--peer-people", type=int, default=50, help="people the peers rank for (they are slow)")
        parser.add_argument("--oracle-people", type=int, default=20, help="people whose lists are held to the oracle")
        parser.add_argument("--only", nargs="*", choices=SIDES, default=list(SIDES), help="measure these sides only")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--side", choices=SIDES, help="used by the command itself")

    def handle(self, *, people, postings, side, **options):
        if side:
            with Memory() as memory:
                measured = import_string(SIDES[side][0])(people, postings, options)
            self.stdout.write(json.dumps(measured | {"peak_mib": memory.peak}))
            return
        report = {"people": people, "postings": postings, "threads": options["threads"]}
        sizes = report | {"peer-people": options["peer_people"], "oracle-people": options["oracle_people"]}
        given = [word for name, value in sizes.items() for word in (f"--{name}", str(value))]
        for name in options["only"]:
            report[name] = _measured(name, given)
        report["times_faster"] = _times_faster(report)
        self.stdout.write(json.dumps(report) if options["json"] else _told(report))


def _measured(side, given):
    package = SIDES[side][1]
    if package and not find_spec(package):
        return {"skipped": f"{package} is not installed (requirements-dev.txt)"}
    return apart("bench_matching", "--side", side, *given)


def _times_faster(report):
    """How many times as many people a second the index ranks as each peer that was measured."""
    ours = report.get("ours", {}).get("people_per_second")
    measured = report | {"pg_trgm": report.get("night", {}).get("pg_trgm", {})}
    rates = {name: measured.get(name, {}).get("people_per_second") for name in PEERS}
    return {name: round(ours / rate) for name, rate in rates.items() if ours and rate}


def _told(report):
    lines = [
        f"{name}: " + ", ".join(f"{key} {value}" for key, value in part.items())
        for name, part in report.items()
        if isinstance(part, dict)
    ]
    return "\n".join(lines)
