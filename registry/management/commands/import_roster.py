"""Brings a roster in from the shell: shows what it would change, and writes only with --apply."""

import json
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registry.applying import apply_roster, start_applying
from registry.importing import compare_roster, receive_roster
from registry.models import Roster
from registry.refusals import Refusal
from registry.telling import tell


class Command(BaseCommand):
    help = "Compare a roster with the registry; with --apply, write it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--station", help="code of the station it is for; the root of the tree by default")
        parser.add_argument("--by", help="username of the clerk; needed with --apply")
        parser.add_argument("--source", default="", help="which department sent it")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, file, station, by, source, apply, **options):
        if apply and not by:
            raise CommandError("--apply needs --by USERNAME: every write has someone behind it.")
        clerk = self._clerk(by) if by else None
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        try:
            roster = receive_roster(
                station=self._station(station), file_name=file.name, content=content, by=clerk, source=source
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        compare_roster(roster, today=timezone.localdate())
        if roster.stage == Roster.Stage.FAILED:
            raise CommandError(roster.problem)
        if apply:
            apply_roster(start_applying(roster, by=clerk), by=clerk, on=timezone.localdate())
        self._report(roster, options["json"])

    def _clerk(self, username):
        clerk = get_user_model().objects.filter(username=username).first()
        if clerk is None:
            raise CommandError(f"No member of staff is called {username}.")
        return clerk

    def _station(self, code):
        stations = apps.get_model("accounts.Station").objects.order_by("path")
        station = stations.filter(code=code).first() if code else stations.first()
        if station is None:
            raise CommandError(f"No station has the code {code}." if code else "There is no station yet.")
        return station

    def _report(self, roster, as_json):
        reasons = Counter()
        for row_reasons in roster.rows.values_list("reasons", flat=True).iterator():
            reasons.update(reason["code"] for reason in row_reasons)
        report = {
            "roster": roster.pk,
            "stage": roster.stage,
            "rows": roster.rows_total,
            "verdicts": roster.counts,
            "reasons": dict(reasons.most_common()),
        }
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self.stdout.write(f"{roster.file_name}: {roster.rows_total} rows, {roster.get_stage_display()}")
        for verdict, rows in roster.counts.items():
            self.stdout.write(f"  {verdict:<8} {rows}")
        for code, times in reasons.most_common():
            self.stdout.write(f"    {times:>6} × {tell({'code': code, 'fact': ''})}")
