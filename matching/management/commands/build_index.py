"""Builds this machine's ranking index now: each machine has its own, and beat reaches only one of them."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from matching import candidates
from matching.index import keeping
from matching.models import Posting
from matching.weights import current_weights


class Command(BaseCommand):
    help = "Build this machine's index of the open postings, whatever their number, and make it the current one."

    def handle(self, *args, **options):
        today = timezone.localdate()
        path = keeping.build(candidates.each_offer(Posting.objects.open_on(today)), on=today, weights=current_weights())
        self.stdout.write(f"{path}")
