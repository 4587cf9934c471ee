"""Last night's lists as far as they still hold: how each person's list begins, without looking through the pool.

A list holds while the weights and the words are those of the night and nothing was done since that ranking could see in
the person. Postings that closed or changed since are taken out, those that are newer put in where they belong; what the
list says then is exactly how the list worked out on the spot begins.
"""

from typing import NamedTuple

from django.db.models import Min

from matching.candidates import LIMIT, offers_of
from matching.index.choosing import rank_all, told
from matching.index.keeping import SLACK
from matching.models import Listed, Posting, RankingRun
from matching.seeking import seeker_of
from matching.suiting import had_by, ready
from matching.weights import current_weights
from matching.wording import standing_links
from registry.models import Entry

Act = Entry.Act
# What is done to a person every day that ranking does not see; everything else ends a stored list.
UNSEEN = (
    Act.ASSIGNED,
    Act.HELPER,
    Act.REVEALED,
    Act.CASE_OPENED,
    Act.STEP_EXCUSED,
    Act.BRIEFED,
    Act.ANSWERED,
    Act.VISIT_PLANNED,
    Act.VISIT_CANCELLED,
    Act.VISIT_MOVED,
    Act.OVERDUE_TOLD,
    Act.CARRIED,
)


class Beginning(NamedTuple):
    """The first of a person's Matches, and whether there are none after them."""

    matches: list
    is_whole: bool


def beginnings(people, *, on, without=frozenset()):
    """Return {person key: Beginning} of those of a queryset of people whose list of last night still holds.

    `without` are postings that are for nobody. A constant number of queries.
    """
    weights, links = current_weights(), standing_links()
    run = RankingRun.objects.holding(on, weights.version, links.version).first()
    if run is None:
        return {}
    since = run.parts.aggregate(first=Min("began_at"))["first"] - SLACK
    seen = Entry.objects.filter(person__in=people.order_by().values("pk"), at__gte=since).exclude(act__in=UNSEEN)
    listed = ready(people.exclude(pk__in=seen.order_by().values("person")))
    stored = _stored(run, [person.pk for person in listed])
    changed = set(Posting.objects.filter(updated_at__gte=since).values_list("pk", flat=True))
    still_open = Posting.objects.open_on(on)
    newer = [offer for offer in offers_of(still_open.filter(pk__in=changed)) if offer.posting_id not in without]
    wanted = {key for rows in stored.values() for key, _score in rows} - changed - without
    offers = offers_of(still_open.filter(pk__in=wanted))
    there = {offer.posting_id for offer in offers}
    by = {"on": on, "weights": weights, "links": links}
    seekers = list(map(seeker_of, listed))
    kept = [[key for key, _score in stored[person.pk] if key in there] for person in listed]
    had = had_by(listed, [offer.posting_id for offer in newer])
    beside = rank_all(seekers, newer, had, limit=len(newer), **by)
    found = zip(listed, told(seekers, kept, offers, **by), beside, strict=True)
    return {person.pk: _beginning(stored[person.pk], matches, others) for person, matches, others in found}


def _stored(run, people):
    """Return {person: [(posting, score), best first]}; who had nothing in the night has an empty list."""
    found = {person: [] for person in people}
    rows = Listed.objects.filter(run=run, person__in=people).order_by("person", "place")
    for person, posting, score in rows.values_list("person", "posting", "score"):
        found[person].append((posting, score))
    return found


def _beginning(stored, matches, others):
    """Put both together as far down as the stored list reached: what would come after it is not known."""
    together = sorted([*matches, *others], key=_order)
    if len(stored) < LIMIT:
        return Beginning(together, is_whole=True)
    posting, score = stored[-1]
    return Beginning([match for match in together if _order(match) <= (-score, posting)], is_whole=False)


def _order(match):
    return -match.score, match.posting_id
