"""A source that words a job of its own anew changes that posting: its pay was raised, it is no second job."""

from collections import defaultdict

from matching.joining import known_postings
from matching.models import Posting, PostingRow
from registry.parts import in_chunks

CHUNK = 1000
Verdict = PostingRow.Verdict
_TOLD = ("title", "education", "majors_text", "pay_text", "experience_text", "category", "headcount")


def mark_replaced(batch, keys):
    """Mark the new rows of a compared batch that word a posting of the same source anew; returns how many.

    Such a posting is open, of the same employer, term and place, and missing from the list, whose source keys are
    given; of several the one that is most alike.
    """
    marked, taken = 0, set()
    for rows in in_chunks(batch.rows.filter(verdict=Verdict.NEW).order_by("number"), CHUNK):
        facts = [one for row in rows for one in row.facts if one["same_key"]]
        missing = _missing(batch, {one["same_key"] for one in facts}, keys)
        known = known_postings([one["source_key"] for one in facts])
        changed = [row for row in rows if _is_reworded(row, missing, known, taken)]
        PostingRow.objects.bulk_update(changed, ["facts", "reasons", "verdict"])
        marked += len(changed)
    return marked


def _missing(batch, same_keys, keys):
    """Return {same key: open postings of the batch's source that the list does not hold}."""
    found = defaultdict(list)
    mine = Posting.objects.filter(source=batch.told_source, same_key__in=same_keys, closed_on=None)
    for posting in mine.order_by("pk"):
        if posting.source_key not in keys:
            found[posting.same_key].append(posting)
    return found


def _is_reworded(row, missing, known, taken):
    """Mark a row whose every unknown posting replaces a missing one."""
    replaced = {}
    for one in row.facts:
        if one["source_key"] in known:
            continue
        alike = [posting for posting in missing[one["same_key"]] if posting.pk not in taken | {*replaced.values()}]
        if not alike:
            return False
        replaced[one["source_key"]] = max(alike, key=lambda posting: (_alike(posting, one), -posting.pk)).pk
    for one in row.facts:
        if one["source_key"] in replaced:
            one["replaces"] = replaced[one["source_key"]]
    taken |= {*replaced.values()}
    row.reasons += [{"code": "replaces", "posting": posting} for posting in replaced.values()]
    row.verdict = Verdict.CHANGED
    return True


def _alike(posting, one):
    return sum(getattr(posting, fact) == one[fact] for fact in _TOLD)


def take_over(batch, facts):
    """Let the postings that these facts replace be known by the new words; what was closed meanwhile stays as it is."""
    replaced = {one["replaces"]: one["source_key"] for one in facts if "replaces" in one}
    if replaced:
        there = known_postings(list(replaced.values()))
        found = Posting.objects.filter(pk__in=replaced, source=batch.told_source, closed_on=None)
        postings = [posting for posting in found if replaced[posting.pk] not in there]
        for posting in postings:
            posting.source_key = replaced[posting.pk]
        Posting.objects.bulk_update(postings, ["source_key"])
