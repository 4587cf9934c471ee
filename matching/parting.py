"""The choice to keep apart what was taken for one job: a row before its list is applied, a board's offer after."""

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import PostingRow, PostingSource
from matching.pooling import write_postings
from registry.refusals import Refusal

Verdict = PostingRow.Verdict


@transaction.atomic
def keep_row_apart(row):
    """Let a row that would join postings of other boards become postings of its own when its list is applied."""
    if row.verdict != Verdict.JOINED or row.applied or row.batch.stage != row.batch.Stage.COMPARED:
        raise Refusal(_("该行不是待并入的行。"))
    row.facts = [{**one, "apart": True} for one in row.facts]
    row.reasons = [reason for reason in row.reasons if reason["code"] != "joins"] + [{"code": "kept_apart"}]
    row.verdict = Verdict.NEW
    row.save(update_fields=["facts", "reasons", "verdict"])
    row.batch.counts = _moved(row.batch.counts, Verdict.JOINED, Verdict.NEW)
    row.batch.save(update_fields=["counts"])
    return row


def _moved(counts, one, other):
    return {**counts, one: counts.get(one, 0) - 1, other: counts.get(other, 0) + 1}


@transaction.atomic
def keep_offer_apart(offer):
    """Make another board's offer of a posting a posting of its own; lists that repeat it mean that one from now on."""
    taken, _counts = PostingSource.objects.filter(pk=offer.pk).delete()
    facts = [one for one in (offer.row.facts if offer.row else ()) if one["source_key"] == offer.source_key]
    if not taken or not facts:
        raise Refusal(_("原始行已不在，不能拆分。"))
    write_postings(offer.row.batch, [(offer.row, {**one, "apart": True}) for one in facts], {})
    return offer.row.postings.get(source_key=offer.source_key)
