"""Where postings stand in one person's whole list, however far down: counted over an index. Pure."""

from datetime import date

import numpy
from django.utils.module_loading import import_string

from matching.index.engine import as_mapped

COUNT = "matching.index.kernels.count_better"  # by name: the compiler is loaded where it is needed


def standing_before(tables, asked, matches, *, on=None):
    """Return for each of these (key, score) how many postings stand before it in the list of the only one who asks."""
    weights = asked.weights
    keys, scores = (numpy.array(column, dtype=numpy.int64) for column in zip(*matches, strict=True))
    found = numpy.zeros(len(keys), dtype=numpy.int64)
    import_string(COUNT)(
        (*weights.points(), weights.unknown),
        (on or date.fromisoformat(tables.on)).toordinal(),
        *map(as_mapped, (tables.postings, tables.skill_starts, tables.skill_items)),
        len(tables.skills),
        len(tables.places),
        asked.seekers,
        asked.skills,
        asked.places,
        asked.pushed,
        _titles(tables, asked),
        asked.major_points,
        keys,
        scores,
        found,
    )
    return found.tolist()


def _titles(tables, asked):
    """Return the title points of every term: the most that any wish gives it."""
    most = asked.weights.title
    titles = numpy.full(
        len(tables.terms) + 1, 0 if asked.seekers["intends"][0] else most * 30 // 100, dtype=numpy.int64
    )
    for edges in asked.tier_starts:
        terms = asked.tier_terms[edges[0] : edges[most]]
        titles[terms] = numpy.maximum(
            titles[terms], numpy.repeat(numpy.arange(most, 0, -1), numpy.diff(edges[: most + 1]))
        )
    return titles
