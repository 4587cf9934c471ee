"""Where a pushed posting stood when it was pushed: in the list in force, in the observed one, and among all eligible."""

from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

import numpy
from django.db.models import Q
from django.utils import timezone

from matching.candidates import is_large, offers_of
from matching.index.asking import ask
from matching.index.choosing import rank_all
from matching.index.keeping import apart, warm
from matching.index.limits import eligible, place_by_day
from matching.models import Posting, Push, RankingVersion, TrialPlace
from matching.seeking import seeker_of
from matching.weights import current_weights
from matching.wording import standing_links
from registry.models import Person

PLACES = 100  # of a list that are told apart
AT_ONCE = 200  # pushes of one sweep
WITHIN = timedelta(days=1)  # after which the pool is another, and a place would be made up


class Act(NamedTuple):
    """What one person got at one moment, and what they had had before."""

    seeker: object
    pushes: list
    had: set


def record_places(*, at):
    """Note the places of pushes that have none yet; returns how many. Run twice, each is noted once."""
    fresh = Push.objects.filter(trial=None, pushed_at__gt=at - WITHIN, pushed_at__lte=at)
    pushes = list(fresh.select_related("posting").order_by("person", "pushed_at", "pk")[:AT_ONCE])
    places = _places_of(pushes, timezone.localdate(at)) if pushes else []
    return len(TrialPlace.objects.bulk_create(places, ignore_conflicts=True))


def _places_of(pushes, on):
    """Yield the TrialPlace of each push; a posting that closed since is still looked for among all."""
    open_now = Posting.objects.open_on(on).values("pk")
    postings = Posting.objects.filter(Q(pk__in=open_now) | Q(pk__in=[push.posting_id for push in pushes]))
    acts, current, observed = _acts(pushes), current_weights(), RankingVersion.objects.observed().first()
    lists = _lists(acts, postings, current, on)
    others = _lists(acts, postings, observed.weights, on) if observed else [[]] * len(acts)
    among = _among(acts, postings, on)
    for act, listed, other in zip(acts, lists, others, strict=True):
        for push in act.pushes:
            newest, eligible_in_all = among[push.pk]
            yield TrialPlace(
                push=push,
                current=current.version,
                observed=observed and observed.number,
                place_current=_place(listed, push),
                place_observed=_place(other, push),
                place_newest=newest,
                eligible=eligible_in_all,
            )


def _acts(pushes):
    people = Person.everyone.prefetch_related("wishes", "skills", "groups").in_bulk({push.person_id for push in pushes})
    before = {}
    for push in Push.objects.filter(person__in=people).order_by():
        before.setdefault(push.person_id, []).append((push.pushed_at, push.posting_id))
    acts = []
    for (person, moment), group in groupby(pushes, key=lambda push: (push.person_id, push.pushed_at)):
        had = {posting for pushed_at, posting in before[person] if pushed_at < moment}
        acts.append(Act(seeker_of(people[person]), list(group), had))
    return acts


def _lists(acts, postings, weights, on):
    """Return the keys of each one's list, the best first."""
    seekers, had = [act.seeker for act in acts], [act.had for act in acts]
    by = {"on": on, "limit": PLACES, "weights": weights, "links": standing_links()}
    found = None
    if is_large(on) and (index := warm()):
        found = index.best(seekers, had, offers_of=offers_of, **by)
    if found is None:
        found = rank_all(seekers, offers_of(postings), had, **by)
    return [[match.posting_id for match in matches] for matches in found]


def _place(keys, push):
    return keys.index(push.posting_id) + 1 if push.posting_id in keys else None


def _among(acts, postings, on):
    """Return {push: (its place when the newest come first, how many postings were eligible)}."""
    if is_large(on) and (index := warm()):
        pieces = index.pieces(postings, on=on, offers_of=offers_of)
    else:
        pieces = [apart(offers_of(postings), on=on)]
    asked = [ask(tables, [act.seeker for act in acts], (), words) for tables, words in pieces]
    found = {}
    for row, act in enumerate(acts):
        passing = [
            (tables, eligible(tables, one, row) & ~numpy.isin(tables.postings["posting"], list(act.had)))
            for (tables, _words), one in zip(pieces, asked, strict=True)
        ]
        total = sum(int(numpy.count_nonzero(mask)) for _tables, mask in passing)
        for push in act.pushes:
            opened = push.posting.opens_on.toordinal() if push.posting.opens_on else 0
            before = sum(place_by_day(tables, mask, push.posting_id, opened) for tables, mask in passing)
            found[push.pk] = (before + 1, total) if total else (None, 0)
    return found
