"""Measures a roster from file to applied, against django-import-export on the same file, in one run."""

import json
import tempfile
import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import import_string

from registry.applying import apply_roster, start_applying
from registry.importing import compare_roster, receive_roster
from registry.management.made_up import write_roster
from registry.management.measuring import Memory, apart, between, office, scratch_database
from registry.models import Person

ON = date(2026, 9, 1)
SIDES = ("ours", "peer")


class Command(BaseCommand):
    help = "Import a made-up roster into a scratch database, by this product and by django-import-export."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=10_000)
        parser.add_argument("--peer-rows", type=int, help="rows the peer is given; all by default (it is slow)")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--side", choices=SIDES, help="measure one side only, here; used by the command itself")
        parser.add_argument("--file", type=Path, help="the roster to measure --side with")

    def handle(self, *args, rows, peer_rows, side, file, **options):
        if side:
            self.stdout.write(json.dumps(measured(side, file)))
            return
        if find_spec("import_export") is None:
            raise CommandError("django-import-export is not installed: it comes with requirements-dev.txt.")
        with tempfile.TemporaryDirectory() as place:
            report = {"rows": rows, "database": connection.vendor}
            for name, count in (("ours", rows), ("peer", peer_rows or rows)):
                path = Path(place) / f"{count}.xlsx"
                if not path.exists():
                    write_roster(path, count)
                report[name] = apart("bench_import", "--side", name, "--file", str(path))
        ours, peer = report["ours"], report["peer"]
        report["times_faster"] = round(ours["rows_per_second"] / peer["rows_per_second"], 1)
        self._report(report, options["json"])

    def _report(self, report, as_json):
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for name in SIDES:
            figures = ", ".join(f"{key} {value}" for key, value in report[name].items())
            self.stdout.write(f"{name}: {figures}")
        self.stdout.write(f"{report['times_faster']} times faster on {report['database']}")


def measured(side, path):
    """Return the figures of one side: seconds by stage, rows a second end to end, peak memory in MiB."""
    with scratch_database(), Memory() as memory:
        figures = {"ours": _ours, "peer": _peer}[side](path)
    return figures | {"peak_mib": memory.peak}


def _ours(path):
    station, clerk = office()
    content, times = path.read_bytes(), [time.perf_counter()]
    roster = receive_roster(station=station, file_name=path.name, content=content, by=clerk)
    times.append(time.perf_counter())
    compare_roster(roster, today=ON)
    times.append(time.perf_counter())
    apply_roster(start_applying(roster, by=clerk), by=clerk, on=ON)
    times.append(time.perf_counter())
    names = ("receive_s", "compare_s", "apply_s")
    stages = between(times, names)
    total = times[-1] - times[0]
    verdicts = {"verdicts": roster.counts, "people": Person.objects.count()}
    return stages | {"total_s": round(total, 2), "rows_per_second": round(roster.rows_total / total)} | verdicts


def _peer(path):
    station, _clerk = office()
    begun = time.perf_counter()
    # By name: the peer is installed only where somebody measures.
    rows, stages = import_string("registry.management.peer_import.run")(path, station, ON)
    total = time.perf_counter() - begun
    counted = {"people": Person.objects.count()}
    return stages | {"total_s": round(total, 2), "rows_per_second": round(rows / total)} | counted
