"""A roster's way in: received as it is, held against the registry row by row; nothing is believed yet."""

import hashlib
from collections import Counter

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry import columns
from registry.judging import ROWS, Judge, poured
from registry.models import ColumnMemory, Roster, RosterFile
from registry.pouring import pour
from registry.refusals import Refusal
from registry.sealed import seal_bytes, unseal_bytes
from registry.sources import kind_named
from registry.staging import Asked, staged
from registry.taking import Overtaken, end, keep, take

Stage = Roster.Stage


# --- Received ----------------------------------------------------------------------------------


def receive_roster(*, station, file_name, content, by, source="", source_kind=""):
    """Keep a file as received, sealed, and return its Roster; nothing is read or believed yet.

    The same file for the same station while the first is still at work is the first: two people who send it at once
    get one Roster.
    """
    if not content:
        raise Refusal(_("文件是空的。"))
    told = {"source": source[:40], "source_kind": source_kind or kind_named(source)}
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            roster = Roster.objects.create(
                station=station,
                file_name=file_name[:200],
                sha256=sha256,
                received_by=by,
                received_at=timezone.now(),
                moved_at=timezone.now(),
                **told,
            )
            RosterFile.objects.create(roster=roster, content=seal_bytes(content, "roster_file"))
    except IntegrityError:
        return Roster.objects.get(station=station, sha256=sha256, stage__in=Roster.OPEN)
    return roster


# --- Compared ----------------------------------------------------------------------------------


def compare_roster(roster, *, today):
    """Read the file and store a verdict for every row; a file that cannot be read says why. Safe to run again.

    Of two workers one compares; one that was killed has let go when nothing has moved for taking.STILL.
    """
    if not take(roster, free=(Stage.RECEIVED, Stage.FAILED), stage=Stage.COMPARING):
        return roster
    try:
        with staged(_asked(roster, today)) as (head, chunks):
            _begin(roster, head)
            counts = _store(roster, head, chunks)
    except Overtaken:
        roster.refresh_from_db()
        return roster
    except Refusal as refusal:
        return end(roster, Stage.FAILED, problem=refusal.sentence[:300])
    if not counts:
        return end(roster, Stage.FAILED, problem=_("表头下面没有任何数据行。"))
    total = counts.total()
    return end(roster, Stage.COMPARED, counts=dict(counts), rows_total=total, rows_done=total)


def _asked(roster, today):
    """What the reader is told: the columns as a clerk put them right for this file, or once for its shape."""
    content = unseal_bytes(roster.file.content, "roster_file")
    by_hand = {int(index): fact for index, fact in roster.columns.items()} if roster.columns_by_hand else {}
    return Asked(
        name=roster.file_name,
        content=content,
        today=today,
        sheet=roster.sheet,
        columns=by_hand,
        memories=dict(ColumnMemory.objects.filter(station=roster.station).values_list("shape", "columns")),
        language=get_language() or "zh-hans",
    )


def _begin(roster, head):
    """Note what is known before the first row; a comparison that was cut short begins again."""
    with transaction.atomic():
        keep(
            roster,
            header=head.header,
            sheet=head.sheet[:100],
            sheets=head.sheets,
            remarks=head.remarks + _earlier(roster),
            columns={str(index): fact for index, fact in head.columns.items()},
            rows_total=head.rows_total,
            rows_done=0,
            counts={},
            problem="",
        )
        roster.rows.all().delete()
    roster.refresh_from_db()
    absent = columns.missing(head.columns)
    if absent:
        names = "、".join(columns.printed(fact) for fact in absent)
        raise Refusal(_("表头中没有必需的列：%(names)s。") % {"names": names})


def _earlier(roster):
    """The remark that this very file was applied before, if it was."""
    before = Roster.objects.filter(station=roster.station, sha256=roster.sha256, stage=Stage.APPLIED)
    earlier = before.exclude(pk=roster.pk).order_by("-applied_at").first()
    if earlier is None:
        return []
    return [{"code": "applied_before", "day": timezone.localdate(earlier.applied_at).isoformat()}]


def _store(roster, head, chunks):
    """Judge and pour chunk by chunk; return how many rows have which verdict."""
    counts, judge, done = Counter(), Judge(roster, head.columns), 0
    for chunk in chunks:
        rows = judge.rows(chunk)
        done += len(rows)
        with transaction.atomic():
            keep(roster, rows_done=done)
            pour(ROWS, [poured(roster, row) for row in rows])
        counts.update(str(row.verdict) for row in rows)
    return counts


def move(roster, stage, **fields):
    """Set a roster's stage together with what is known at that moment."""
    for name, value in {**fields, "stage": stage}.items():
        setattr(roster, name, value)
    roster.save(update_fields=["stage", *fields])
    return roster


def recount(roster):
    """Count the verdicts anew, after rows have changed theirs."""
    roster.counts = dict(roster.rows.order_by().values_list("verdict").annotate(rows=Count("pk")))
    roster.save(update_fields=["counts"])


# --- Columns put right -------------------------------------------------------------------------


@transaction.atomic
def choose_columns(roster, chosen, *, by, sheet=""):
    """Say by hand what the columns hold ({index: fact}); remembered for this station and this shape of file.

    The roster goes back to be compared anew. Another sheet is read with its own columns recognised.
    """
    if roster.stage not in (Stage.COMPARED, Stage.FAILED) or not hasattr(roster, "file"):
        raise Refusal(_("名册当前为“%(stage)s”，不能再改列。") % {"stage": roster.get_stage_display()})
    other_sheet = bool(sheet) and sheet != roster.sheet
    if not other_sheet:
        _refuse_columns(chosen)
        remembered = {"columns": {str(index): fact for index, fact in chosen.items()}, "by": by}
        shape = columns.shape(roster.header)
        ColumnMemory.objects.update_or_create(station=roster.station, shape=shape, defaults=remembered)
    taken = Roster.objects.filter(pk=roster.pk, stage=roster.stage).update(
        stage=Stage.RECEIVED, moved_at=timezone.now()
    )
    if not taken:
        raise Refusal(_("名册刚被他人处理，请刷新后重试。"))
    by_hand = {} if other_sheet else {str(index): fact for index, fact in chosen.items()}
    return move(roster, Stage.RECEIVED, columns=by_hand, columns_by_hand=bool(by_hand), sheet=sheet or roster.sheet)


def _refuse_columns(chosen):
    facts = [fact for fact in chosen.values() if fact]
    twice = {fact for fact in facts if facts.count(fact) > 1} - columns.SEVERAL
    if twice:
        names = "、".join(columns.printed(fact) for fact in sorted(twice))
        raise Refusal(_("有两列都选成了：%(names)s。") % {"names": names})
    absent = columns.missing(chosen)
    if absent:
        names = "、".join(columns.printed(fact) for fact in absent)
        raise Refusal(_("请指定必需的列：%(names)s。") % {"names": names})
