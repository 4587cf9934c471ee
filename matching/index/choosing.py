"""Each seeker's best of some offers: looked through while they are few, walked along tables of their own when many. Pure."""

from matching.index.engine import rank_many
from matching.index.tables import tables_of
from matching.ranking import rank

PAIRS = 40_000  # of seekers and offers, from which on tables are quicker than looking at each


def rank_all(seekers, offers, had, *, on, limit, weights, links):
    """Return the Matches of each seeker, best first, without the keys of postings each has `had`."""
    if len(seekers) * len(offers) <= PAIRS:
        return [
            rank(
                seeker,
                [offer for offer in offers if offer.posting_id not in keys],
                on=on,
                limit=limit,
                weights=weights,
                links=links,
            )
            for seeker, keys in zip(seekers, had, strict=True)
        ]
    lists = rank_many(tables_of(offers, on=on), seekers, limit=limit, pushed=had, weights=weights, links=links)
    return told(
        seekers, [lists.keys_of(row) for row in range(len(seekers))], offers, on=on, weights=weights, links=links
    )


def told(seekers, found, offers, *, on, weights, links):
    """Tell the few postings found for each with their reasons, by the oracle that the walk equals."""
    by_key = {offer.posting_id: offer for offer in offers}
    return [
        rank(seeker, [by_key[key] for key in keys], on=on, limit=None, weights=weights, links=links)
        for seeker, keys in zip(seekers, found, strict=True)
    ]
