"""Measures an insurance list held against a registry, beside django-import-export on the same rows, in one run."""

import json
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import import_string

from registry.management.made_up_lists import ON, fill_registry, write_first, write_list
from registry.management.measuring import Memory, apart, between, office, scratch_database
from registry.models import Finding, Person
from registry.reconciling import compare_list, receive_list

SIDES = ("ours", "peer")


class Command(BaseCommand):
    help = "Compare a made-up insurance list with a made-up registry in a scratch database, by us and by a peer."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=20_000, help="people registered")
        parser.add_argument("--listed", type=int, default=60_000, help="rows of the list")
        parser.add_argument(
            "--peer-listed", type=int, help="how many of the first rows the peer is given; all by default"
        )
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--side", choices=SIDES, help="measure one side only, here; used by the command itself")
        parser.add_argument("--file", type=Path, help="the list to measure --side with")

    def handle(self, *args, people, listed, peer_listed, side, file, **options):
        if side:
            self.stdout.write(json.dumps(measured(side, file, people)))
            return
        if find_spec("import_export") is None:
            raise CommandError("django-import-export is not installed: it comes with requirements-dev.txt.")
        report = {"people": people, "listed": listed, "database": connection.vendor}
        with tempfile.TemporaryDirectory() as place:
            whole, first = Path(place) / "whole.csv", Path(place) / "first.csv"
            write_list(whole, listed, people)
            write_first(first, peer_listed or listed, whole)
            for name, path in (("ours", whole), ("peer", first)):
                report[name] = apart("bench_comparison", "--side", name, "--file", str(path), "--people", str(people))
        report["times_faster"] = round(report["ours"]["rows_per_second"] / report["peer"]["rows_per_second"], 1)
        self._report(report, options["json"])

    def _report(self, report, as_json):
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for name in SIDES:
            figures = ", ".join(f"{key} {value}" for key, value in report[name].items())
            self.stdout.write(f"{name}: {figures}")
        self.stdout.write(f"{report['times_faster']} times faster on {report['database']}")


def measured(side, path, people):
    """Return the figures of one side: seconds by stage, rows a second from file to findings, peak memory in MiB."""
    with scratch_database(), Memory() as memory:
        station, clerk = office()
        fill_registry(people, station)
        figures = ours(path, station, clerk) if side == "ours" else peer(path)
    return figures | {"peak_mib": memory.peak}


def ours(path, station, clerk):
    content, times = path.read_bytes(), [time.perf_counter()]
    told = {"station": station, "kind": "insurance", "file_name": path.name, "listed_on": ON, "by": clerk}
    comparison = receive_list(content=content, **told)
    times.append(time.perf_counter())
    compare_list(comparison, today=ON)
    times.append(time.perf_counter())
    hits = Finding.objects.filter(what=Finding.What.HIT).count()
    return _figures(times, ("receive_s", "compare_s"), comparison.rows_total, hits) | {"counts": comparison.counts}


def peer(path):
    # By name: the peer is installed only where somebody measures.
    rows, hits, times = import_string("registry.management.peer_comparison.run")(path, ON)
    return _figures(times, ("read_s", "clean_s", "look_up_s"), rows, hits)


def _figures(times, names, rows, hits):
    total = times[-1] - times[0]
    told = {"total_s": round(total, 2), "rows_per_second": round(rows / total), "hits": hits}
    return between(times, names) | told | {"people": Person.objects.count()}
