"""Lists that nobody uploads: files laid in a folder, and what a source's own system sends under its token."""

import csv
import hashlib
import io
import json
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import IntakeToken, PostingBatch
from matching.pooling import receive_postings
from registry.refusals import Refusal

KINDS_OF_FILE = (".xlsx", ".xls", ".csv")
SETTLED = timedelta(seconds=10)  # a file that changed since may still be on its way
LARGEST = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_WAITING = 50  # lists of one token that no officer has looked at


def waiting_files(folder, *, at):
    """Return the files of a folder, and of the folders in it, that are lists and have come to rest, by name."""
    rested = (at - SETTLED).timestamp()
    found = [path for path in (*folder.glob("*"), *folder.glob("*/*")) if path.suffix.lower() in KINDS_OF_FILE]
    return sorted(path for path in found if _is_ready(path, rested))


def _is_ready(path, rested):
    hidden = path.name.startswith((".", "~"))  # what an editor or a transfer keeps beside the file it writes
    return not hidden and path.is_file() and not path.is_symlink() and path.stat().st_mtime <= rested


def receive_folder(folder, *, by, at, source=""):
    """Receive every file that was not received before and return their batches.

    A file in a folder of its own comes from the source that this folder is named after. Files stay where they are: a
    file is known again by its content.
    """
    batches = []
    for path in waiting_files(folder, at=at):
        content = path.read_bytes()
        known = PostingBatch.objects.filter(sha256=hashlib.sha256(content).hexdigest())
        if content and not known.exists():
            told = source or (path.parent.name if path.parent != folder else "")
            batches.append(receive_postings(file_name=path.name, content=content, by=by, source=told))
    return batches


def issue_token(*, source, by):
    """Return a new token's words for a source; they are shown once, for only their digest is kept."""
    words = secrets.token_urlsafe(32)
    IntakeToken.objects.create(source=source[:60], digest=_digest(words), issued_by=by, issued_at=timezone.now())
    return words


def revoke_tokens(*, source, on):
    """Let a source's tokens open nothing from now on; returns how many did."""
    return IntakeToken.objects.filter(source=source, revoked_on=None).update(revoked_on=on)


def token_of(authorization):
    """Return the IntakeToken that a header "Bearer …" shows, or None; one of an officer who left opens nothing."""
    scheme, _space, words = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not words.strip():
        return None
    valid = IntakeToken.objects.filter(revoked_on=None, issued_by__is_active=True).select_related("issued_by")
    return valid.filter(digest=_digest(words.strip())).first()


def _digest(words):
    return hashlib.sha256(words.encode()).hexdigest()


@transaction.atomic
def receive_sent(token, content):
    """Receive {"postings": [{column: value}]} under a token; returns (batch, whether it is new).

    The columns are those that lists may have, in Chinese or by our own names. The same words again are the same batch.
    """
    IntakeToken.objects.filter(pk=token.pk).update(used_at=timezone.now())
    mine = PostingBatch.objects.filter(token=token)
    known = mine.filter(sent_sha256=hashlib.sha256(content).hexdigest()).first()
    if known:
        return known, False
    if mine.exclude(stage__in=(PostingBatch.Stage.APPLIED, PostingBatch.Stage.FAILED)).count() >= MOST_WAITING:
        raise Refusal(_("该来源待处理的批次过多，请等待工作人员处理。"))
    batch = receive_postings(
        file_name=f"{token.source}-{timezone.localtime():%Y%m%d-%H%M%S}.csv",
        content=_as_table(_rows_of(content)),
        by=token.issued_by,
        source=token.source,
    )
    batch.token, batch.sent_sha256 = token, hashlib.sha256(content).hexdigest()
    batch.save(update_fields=["token", "sent_sha256"])
    return batch, True


def _rows_of(content):
    try:
        sent = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refusal(_("内容不是有效的 JSON。")) from error
    rows = sent.get("postings") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Refusal(_('需要 {"postings": [{…}]}，至少一个岗位。'))
    if len(rows) > MOST_ROWS:
        raise Refusal(_("一次最多 %(n)s 个岗位。") % {"n": MOST_ROWS})
    return rows


def _as_table(rows):
    """Return the rows as a table with every column that any of them has, in the order in which they first come."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(column)) for column in columns] for row in rows])
    return out.getvalue().encode()


def _cell(value):
    if isinstance(value, list):
        return "、".join(map(_cell, value))
    return "" if value is None or isinstance(value, dict) else str(value)
