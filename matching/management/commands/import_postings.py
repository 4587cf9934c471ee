"""Brings a list of postings in from the shell: shows what it would change, and writes only with --apply."""

import json
import time
from collections import Counter
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.models import PostingBatch
from matching.pooling import apply_postings, compare_postings, receive_postings, start_applying
from registry.refusals import Refusal


class Command(BaseCommand):
    help = "Compare a list of postings with the pool; with --apply, write it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", help="username of the job officer; needed with --apply")
        parser.add_argument("--source", default="", help="who published the list")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, file, by, source, apply, **options):
        if apply and not by:
            raise CommandError("--apply needs --by USERNAME: every write has someone behind it.")
        officer = get_user_model().objects.filter(username=by).first() if by else None
        if by and officer is None:
            raise CommandError(f"No member of staff is called {by}.")
        began = time.perf_counter()
        try:
            content = file.read_bytes()
            batch = receive_postings(file_name=file.name, content=content, by=officer, source=source)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        compare_postings(batch, today=timezone.localdate())
        if batch.stage == PostingBatch.Stage.FAILED:
            raise CommandError(batch.problem)
        if apply:
            apply_postings(start_applying(batch, by=officer))
        self._report(batch, time.perf_counter() - began, options["json"])

    def _report(self, batch, seconds, as_json):
        report = {
            "batch": batch.pk,
            "stage": batch.stage,
            "rows": batch.rows_total,
            "verdicts": batch.counts,
            **_reading_of(batch),
            "seconds": round(seconds, 1),
        }
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self.stdout.write(f"{batch.file_name}: {batch.rows_total} rows, {report['postings']} postings, {seconds:.1f} s")
        for verdict, rows in batch.counts.items():
            self.stdout.write(f"  {verdict:<8} {rows}")
        for code, times in report["reasons"].items():
            self.stdout.write(f"    {times:>6} × {code}")
        for fact, share in report["understood"].items():
            self.stdout.write(f"  {fact} understood where given: {share:.1%}")


_UNREAD = {"pay": "pay_unread", "education": "education_unread", "major": "majors_unread"}


def _reading_of(batch):
    """Return the postings found, the reasons by code, and the share understood of what was given."""
    reasons, given, postings = Counter(), Counter(), 0
    for cells, facts, row_reasons in batch.rows.values_list("cells", "facts", "reasons").iterator():
        reasons.update(reason["code"] for reason in row_reasons)
        postings += len(facts)
        if facts:
            given.update(fact for fact in _UNREAD if cells.get(fact, "").strip())
    understood = {fact: 1 - reasons[code] / given[fact] for fact, code in _UNREAD.items() if given[fact]}
    return {"postings": postings, "reasons": dict(reasons.most_common()), "understood": understood}
