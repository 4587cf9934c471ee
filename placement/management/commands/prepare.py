"""Brings a checkout's derived things up to date: catalogue, static files, tables, and the demo city on the first start."""

import hashlib
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from placement.accounts.models import User
from placement.environment import ROOT
from placement.translations import compile_catalogue

DEMO = {"people": 800, "postings": 3000, "seed": 1311}


class Command(BaseCommand):
    help = "Compile the catalogue, collect static files, migrate; with --demo, load the demo city into an empty house."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true")
        parser.add_argument("--files-only", action="store_true", help="leave the database alone")

    def handle(self, *args, demo, files_only, **options):
        compile_catalogue()
        self._collect()
        if files_only:
            return
        call_command("migrate", verbosity=0, interactive=False)
        call_command("index_people", missing=True, verbosity=0)
        if demo and not User.objects.exists():
            self.stdout.write("· building the demo city")
            call_command("make_city", **DEMO, stdout=StringIO())

    def _collect(self):
        """Collect only when a file changed: compressing takes seconds, and a second start should not."""
        stamp, digest = settings.VAR_DIR / "static.stamp", _static_digest()
        if stamp.is_file() and stamp.read_text() == digest and settings.STATIC_ROOT.is_dir():
            return
        self.stdout.write("· collecting static files")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)


def _static_digest():
    files = [ROOT / "requirements.txt", *(path for path in (ROOT / "static").rglob("*") if path.is_file())]
    files += [path for path in (settings.VAR_DIR / "vendor").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()
