"""Rows put right before a roster is believed: cells corrected, doubtful pairs decided, an error sheet brought back."""

from django.db import transaction
from django.utils.translation import gettext as _

from registry.cleaning import plain_text
from registry.comparing import is_invalid
from registry.importing import recount
from registry.judging import Judge
from registry.models import Likeness, Person, Roster, RosterRow
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.staging import read_cells

Stage, Verdict, Decision = Roster.Stage, RosterRow.Verdict, RosterRow.Decision
CHUNK = 500


def rows_left(roster):
    """The rows of a roster that may still be put right: nothing of theirs is written yet."""
    return roster.rows.filter(applied=False)


def _refuse_moving(roster):
    roster.refresh_from_db(fields=["stage"])
    if roster.stage not in (Stage.COMPARED, Stage.APPLIED):
        raise Refusal(_("名册当前为“%(stage)s”，请稍候再改。") % {"stage": roster.get_stage_display()})


# --- Cells corrected ---------------------------------------------------------------------------


@transaction.atomic
def correct_row(row, cells, *, by, today):
    """Put cells of a row right ({column index: text}) and judge it anew; what was received stays beside it."""
    _refuse_moving(row.roster)
    correct_rows(row.roster, {row.number: cells}, by=by, today=today)
    row.refresh_from_db()
    return row


@transaction.atomic
def correct_rows(roster, corrections, *, by, today):
    """Put rows right, {row number: {column index: text}}; returns how many rows changed. Only these are read again."""
    columns = {int(index): fact for index, fact in roster.columns.items()}
    rows = list(rows_left(roster).filter(number__in=corrections).order_by("number").select_for_update())
    rows = [row for row in rows if _put(row, corrections[row.number])]
    judge = Judge(roster, columns)
    judge.seen = _numbers_beside(roster, [row.pk for row in rows])
    for row, judged in zip(rows, _judged(judge, rows, columns, today), strict=True):
        judged.content["received"] = row.content.get("received")
        row.content, row.id_digest, row.verdict = judged.content, judged.id_digest, judged.verdict
        row.reasons, row.person, row.suspects = judged.reasons, judged.person, judged.suspects
        row.corrected_by, row.decision = by, ""
    fields = ["content", "id_digest", "verdict", "reasons", "person", "suspects", "corrected_by", "decision"]
    RosterRow.objects.bulk_update(rows, fields, batch_size=100)
    recount(roster)
    return len(rows)


def _put(row, cells):
    """Set the cells that differ; return whether any did. The first time, keep the cells as received."""
    before = list(row.content["cells"])
    after = before + [""] * (max(cells, default=-1) + 1 - len(before))
    for index, text in cells.items():
        if plain_text(after[index]) != plain_text(text):
            after[index] = text
    if after == before:
        return False
    row.content = {"received": before, **row.content, "cells": after}
    return True


def _judged(judge, rows, columns, today):
    read = [
        read_cells(row.number, row.content["cells"], columns, today, lost=_is_still_lost(row, judge.id_column))
        for row in rows
    ]
    return judge.rows(read)


def _is_still_lost(row, id_column):
    """Whether a sheet had lost the last digits of the ID number, and it is not that cell that was put right."""
    before, after = row.content["received"], row.content["cells"]
    said = any(reason["code"] == "bad_id_precision" for reason in row.reasons)
    return said and before[id_column : id_column + 1] == after[id_column : id_column + 1]


def _numbers_beside(roster, keys):
    """Return {digest: row number} of the roster's other rows: a corrected number may be one of theirs."""
    others = roster.rows.exclude(pk__in=keys).exclude(id_digest="")
    return dict(others.order_by("-number").values_list("id_digest", "number"))


# --- Doubtful pairs decided --------------------------------------------------------------------


def decide_rows(roster, rows, decision, *, by, person=None):
    """Decide doubtful rows of a queryset: the same person as suspected (`person` where there are several), somebody
    else, or not to be imported. Remembered: next month's list does not ask again. Returns how many were decided."""
    _refuse_moving(roster)
    decision = Decision(decision)
    keys = list(rows.filter(roster=roster, verdict=Verdict.DOUBTFUL, applied=False).values_list("pk", flat=True))
    decided = 0
    for some in in_chunks(keys, CHUNK):
        decided += _decide_chunk(roster, some, decision, by, person)
    recount(roster)
    return decided


@transaction.atomic
def _decide_chunk(roster, keys, decision, by, person):
    claimed = RosterRow.objects.filter(pk__in=keys, verdict=Verdict.DOUBTFUL, applied=False).exclude(decision=decision)
    rows = list(claimed.select_for_update().order_by("number"))
    if decision == Decision.SAME:
        rows = _as_same(roster, rows, person, by)
    elif decision == Decision.OTHER:
        _as_other(rows, by)
    for row in rows:
        row.decision, row.decided_by = decision, by
    RosterRow.objects.bulk_update(rows, ["verdict", "person", "reasons", "content", "decision", "decided_by"])
    return len(rows)


def _as_same(roster, rows, person, by):
    """Make the rows those of their suspects; a row with several is left until one is named."""
    suspected = {row: _the_suspect(row, person) for row in rows}
    chosen = {row: key for row, key in suspected.items() if key}
    Likeness.objects.bulk_create(
        [Likeness(digest=row.id_digest, person_id=key, is_same=True, by=by) for row, key in chosen.items()],
        update_conflicts=True,
        unique_fields=["digest", "person"],
        update_fields=["is_same", "by"],
    )
    columns = {int(index): fact for index, fact in roster.columns.items()}
    judged = Judge(roster, columns).rows([_as_read(row) for row in chosen])
    for row, again in zip(chosen, judged, strict=True):
        row.verdict, row.person, row.content, row.reasons = again.verdict, again.person, again.content, again.reasons
    return list(chosen)


def _as_read(row):
    return row.number, row.content["cells"], row.content["facts"], row.reasons, _number_digest(row)


def _number_digest(row):
    return row.id_digest if row.content["facts"].get("id_number") else ""


def _the_suspect(row, person):
    suspects = [suspect["person"] for suspect in row.suspects if "person" in suspect]
    if person is not None:
        return person.pk if person.pk in suspects else None
    return suspects[0] if len(suspects) == 1 else None


def _as_other(rows, by):
    """The rows are people of their own; with a number that cannot be one they stay invalid until it is put right."""
    pairs = [(row, suspect["person"]) for row in rows for suspect in row.suspects if "person" in suspect]
    Likeness.objects.bulk_create(
        [Likeness(digest=row.id_digest, person_id=key, is_same=False, by=by) for row, key in pairs],
        update_conflicts=True,
        unique_fields=["digest", "person"],
        update_fields=["is_same", "by"],
    )
    for row in rows:
        row.verdict = Verdict.INVALID if is_invalid(row.reasons) else Verdict.NEW


def suspects_shown(rows, user):
    """Return {person key: Person} of the suspects of these rows whom the user may see."""
    keys = {suspect["person"] for row in rows for suspect in row.suspects if "person" in suspect}
    return Person.objects.visible_to(user).select_related("station").in_bulk(keys)
