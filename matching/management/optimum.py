"""How near lists under a cap come to the best there could be, by a linear programme on a sample."""

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_array

from matching.index.asking import ask
from matching.index.capping import rank_capped
from matching.index.engine import walk_all
from matching.index.tables import tables_of
from matching.management.made_up import ON, made_up_offers, made_up_seekers

PEOPLE, POSTINGS, BEST = 150, 300, 3  # what the programme solves in seconds
ROOM = 1  # of each posting: scarce, so that the cap bites


def optimum(_people, _postings, _options):
    """Return the points given out in rounds as a share of the most that could be, over the same pairs."""
    tables = tables_of(made_up_offers(POSTINGS, on=ON), on=ON)
    asked = ask(tables, list(made_up_seekers(PEOPLE)))
    room = dict.fromkeys(tables.postings["posting"].tolist(), ROOM)
    given = rank_capped(tables, asked, room, limit=BEST)
    pairs = walk_all(tables, asked, limit=POSTINGS)
    held = numpy.arange(POSTINGS) < pairs.counts[:, None]
    people, postings = numpy.nonzero(held)[0], numpy.searchsorted(sorted(room), pairs.postings[held])
    rows = numpy.concatenate([people, PEOPLE + postings])
    columns = numpy.tile(numpy.arange(len(people)), 2)
    limits = numpy.concatenate([numpy.full(PEOPLE, BEST), numpy.full(POSTINGS, ROOM)])
    matrix = coo_array((numpy.ones(len(rows)), (rows, columns)), shape=(len(limits), len(people))).tocsr()
    best = linprog(-pairs.scores[held].astype(float), A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs")
    return {
        "people": PEOPLE,
        "postings": POSTINGS,
        "pairs": len(people),
        "share_of_optimum": round(float(given.scores.sum()) / -best.fun, 4),
    }
