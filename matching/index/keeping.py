"""The index of this machine: built from the database, published, opened warm, and put right by what changed since.

Every machine builds its own under INDEX_DIR. A list from it is exact: postings that changed after the index was read are
left out of the walk and ranked beside it, and winners that have closed since are left out and the walk repeated.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from matching.index.asking import Words, ask
from matching.index.choosing import rank_all, told
from matching.index.engine import walk_all
from matching.index.tables import current_version, opened, publish, tables_of
from matching.models import Posting

SLACK = timedelta(minutes=5)  # a transaction may have begun before the index was read and end after
ROUNDS = 5  # walks after which so many winners have closed that the index has to be built anew


def build(offers, *, on, weights=None):
    """Publish an index of these offers, read from now on; returns its path."""
    read_at = timezone.now() - SLACK
    return publish(tables_of(offers, on=on, weights=weights), settings.INDEX_DIR, read_at=read_at)


class Warm:
    """An opened version with its words made ready; kept by the process until another version is current."""

    def __init__(self, path):
        self.path, self.tables = path, opened(path)
        self.words = Words(self.tables)

    def best(self, seekers, had, *, on, limit, offers_of, weights, without=frozenset()):
        """Return the best Matches of each seeker of all open postings; None when too much has closed.

        `had` holds for each the keys that are left out, `without` those that are for all; `offers_of(postings)` reads
        Offers from the database.
        """
        still_open = Posting.objects.open_on(on)
        changed = set(Posting.objects.filter(updated_at__gte=self.tables.read_at).values_list("pk", flat=True))
        newer = [offer for offer in offers_of(still_open.filter(pk__in=changed)) if offer.posting_id not in without]
        left_out = changed | without
        for _round in range(ROUNDS):
            asked = ask(self.tables, seekers, [keys | left_out for keys in had], self.words, weights)
            lists = walk_all(self.tables, asked, limit=limit, on=on)
            found = [lists.keys_of(row) for row in range(len(seekers))]
            offers = offers_of(still_open.filter(pk__in={key for keys in found for key in keys}))
            closed = {key for keys in found for key in keys} - {offer.posting_id for offer in offers}
            if not closed:
                beside = rank_all(seekers, newer, had, on=on, limit=limit, weights=weights)
                return list(map(partial(_merged, limit), told(seekers, found, offers, on=on, weights=weights), beside))
            left_out |= closed
        return None


def _merged(limit, matches, others):
    """The best of both, in ranking's order."""
    return sorted([*matches, *others], key=lambda match: (-match.score, match.posting_id))[:limit]


_warm = {}


def warm():
    """Return the Warm index of this process, the current one, or None when none was published."""
    path = current_version(Path(settings.INDEX_DIR))
    if path is None:
        return None
    if path not in _warm:
        _warm.clear()
        _warm[path] = Warm(path)
    return _warm[path]
