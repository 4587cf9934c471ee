"""Two lists of one person side by side, with where each posting went and both breakdowns."""

from typing import NamedTuple

from matching.candidates import LIMIT
from matching.models import Posting
from matching.suiting import best_of_pool
from matching.telling import parts
from registry.models import Person


class Line(NamedTuple):
    """One posting at its place: how far it rose from the other list, None when it is not in that."""

    place: int
    posting: object
    match: object
    parts: list
    rose: int | None

    @property
    def fell(self):
        return -self.rose


class Side(NamedTuple):
    """A list by one version."""

    version: int
    lines: list


def lists_beside(person, before, after, *, on):
    """Return the Side of a person by each of two Weights."""
    people = Person.objects.filter(pk=person.pk)
    found = [
        best_of_pool(people, on=on, limit=LIMIT, weights=weights).get(person.pk, []) for weights in (before, after)
    ]
    keys = {match.posting_id for matches in found for match in matches}
    postings = Posting.objects.select_related("employer").in_bulk(keys)
    one, other = (_places(matches) for matches in found)
    return [
        Side(before.version, _lines(found[0], postings, before, other)),
        Side(after.version, _lines(found[1], postings, after, one)),
    ]


def _places(matches):
    return {match.posting_id: place for place, match in enumerate(matches, 1)}


def _lines(matches, postings, weights, others):
    return [
        Line(
            place,
            postings[match.posting_id],
            match,
            parts(match.components, weights),
            others[match.posting_id] - place if match.posting_id in others else None,
        )
        for place, match in enumerate(matches, 1)
        if match.posting_id in postings
    ]
