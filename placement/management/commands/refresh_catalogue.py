"""Brings the English catalogue up to the code and lists the sentences that still lack English."""

from django.core.management.base import BaseCommand

from placement.translations import refresh_catalogue, without_english


class Command(BaseCommand):
    help = "Add new sentences to the English catalogue, drop gone ones, list those without English."
    requires_system_checks = []

    def handle(self, *args, **options):
        catalogue = refresh_catalogue()
        missing = without_english()
        self.stdout.write(f"{len(catalogue)} sentences, {len(missing)} without English")
        for message in missing:
            self.stdout.write(f"  {message}")
