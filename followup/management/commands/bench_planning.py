"""Measures the night's planning on this registry beside the same rules applied person by person; leaves no trace."""

import json
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from followup.management.peer_planning import plan_row_by_row
from followup.models import Case, ParkedCase, Visit
from followup.planning import plan_follow_ups, to_plan
from registry.management.measuring import Memory, apart

SIDES = ("ours", "row_by_row")
CHANGED_EVERY = 100  # 1 %: of every hundred people one was met since the night before


class Command(BaseCommand):
    help = "Plan the visits of this registry (fill it with make_city first): anew, again, after 1 % has changed."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, help="how many are planned; all by default")
        parser.add_argument("--sample", type=int, default=2000, help="how many the peer plans, one by one")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--side", choices=SIDES, help="measure one side only, here; used by the command itself")

    def handle(self, *args, people, sample, side, **options):
        if side:
            self.stdout.write(json.dumps(measured(side, people)))
            return
        people = min(people or to_plan().count(), to_plan().count())
        if not people:
            raise CommandError("Nobody is to be planned here; make_city --people N fills the registry.")
        report = {"people": people, "database": connection.vendor}
        for name, number in (("ours", people), ("row_by_row", min(sample, people))):
            report[name] = apart("bench_planning", "--side", name, "--people", str(number))
        report["times_faster"] = round(
            report["ours"]["people_per_second"] / report["row_by_row"]["people_per_second"], 1
        )
        self._report(report, options["json"])

    def _report(self, report, as_json):
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for name, value in report.items():
            told = ", ".join(f"{key} {figure}" for key, figure in value.items()) if isinstance(value, dict) else value
            self.stdout.write(f"{name}: {told}")


def measured(side, people):
    """Return the seconds of one side, people a second of a fresh plan, and the peak of memory in MiB."""
    with transaction.atomic(), Memory() as memory:
        cases = _only(people)
        figures = (ours if side == "ours" else row_by_row)(cases, timezone.localdate())
        transaction.set_rollback(True)
    return figures | {"peak_mib": memory.peak}


def _only(people):
    """Leave so many cases to be planned, none of which has a visit; returns their keys."""
    last, today = to_plan().values_list("pk", flat=True)[people - 1], timezone.localdate()
    Case.objects.open().filter(pk__gt=last).update(closed_on=today, closed_reason="other")
    Visit.objects.planned().update(cancelled_on=today)
    return list(to_plan().values_list("pk", flat=True))


def ours(cases, on):
    fresh, planned = _timed(on)
    again, moved = _timed(on)
    met = Case.objects.filter(pk__in=cases[::CHANGED_EVERY])
    met.update(contacted_on=on, last_contact_on=on)
    after, changed = _timed(on)
    return {
        "people": len(cases),
        "fresh_s": fresh,
        "planned": planned,
        "again_s": again,
        "moved_again": moved,
        "changed_s": after,
        "moved_after_change": changed,
        "parked": ParkedCase.objects.count(),
        "people_per_second": round(len(cases) / fresh),
    }


def row_by_row(cases, on):
    began = time.perf_counter()
    planned = plan_row_by_row(cases, on)
    seconds = time.perf_counter() - began
    return {"planned": planned, "fresh_s": round(seconds, 2), "people_per_second": round(planned / seconds)}


def _timed(on):
    began = time.perf_counter()
    planned = plan_follow_ups(on=on)
    return round(time.perf_counter() - began, 2), planned
