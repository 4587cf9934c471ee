"""Brings a list of postings in from the shell: shows what it would change, and writes only with --apply."""

import json
import time
from collections import Counter
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.intake import receive_folder
from matching.models import PostingBatch
from matching.pooling import apply_postings, compare_postings, receive_postings, start_applying
from registry.refusals import Refusal


class Command(BaseCommand):
    help = "Compare a list of postings, or the new lists in a folder, with the pool; with --apply, write them."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--folder", type=Path, help="take every list in it that was not received before")
        parser.add_argument("--by", help="username of the job officer; needed with --apply")
        parser.add_argument("--source", default="", help="who published the list")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, file, folder, by, source, apply, **options):
        if (file is None) == (folder is None):
            raise CommandError("Name a file or a --folder.")
        if apply and not by:
            raise CommandError("--apply needs --by USERNAME: every write has someone behind it.")
        officer = get_user_model().objects.filter(username=by).first() if by else None
        if by and officer is None:
            raise CommandError(f"No member of staff is called {by}.")
        if folder:
            self._take_folder(folder, officer, source, apply, options["json"])
        else:
            self._take(self._received(file, officer, source), officer, apply, options["json"])

    def _take_folder(self, folder, officer, source, apply, as_json):
        if not folder.is_dir():
            raise CommandError(f"{folder}: no such folder")
        for batch in receive_folder(folder, by=officer, at=timezone.now(), source=source):
            try:
                self._take(batch, officer, apply, as_json)
            except CommandError as error:  # one unreadable file does not keep the others out
                self.stderr.write(f"{batch.file_name}: {error}")

    def _received(self, file, officer, source):
        try:
            return receive_postings(file_name=file.name, content=file.read_bytes(), by=officer, source=source)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _take(self, batch, officer, apply, as_json):
        began = time.perf_counter()
        compare_postings(batch, today=timezone.localdate())
        if batch.stage == PostingBatch.Stage.FAILED:
            raise CommandError(batch.problem)
        if apply:
            apply_postings(start_applying(batch, by=officer))
        self._report(batch, time.perf_counter() - began, as_json)

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
