"""Ranks the open postings for one person from the shell, with reasons."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.candidates import LIMIT, rank_for
from matching.models import Posting
from matching.telling import tell
from registry.models import Person


class Command(BaseCommand):
    help = "List the best open postings for a person, with the reasons."

    def add_arguments(self, parser):
        parser.add_argument("--person", type=int, required=True)
        parser.add_argument("--limit", type=int, default=LIMIT)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, person, limit, **options):
        found = Person.objects.filter(pk=person).first()
        if found is None:
            raise CommandError(f"No person has the key {person}.")
        matches = rank_for(found, on=timezone.localdate(), limit=limit)
        titles = dict(Posting.objects.filter(pk__in=[m.posting_id for m in matches]).values_list("pk", "title"))
        for match in matches:
            told = {
                "posting": match.posting_id,
                "title": titles[match.posting_id],
                "score": match.score,
                "components": match.components,
                "reasons": [tell(reason) for reason in match.reasons],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else self._line(told))

    def _line(self, told):
        return f"{told['score']:>3}  {told['title']}  —  {'；'.join(told['reasons'])}"
