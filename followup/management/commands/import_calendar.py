"""Imports a sheet of days off and days worked, as the page does; bad rows are named and left."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from followup.holidays import read_holidays
from followup.schedules import changes_to
from followup.scheduling import keep_days
from registry.refusals import Refusal


class Command(BaseCommand):
    help = "Import a holiday sheet (日期, 上班/休息, 说明) into the office's calendar; again it changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args, file, dry_run, **options):
        try:
            sheet = read_holidays(file.name, file.read_bytes())
        except (OSError, Refusal) as error:
            raise CommandError(str(getattr(error, "sentence", error))) from error
        for day, _works in changes_to(sheet.days):
            self.stdout.write(f"{day.day}  {'上班' if day.works else '休息'}  {day.name}")
        for number, sentence in sheet.wrong:
            self.stderr.write(f"{number}: {sentence}")
        if not dry_run:
            self.stdout.write(f"{keep_days(sheet.days, by=None)} / {len(sheet.days)}")
