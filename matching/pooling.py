"""A list of postings' way into the pool: received as it is, compared row by row, believed only when applied."""

import hashlib
from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from matching import columns
from matching.employing import employers_of
from matching.joining import join, known_postings, same_postings
from matching.models import Employer, Posting, PostingBatch, PostingFile, PostingRow, PostingSource
from matching.reading import employer_key, read_row, same_key
from matching.replacing import mark_replaced, take_over
from matching.titles import term_of
from registry.parts import in_chunks
from registry.pouring import pour_objects
from registry.refusals import Refusal
from registry.spreadsheets import read_table

CHUNK = 1000
Stage, Verdict, Closed = PostingBatch.Stage, PostingRow.Verdict, Posting.ClosedReason
WRITING = (Verdict.NEW, Verdict.CHANGED, Verdict.JOINED)  # verdicts that applying writes
# What a list may change of a posting that is already in the pool.
WRITTEN = (
    "title",
    "title_raw",
    "term",
    "category",
    "area_text",
    "area_code",
    "education",
    "education_text",
    "majors_text",
    "majors",
    "skills",
    "experience_text",
    "experience_years",
    "pay_min",
    "pay_max",
    "pay_text",
    "headcount",
    "kind",
    "audience",
    "details",
    "same_key",
    "opens_on",
    "closes_on",
    "confirmed_on",
)
_DATES = ("opens_on", "closes_on", "confirmed_on")
# A list received again later dates its rows anew; that alone is no change.
COMPARED = tuple(fact for fact in WRITTEN if fact not in _DATES)


@transaction.atomic
def receive_postings(*, file_name, content, by, source=""):
    """Keep a file as received and return its batch."""
    if not content:
        raise Refusal(_("文件是空的。"))
    batch = PostingBatch.objects.create(
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        source=source[:60],
        received_by=by,
        received_at=timezone.now(),
    )
    PostingFile.objects.create(batch=batch, content=content)
    return batch


def _move(batch, stage, **fields):
    for name, value in {**fields, "stage": stage}.items():
        setattr(batch, name, value)
    batch.save(update_fields=["stage", *fields])
    return batch


def compare_postings(batch, *, today):
    """Read the file and store a verdict for every row; safe to run again."""
    if batch.stage not in (Stage.RECEIVED, Stage.COMPARING, Stage.FAILED):
        return batch
    try:
        table = read_table(batch.file_name, bytes(batch.file.content), columns.header_score)
        found = columns.recognise(table.header)
        if "title" not in found.values():
            raise Refusal(_("表头中没有必需的列：%(names)s。") % {"names": columns.printed("title")})
    except Refusal as refusal:
        return _move(batch, Stage.FAILED, problem=refusal.sentence)
    batch.rows.all().delete()
    _move(batch, Stage.COMPARING, header=table.header, rows_total=table.rows_total, rows_done=0, problem="")
    counts, seen = Counter(), {}
    for numbered in in_chunks(table.rows, CHUNK):
        rows = _compared_rows(batch, numbered, found, seen, today)
        with transaction.atomic():
            pour_objects(rows)
        counts.update(str(row.verdict) for row in rows)
        PostingBatch.objects.filter(pk=batch.pk).update(rows_done=counts.total())
    reworded = mark_replaced(batch, seen)
    counts.update({str(Verdict.NEW): -reworded, str(Verdict.CHANGED): reworded})
    counts = +counts  # verdicts that no row has are left out
    return _move(batch, Stage.COMPARED, counts=dict(counts), rows_total=counts.total(), rows_done=counts.total())


def _compared_rows(batch, numbered, found, seen, today):
    headers = {fact: str(batch.header[index] or "") for index, fact in found.items()}
    read = []
    for number, cells in numbered:
        raw = {fact: cells[index] for index, fact in found.items() if index < len(cells)}
        postings, reasons = read_row(raw, source=batch.source, today=today, headers=headers)
        fresh = [posting for posting in postings if posting["source_key"] not in seen]
        if postings and not fresh:
            reasons.append({"code": "bad_repeated", "row": seen[postings[0]["source_key"]]})
        for posting in fresh:
            seen[posting["source_key"]] = number
        read.append((number, raw, fresh, reasons))
    facts = [posting for *_parts, fresh, _reasons in read for posting in fresh]
    known = known_postings([one["source_key"] for one in facts])
    same = same_postings([one for one in facts if one["source_key"] not in known], batch)
    return [
        PostingRow(
            batch=batch,
            number=number,
            cells={fact: "" if cell is None else str(cell)[:2000] for fact, cell in raw.items()},
            facts=fresh,
            verdict=_verdict(fresh, reasons, known, same),
            reasons=reasons,
        )
        for number, raw, fresh, reasons in read
    ]


def _verdict(fresh, reasons, known, same):
    if any(_closed_by_hand((known | same).get(facts["source_key"])) for facts in fresh):
        reasons.append({"code": "closed_by_hand"})
    if any(reason["code"].startswith("bad_") for reason in reasons):
        return Verdict.INVALID
    joined = [same[facts["source_key"]] for facts in fresh if facts["source_key"] in same]
    reasons += [{"code": "joins", "posting": posting.pk, "source": posting.source} for posting in joined]
    unknown = [facts for facts in fresh if facts["source_key"] not in known]
    if len(unknown) > len(joined):
        return Verdict.NEW
    if joined:
        return Verdict.JOINED
    changed = any(_differs(known[facts["source_key"]], facts) for facts in fresh)
    return Verdict.CHANGED if changed else Verdict.SAME


def _differs(posting, facts):
    """Whether a list would change a posting: only its own list speaks for its facts, and not for an officer's."""
    if posting.closed_reason == Closed.EXPIRED:
        return True
    own = (
        [fact for fact in COMPARED if fact not in posting.by_hand] if posting.source_key == facts["source_key"] else []
    )
    return any(getattr(posting, fact) != facts[fact] for fact in own)


def _closed_by_hand(posting):
    """The same list again does not open what an officer closed."""
    return posting is not None and posting.closed_reason in (Closed.FILLED, Closed.WITHDRAWN)


def start_applying(batch, *, by):
    """Take a compared batch for applying; of two who press at once, one is refused."""
    taken = PostingBatch.objects.filter(pk=batch.pk, stage=Stage.COMPARED)
    taken = taken.update(stage=Stage.APPLYING, applied_by=by, rows_done=0)
    batch.refresh_from_db()
    if not taken:
        raise Refusal(_("批次当前为“%(stage)s”，不能入库。") % {"stage": batch.get_stage_display()})
    return batch


def apply_postings(batch):
    """Write what a taken batch says, chunk by chunk; run again after a kill it goes on where it stopped."""
    if batch.stage != Stage.APPLYING:
        return batch
    while _apply_chunk(batch):
        pass
    _confirm(batch)
    applied = PostingBatch.objects.filter(pk=batch.pk, stage=Stage.APPLYING)
    if applied.update(stage=Stage.APPLIED, applied_at=timezone.now()):
        PostingFile.objects.filter(batch=batch).delete()
    batch.refresh_from_db()
    return batch


@transaction.atomic
def _apply_chunk(batch):
    waiting = batch.rows.filter(applied=False, verdict__in=WRITING).order_by("number")
    rows = list(waiting.select_for_update()[:CHUNK])
    facts = [(row, one) for row in rows for one in row.facts]
    take_over(batch, [one for _row, one in facts])
    known = known_postings([one["source_key"] for _row, one in facts])
    # Asked anew: another board's list may have been applied since the comparison.
    same = same_postings([one for _row, one in facts if one["source_key"] not in known], batch)
    own = [(row, one) for row, one in facts if _is_own(one, known, same)]
    write_postings(batch, own, known)
    joined = [(same[one["source_key"]], one, row) for row, one in facts if one["source_key"] in same]
    join(joined, source=batch.told_source, on=timezone.localdate(batch.received_at))
    _reopen([posting.pk for posting in known.values()])
    PostingRow.objects.filter(pk__in=[row.pk for row in rows]).update(applied=True)
    PostingBatch.objects.filter(pk=batch.pk).update(rows_done=batch.rows.filter(applied=True).count())
    return len(rows) == CHUNK


def _is_own(one, known, same):
    """Whether facts make, or change, a posting of this list itself."""
    key = one["source_key"]
    return key not in same and (key not in known or known[key].source_key == key)


def _reopen(postings):
    expired = Posting.objects.filter(pk__in=postings, closed_reason=Closed.EXPIRED)
    expired.update(closed_on=None, closed_reason="")


def write_postings(batch, facts, known):
    """Write (row, facts) as postings of their own, new or changed; what an officer set by hand stays."""
    employers = employers_of([one for _row, one in facts])
    Posting.objects.bulk_create(
        [_posting(batch, row, one, employers[one["employer"]], known.get(one["source_key"])) for row, one in facts],
        update_conflicts=True,
        unique_fields=["source_key"],
        update_fields=[*WRITTEN, "row", "updated_at"],
    )


def _posting(batch, row, one, employer, before):
    values = {fact: one[fact] for fact in WRITTEN}
    values |= {fact: date.fromisoformat(one[fact]) for fact in _DATES}
    values |= {fact: getattr(before, fact) for fact in before.by_hand} if before else {}
    return Posting(
        **values,
        employer=employer,
        row=row,
        source=batch.told_source,
        source_key=one["source_key"],
        updated_at=timezone.now(),
    )


def _confirm(batch):
    """Remember that the postings a list repeats were still on offer when it came, each board's own or another's."""
    for rows in in_chunks(batch.rows.filter(verdict__in=(Verdict.SAME, Verdict.JOINED)).order_by("number"), CHUNK):
        days = {one["source_key"]: one["confirmed_on"] for row in rows for one in row.facts}
        postings = known_postings(days)
        for day in set(days.values()):
            said = [posting.pk for key, posting in postings.items() if days[key] == day]
            older = Posting.objects.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=day), pk__in=said)
            older.update(confirmed_on=day)
        seen = PostingSource.objects.filter(source_key__in=days)
        seen.update(seen_on=timezone.localdate(batch.received_at))


@transaction.atomic
def add_posting(*, employer_name, title, by, on, **facts):
    """Add one posting by hand and return it."""
    employer, _added = Employer.objects.get_or_create(
        name_key=employer_key(employer_name), defaults={"name": employer_name[:120]}
    )
    term, place = term_of(title), facts.get("area_text", "")
    key = hashlib.sha256(f"hand\x1f{employer.pk}\x1f{term}\x1f{on}\x1f{place}".encode()).hexdigest()
    if Posting.objects.filter(source_key=key).exists():
        raise Refusal(_("今天已为该单位登记过同名同地的岗位。"))
    return Posting.objects.create(
        employer=employer,
        title=title,
        term=term,
        source=str(by)[:60],
        source_key=key,
        same_key=same_key(employer_name, term, place),
        **{"opens_on": on, "confirmed_on": on, **facts},
    )


def close_posting(posting, *, reason, on):
    """Close a posting: from this day it is pushed to nobody. Again changes nothing."""
    reason = Posting.ClosedReason(reason)
    Posting.objects.filter(pk=posting.pk, closed_on=None).update(closed_on=on, closed_reason=reason)
    posting.refresh_from_db()
    return posting


def close_expired(*, on):
    """Close every open posting whose last day has passed; returns how many."""
    expired = Posting.objects.filter(closed_on=None, closes_on__lt=on)
    return expired.update(closed_on=on, closed_reason=Posting.ClosedReason.EXPIRED)
