"""Measures an export from asking to the last byte, against openpyxl and django-import-export, on this registry."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from followup.columns_out import chosen_columns, columns_shown, row_of, voice_of
from followup.exporting import ask_for_export, fetch_export, write_export
from followup.models import Export
from followup.tables import USUAL
from followup.workbooks import Marks, Workbook
from followup.writing_out import loaded
from registry.models import Person

COLUMNS = columns_shown(USUAL)
CHUNK = 2000
MADE_UP = ["阿依努尔·买买提", "659012********0011", "●●○○ ○ ○", "喀什大学", "会计学", "大学本科", "在册待核实"]
MADE_UP += ["白杨街道", "李专员", date(2026, 11, 2), date(2026, 12, 1), "定期回访"]


class Command(BaseCommand):
    help = "Export people of this registry (fill it with make_city first) and leave no trace of it."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, help="how many are exported; all by default")
        parser.add_argument("--rows", type=int, default=0, help="write so many made-up rows, too, by the writers alone")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--side", choices=SIDES, help="measure one side only, here; used by the command itself")

    def handle(self, *args, people, rows, side, **options):
        if side:
            self.stdout.write(json.dumps(measured(side, rows or people)))
            return
        if find_spec("import_export") is None:
            raise CommandError("django-import-export is not installed: it comes with requirements-dev.txt.")
        people = min(people or Person.objects.count(), Person.objects.count())
        if not people:
            raise CommandError("Nobody is registered here; make_city --people N fills the registry.")
        report = {"people": people, "columns": len(COLUMNS), "database": connection.vendor}
        report |= {name: self._apart(name, "--people", people) for name in ("ours", "openpyxl", "import_export")}
        if rows:
            report["rows"] = rows
            report |= {name: self._apart(name, "--rows", rows) for name in ("writer", "writer_openpyxl")}
        self._report(report, options["json"])

    def _apart(self, side, option, number):
        """Measure a side in a process of its own: its peak of memory is nobody else's."""
        command = [sys.executable, sys.argv[0], "bench_export", "--side", side, option, str(number)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(f"{side}: {done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def _report(self, report, as_json):
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for name, value in report.items():
            told = ", ".join(f"{key} {figure}" for key, figure in value.items()) if isinstance(value, dict) else value
            self.stdout.write(f"{name}: {told}")


def measured(side, number):
    """Return the seconds, those of the processor alone, rows a second, size and peak memory in MiB of one side."""
    with tempfile.TemporaryDirectory() as place, transaction.atomic():
        path, began, busy = Path(place) / "list.xlsx", time.perf_counter(), time.process_time()
        SIDES[side](number, path)
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
        size = path.stat().st_size
        transaction.set_rollback(True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    times = {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "rows_per_second": round(number / seconds)}
    return times | {"bytes": size, "peak_mib": peak}


def _chosen(number):
    """Return who exports, and whom: the first of the list."""
    by = get_user_model().objects.filter(is_active=True, role="supervisor").order_by("station__path", "pk").first()
    return by, Person.objects.filter(pk__in=Person.objects.visible_to(by).order_by("-pk").values("pk")[:number])


def _ours(number, path):
    """All of it: asked for, every look recorded, written, sealed, fetched."""
    by, people = _chosen(number)
    export = ask_for_export(people.order_by("-pk"), columns=COLUMNS, purpose="bench_export", by=by)
    write_export(export, today=timezone.localdate())
    with path.open("wb") as file:
        file.writelines(fetch_export(Export.objects.get(pk=export.pk), by=by))


def _openpyxl(number, path):
    """The rows alone: nothing is recorded, nothing sealed."""
    columns, voice = chosen_columns(COLUMNS), voice_of(timezone.localdate(), whole=False)
    _by, people = _chosen(number)
    people = loaded(people, columns).order_by("-pk").iterator(chunk_size=CHUNK)
    rows = (row_of(person, columns, voice) for person in people)
    import_string("followup.management.peer_export.write_with_openpyxl")(columns, rows, path)


def _import_export(number, path):
    """The rows alone: nothing is recorded, nothing sealed."""
    columns, voice = chosen_columns(COLUMNS), voice_of(timezone.localdate(), whole=False)
    _by, people = _chosen(number)
    people = loaded(people, columns).order_by("-pk")
    import_string("followup.management.peer_export.write_with_import_export")(columns, people, voice, path)


def _made_up(number):
    """Rows as wide as the list's, each with a name of its own."""
    for index in range(number):
        yield [f"{MADE_UP[0]}{index}", *MADE_UP[1:]]


def _writer(number, path):
    columns = [(column.label, column.width, column.kind == "text") for column in chosen_columns(COLUMNS)]
    marks = Marks("HH0000000", "bench", "bench", "bench")
    with path.open("wb") as file:
        book = Workbook(file, columns, title="cover", name="list", marks=marks, folder=path.parent)
        book.write(_made_up(number))
        book.close([("rows", number)])


def _writer_openpyxl(number, path):
    write = import_string("followup.management.peer_export.write_with_openpyxl")
    write(chosen_columns(COLUMNS), _made_up(number), path)


SIDES = {
    "ours": _ours,
    "openpyxl": _openpyxl,
    "import_export": _import_export,
    "writer": _writer,
    "writer_openpyxl": _writer_openpyxl,
}
