"""The same job on several boards is one posting: which one a row joins, and what the other board adds to it."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q

from matching.employing import keys_of
from matching.models import Posting, PostingSource
from matching.reading import OPEN_FOR, spans_agree

# What another board may add where the first said nothing; what is said together is taken together.
_ADDED = (
    ("pay_text", "pay_min", "pay_max"),
    ("education_text", "education"),
    ("majors_text", "majors"),
    ("experience_text", "experience_years"),
    ("headcount",),
    ("details",),
)
ADDED = (*(fact for facts in _ADDED for fact in facts), "closes_on")


def known_postings(keys):
    """Return {source key: Posting} of the lists' rows that are in the pool, each board's own or another's."""
    others = PostingSource.objects.filter(source_key__in=keys).select_related("posting")
    found = {other.source_key: other.posting for other in others}
    return found | {posting.source_key: posting for posting in Posting.objects.filter(source_key__in=keys)}


def same_postings(facts, batch):
    """Return {source key: Posting} of the postings of other boards that these facts of a batch tell again.

    A board's own rows are different jobs however alike, and a posting takes one row of a list.
    """
    wanted = [one for one in facts if one["same_key"] and not one.get("apart")]
    if not wanted:
        return {}
    employers = keys_of({one["employer"] for one in wanted})
    candidates = _candidates({one["same_key"] for one in wanted}, batch)
    found = {}
    for one in wanted:
        alike = candidates[employers[one["employer"]], one["same_key"]]
        match = next((posting for posting in alike if _is_same(posting, one)), None)
        if match:
            alike.remove(match)
            found[one["source_key"]] = match
    return found


def _candidates(keys, batch):
    """Return {(employer key, same key): postings}. What an officer closed lately is known, too: a copy on another
    board does not bring it back."""
    since = batch.received_at.date() - timedelta(days=OPEN_FOR)
    lately = Q(closed_on=None) | ~Q(closed_reason=Posting.ClosedReason.EXPIRED) & Q(closed_on__gte=since)
    taken = PostingSource.objects.filter(row__batch=batch).values("posting")
    known = Posting.objects.filter(lately, same_key__in=keys).exclude(source=batch.told_source).exclude(pk__in=taken)
    found = defaultdict(list)
    for posting in known.select_related("employer").order_by("pk"):
        found[posting.employer.name_key, posting.same_key].append(posting)
    return found


def _is_same(posting, one):
    pays = (posting.pay_min, posting.pay_max), (one["pay_min"], one["pay_max"])
    schooling = not posting.education or not one["education"] or posting.education == one["education"]
    return schooling and spans_agree(*pays)


def join(pairs, *, source, on):
    """Keep (posting, facts, row) as another board's offer of the posting, and add what the posting lacks."""
    PostingSource.objects.bulk_create(
        [
            PostingSource(posting=posting, source=source, source_key=one["source_key"], row=row, seen_on=on)
            for posting, one, row in pairs
        ],
        ignore_conflicts=True,
    )
    Posting.objects.bulk_update([posting for posting, one, _row in pairs if _add(posting, one)], ADDED)


def _add(posting, one):
    """Fill what a posting leaves open from another board's facts; returns whether anything changed."""
    changed = False
    for facts in _ADDED:
        silent = all(getattr(posting, fact) in (None, "", {}) for fact in facts)
        if silent and one[facts[0]] not in (None, "") and not set(facts) & set(posting.by_hand):
            changed = True
            for fact in facts:
                setattr(posting, fact, one[fact])
    until = date.fromisoformat(one["closes_on"])
    if posting.closes_on and until > posting.closes_on and "closes_on" not in posting.by_hand:
        posting.closes_on, changed = until, True
    return changed
