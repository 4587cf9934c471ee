"""Writes what the product answers to a labelled set, as query, document and score; judging is left to others."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from matching.evaluating import TASKS


class Command(BaseCommand):
    help = (
        "Answer a labelled set through the product's own rules. titles and seekers write the best 50 documents of each "
        "query; majors writes every pair that is eligible by a major the text names (a text that asks for none is not "
        "written: it decides nothing)."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("task", choices=sorted(TASKS))
        parser.add_argument("--docs", type=Path, required=True, help="CSV with doc_id and what the task reads")
        parser.add_argument("--queries", type=Path, required=True, help="CSV with query_id and what the task reads")
        parser.add_argument("--run", type=Path, required=True, help="where query_id,doc_id,score is written")

    def handle(self, *, task, docs, queries, run, **options):
        answers, of_query, of_doc = TASKS[task]
        asked, listed = read_rows(queries, of_query), read_rows(docs, of_doc)
        with run.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("query_id", "doc_id", "score"))
            pairs = 0
            for pair in answers(asked, listed):
                writer.writerow(pair)
                pairs += 1
        self.stdout.write(f"{pairs} pairs of {len(asked)} queries and {len(listed)} documents in {run}")


def read_rows(path, wanted):
    """Return the rows of a CSV; says which column is missing before anything is answered."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    if not rows:
        raise CommandError(f"{path} has no rows.")
    absent = wanted - rows[0].keys()
    if absent:
        raise CommandError(f"{path} lacks the columns {', '.join(sorted(absent))}.")
    return rows
