"""The index of this machine: built from the database, published, opened warm, and put right by what changed since.

Every machine builds its own under INDEX_DIR. A list from it is exact: postings that changed after the index was read are
left out of the walk and ranked beside it, and winners that have closed since are left out and the walk repeated.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from matching.index.asking import Words, ask
from matching.index.engine import walk_all
from matching.index.tables import current_version, opened, publish, tables_of
from matching.models import Posting
from matching.ranking import rank

SLACK = timedelta(minutes=5)  # a transaction may have begun before the index was read and end after
ROUNDS = 5  # walks after which so many winners have closed that the index has to be built anew


def build(offers, *, on):
    """Publish an index of these offers, read from now on; returns its path."""
    read_at = timezone.now() - SLACK
    return publish(tables_of(offers, on=on), settings.INDEX_DIR, read_at=read_at)


class Warm:
    """An opened version with its words made ready; kept by the process until another version is current."""

    def __init__(self, path):
        self.path, self.tables = path, opened(path)
        self.words = Words(self.tables)

    def best(self, seeker, *, on, limit, had, offers_of):
        """Return the best Matches of a seeker; `offers_of(postings)` reads Offers from the database."""
        changed = Posting.objects.filter(updated_at__gte=self.tables.read_at)
        aside = set(changed.values_list("pk", flat=True))
        newer = [
            offer
            for offer in offers_of(changed.filter(pk__in=Posting.objects.open_on(on)))
            if offer.posting_id not in had
        ]
        left_out = set(had) | aside
        for _round in range(ROUNDS):
            asked = ask(self.tables, [seeker], [left_out], self.words)
            found = [key for key, _score, _parts in walk_all(self.tables, asked, limit=limit, on=on).of(0)]
            offers = offers_of(Posting.objects.open_on(on).filter(pk__in=found))
            closed = set(found) - {offer.posting_id for offer in offers}
            if not closed:
                return rank(seeker, offers + newer, on=on, limit=limit)
            left_out |= closed
        return None


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
