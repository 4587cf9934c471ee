"""A list's way in: received, read row by row into sightings, held against the registry; nothing is changed by it."""

import hashlib
import json
import zlib
from datetime import date

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.cleaning import plain_text
from registry.finding import counts_of, find, named_here
from registry.identity import check_id_number
from registry.lists import TELLINGS, has_ended, said, words_of
from registry.models import Comparison, ComparisonFile, Finding, Sighting
from registry.pouring import Table, pour, text_of
from registry.refusals import Refusal
from registry.sealed import digest, seal, seal_bytes, unseal_bytes
from registry.staging import Asked, staged
from registry.taking import Overtaken, end, keep, take

Stage = Comparison.Stage
FACTS, DIGEST = 2, 4  # where a row as staging yields it has them
AT_ONCE = 10_000  # rows that are poured together
SIGHTINGS = Table(
    Sighting,
    "comparison_id",
    "number",
    "person_id",
    "problem",
    "pattern",
    "name",
    "born_on",
    "ethnicity",
    "education",
    "school",
    "major",
    "hukou_text",
    "graduated_on",
    "groups",
    "began_on",
    "station_id",
    "key",
    "content",
    "reasons",
)


# --- Received ----------------------------------------------------------------------------------


def receive_list(*, station, kind, file_name, content, listed_on, by):
    """Keep a list as received, sealed, and return its Comparison; the same list sent twice at once is one."""
    if not content:
        raise Refusal(_("文件是空的。"))
    told = {"station": station, "kind": kind, "sha256": hashlib.sha256(content).hexdigest()}
    now = timezone.now()
    try:
        with transaction.atomic():
            comparison = Comparison.objects.create(
                **told, file_name=file_name[:200], listed_on=listed_on, received_by=by, received_at=now, moved_at=now
            )
            ComparisonFile.objects.create(comparison=comparison, content=_packed(content))
    except IntegrityError:
        return Comparison.objects.filter(**told).order_by("-pk").first()
    return comparison


def _packed(content):
    """A million rows as text are 90 MB, and a fifth of that packed; a workbook is packed already."""
    return seal_bytes(zlib.compress(content, 1), "comparison_file")


def _unpacked(blob):
    return zlib.decompress(unseal_bytes(blob, "comparison_file"))


# --- Compared ----------------------------------------------------------------------------------


def compare_list(comparison, *, today):
    """Read the list and store what it and the registry say of each other. Safe to run again after a kill.

    Of two workers one compares.
    """
    if not take(comparison, free=(Stage.RECEIVED,), stage=Stage.COMPARING):
        return comparison
    try:
        with staged(_asked(comparison, today)) as (head, chunks):
            _begin(comparison, head)
            passed_over = _sight(comparison, head, chunks)
        _conclude(comparison, passed_over)
    except Overtaken:
        comparison.refresh_from_db()
    except Refusal as refusal:
        end(comparison, Stage.FAILED, problem=refusal.sentence[:300])
    return comparison


def _asked(comparison, today):
    return Asked(
        name=comparison.file_name,
        content=_unpacked(comparison.file.content),
        today=today,
        words=words_of(comparison.kind),
        language=get_language() or "zh-hans",
    )


def _begin(comparison, head):
    """Note what is known before the first row; what a run that was cut short has left is taken away."""
    with transaction.atomic():
        keep(
            comparison,
            header=head.header,
            remarks=head.remarks,
            columns={str(index): fact for index, fact in head.columns.items()},
            rows_total=head.rows_total,
            rows_done=0,
            counts={},
            problem="",
        )
        comparison.sightings.all().delete()
        comparison.findings.all().delete()
    comparison.refresh_from_db()
    if "id_number" not in head.columns.values():
        raise Refusal(_("表头中没有身份证号码一列，无法比对。"))


def _sight(comparison, head, chunks):
    """Pour the rows as they are read; return how many were passed over because they say of themselves it is over.

    Strangers on a list that is not of our people are nobody's business here: they are not even written down.
    """
    reader, done, ended, rows = Reader(comparison, head.columns, named_here(comparison)), 0, 0, []
    for chunk in chunks:
        listed = [row for row in chunk if not has_ended(row[FACTS])]
        done, ended = done + len(chunk), ended + len(chunk) - len(listed)
        rows += [reader.sighting(*row) for row in listed if reader.may_matter(row[DIGEST])]
        if len(rows) >= AT_ONCE or done % AT_ONCE == 0:
            _pour(comparison, rows, done)
            rows = []
    _pour(comparison, rows, done)
    if not done:
        raise Refusal(_("表头下面没有任何数据行。"))
    return ended


@transaction.atomic
def _pour(comparison, rows, done):
    keep(comparison, rows_done=done)
    pour(SIGHTINGS, rows)
    comparison.rows_done = done


@transaction.atomic
def _conclude(comparison, passed_over):
    """Find everything in one go, and keep of the list only what was found."""
    keep(comparison)
    find(comparison)
    comparison.sightings.all().delete()
    ComparisonFile.objects.filter(comparison=comparison).delete()
    end(
        comparison,
        Stage.COMPARED,
        counts=counts_of(comparison) | {"listed": comparison.rows_done, "passed_over": passed_over},
        rows_total=comparison.rows_done,
        compared_at=timezone.now(),
    )


@transaction.atomic
def compare_again(comparison, findings):
    """Hold rows of a compared list against the registry once more, after it was decided who they are."""
    columns = {int(index): fact for index, fact in comparison.columns.items()}
    reader, rows = Reader(comparison, columns), {finding.number: finding for finding in findings}
    pour(SIGHTINGS, [reader.again(finding) for finding in rows.values()])
    find(comparison, whole=False)
    comparison.sightings.all().delete()


def recount(comparison):
    """Count the findings anew, after some have been decided."""
    comparison.counts = comparison.counts | dict.fromkeys(Finding.What.values, 0) | counts_of(comparison)
    comparison.save(update_fields=["counts"])


# --- Rows read ---------------------------------------------------------------------------------

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Reader:
    """Turns rows of one list, as staging yields them, into sightings to be poured.

    `ours` are the digests of the numbers that are somebody's of ours; None where any may be.
    """

    def __init__(self, comparison, columns, ours=None):
        self.comparison, self.ours = comparison, ours
        self.names_strangers = TELLINGS[comparison.kind].names_ours
        self.id_column = next((index for index, fact in columns.items() if fact == "id_number"), None)
        self.stations = _stations_named(comparison.station)

    def may_matter(self, key):
        """Whether a row is of somebody of ours, of whom the list ought to know, or cannot be read well enough to tell."""
        return self.names_strangers or not key or self._is_ours(key)

    def _is_ours(self, key):
        return self.ours is None or bytes.fromhex(key) in self.ours

    def again(self, finding):
        """Return the same of a row that a finding has kept."""
        cells, facts = finding.content["cells"], finding.content["facts"]
        key = digest(facts["id_number"], "id_number") if facts.get("id_number") else ""
        return self.sighting(finding.number, cells, facts, finding.reasons, key)

    def sighting(self, number, cells, facts, reasons, key):
        """Return the values that SIGHTINGS pours of one row."""
        problem, pattern = "", ""
        if not key:
            raw = plain_text(cells[self.id_column]) if self.id_column < len(cells) else ""
            checked = check_id_number(raw, date.max)
            problem, pattern = checked.problem or "future", checked.pattern
            # What stands in for a number here does so on rosters, too: a decision holds for both.
            key = digest(f"{raw}|{facts.get('name', '')}|{facts.get('school', '')}", "likeness")
        id_number, kind = facts.get("id_number", ""), self.comparison.kind
        return (
            self.comparison.pk,
            number,
            key,
            problem,
            pattern,
            facts.get("name", ""),
            f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}" if id_number else None,
            facts.get("ethnicity", ""),
            facts.get("education", ""),
            facts.get("school", ""),
            facts.get("major", ""),
            facts.get("hukou_text", ""),
            facts.get("graduated_on"),
            "".join(f"|{group}|" for group in facts.get("groups", ())),
            facts.get("began_on"),
            self.stations.get(facts.get("station")),
            # What is said of a stranger is never compared: a million digests less.
            digest(_encode([key, said(kind, facts)]), "finding") if self._is_ours(key) else key,
            seal(_encode({"cells": cells, "facts": facts}), "finding"),
            text_of(reasons),
        )


def _stations_named(station):
    """Return {name: key} of the stations from one downwards; a name that two bear tells nothing."""
    within = apps.get_model("accounts.Station").objects.within(station)
    named, twice = {}, set()
    for key, name in within.values_list("pk", "name"):
        twice |= {name} & named.keys()
        named[name] = key
    return {name: key for name, key in named.items() if name not in twice}
