"""What one wish alone keeps from a person, counted over an index: the fast form of relaxing.kept_away. Pure."""

from collections import Counter

import numpy

from matching.index.asking import ask
from matching.index.tables import KINDS
from matching.relaxing import Alone
from matching.terms import UNLINKED

_KINDS = {bit: kind for kind, bit in KINDS.items()}


def kept_away(tables, seeker, had, words, links=UNLINKED):
    """Return which postings of the Tables, but those of the keys a person has `had`, one wish Alone keeps away."""
    rows = _of_wished_work(tables, seeker, words, links)
    rows = rows[~numpy.isin(rows["posting"], numpy.fromiter(had, dtype=numpy.int64))]
    asked = ask(tables, [seeker], words=words, links=links)
    fails = _failing(rows, asked.seekers[0], asked.places)
    alone = {name: fails[name] & (sum(one.astype(numpy.int8) for one in fails.values()) == 1) for name in fails}
    kinds = Counter({_KINDS[int(bit)]: int(n) for bit, n in zip(*_counted(rows["kind"][alone["kind"]]), strict=True)})
    return Alone(kinds, rows["high"][alone["pay"]].tolist(), int(alone["area"].sum()))


def _counted(bits):
    return numpy.unique(bits, return_counts=True)


def _of_wished_work(tables, seeker, words, links):
    """Return the records of the postings whose term is at all like a wish; all of them where no work is wished."""
    wished = {wish.term for wish in seeker.wishes if wish.term}
    if not wished or not len(tables):
        return tables.postings
    alike = numpy.unique(numpy.concatenate([words.alike(term, links) for term in sorted(wished)]))
    first, counts = tables.starts[alike], tables.starts[alike + 1] - tables.starts[alike]
    ends = numpy.cumsum(counts)
    places = numpy.arange(ends[-1] if len(ends) else 0) - numpy.repeat(ends - counts - first, counts)
    return tables.postings[places]


def _failing(rows, seeker, places):
    """Return {limit: which records fail it}, as eligibility.py has the limits."""
    near = numpy.isin(rows["place"], places)
    here = (rows["province"] == 0) | (rows["province"] == seeker["province"])
    anywhere = seeker["roams"] or not seeker["wishes"] or not seeker["province"]
    return {
        "schooling": (rows["schooling"] > seeker["schooling"]) & bool(seeker["schooling"]),
        "audience": (rows["audience"] != 0) & ((rows["audience"] & seeker["groups"]) == 0),
        "kind": (rows["kind"] & seeker["kinds"]) == 0,
        "pay": (rows["high"] >= 0) & (rows["high"] < seeker["limit"]),
        "area": ~(near | here | bool(anywhere)),
    }
