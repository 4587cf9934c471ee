"""Builds the demo city 白杨市: made-up people, postings and months of history, any size, the same for the same seed."""

import resource
import time
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from followup.running import plan_day
from placement.accounts.models import Station
from placement.demo.accounts import DEMO_ACCOUNTS
from placement.demo.city import DETAILED, build_city, is_demo_city, wipe_city
from placement.demo.paperwork import WEEKS, fill_desks, keep_snapshots
from registry.models import Person


class Command(BaseCommand):
    help = "Build the demo city 白杨市 with made-up people, postings and months of history."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=800)
        parser.add_argument("--postings", type=int, default=3000)
        parser.add_argument("--seed", type=int, default=1311)
        parser.add_argument("--today", type=date.fromisoformat, help="the day the history ends (YYYY-MM-DD)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are people already")
        parser.add_argument("--fresh", action="store_true", help="remove an older demo city first")
        parser.add_argument(
            "--with-accounts", action="store_true", help="make the demo accounts outside the embedded default, too"
        )

    def handle(self, *, people, postings, seed, today, if_empty, fresh, with_accounts, **options):
        if people < 1 or postings < 1:
            raise CommandError("--people and --postings must be at least 1.")
        if Person.objects.exists() and if_empty:
            return
        if Person.objects.exists() or Station.objects.exists():
            self.make_room(fresh)
        began = time.monotonic()
        today = today or timezone.localdate()
        built = build_city(
            people_wanted=people,
            postings_wanted=postings,
            seed=seed,
            today=today,
            with_accounts=settings.EMBEDDED or with_accounts,
            say=self.stdout.write,
        )
        for name, number in built.rows.items():
            self.stdout.write(f"  {number:>9,} {name}")
        folder = fill_desks(built, today=today)
        if people <= DETAILED:
            plan_day(on=today)
        keep_snapshots(today=today, weeks=WEEKS if people <= DETAILED else 0)
        self.stdout.write(f"  sample files for the clerk in {folder} (ID numbers are generated and belong to nobody)")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(f"demo city ready: {time.monotonic() - began:.1f} s, at most {memory} MiB, seed {seed}")
        if settings.EMBEDDED or with_accounts:
            self.show_accounts()

    def make_room(self, fresh):
        if not fresh:
            raise CommandError(
                "There are people or stations already. --fresh replaces a demo city, --if-empty leaves them alone."
            )
        if not settings.EMBEDDED or not is_demo_city():
            raise CommandError(
                "--fresh only replaces a demo city of the embedded default; this may be a real office's."
            )
        wipe_city()

    def show_accounts(self):
        for username, password, role in DEMO_ACCOUNTS:
            self.stdout.write(f"  {username:<12} {password}  {role}")
