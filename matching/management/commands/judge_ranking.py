"""Answers a labelled set through the product's own rules, scores the answers and keeps the marks for the truth page."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from matching.evaluating import TASKS
from matching.judging import JUDGES
from matching.management.commands.evaluate_ranking import read_rows
from matching.marking import keep_marks


class Command(BaseCommand):
    help = (
        "Score the product's answers to a labelled set: the order of the first ten for titles, the pairs for majors. "
        "The marks are kept with the version of the weights and a digest of the code; the set itself is not."
    )

    def add_arguments(self, parser):
        parser.add_argument("task", choices=sorted(JUDGES))
        parser.add_argument("--docs", type=Path, required=True, help="CSV with doc_id and what the task reads")
        parser.add_argument("--queries", type=Path, required=True, help="CSV with query_id and what the task reads")
        parser.add_argument(
            "--qrels", type=Path, required=True, help="CSV with what is right: query_id, doc_id and more"
        )
        parser.add_argument("--name", help="what the set is called on the page; the name of the qrels file by default")
        parser.add_argument("--dry-run", action="store_true", help="say the marks without keeping them")

    def handle(self, *, task, docs, queries, qrels, name, dry_run, **options):
        answers, of_query, of_doc = TASKS[task]
        judge, of_label = JUDGES[task]
        run = list(answers(read_rows(queries, of_query), read_rows(docs, of_doc)))
        marks = judge(run, read_rows(qrels, of_label))
        if not dry_run:
            keep_marks(marks, set_name=name or qrels.stem, at=timezone.now())
        for mark in marks:
            self.stdout.write(f"{mark.measure}  {mark.value:.4f}  n={mark.n}")
