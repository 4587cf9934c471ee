"""Who gets which posting when there are fewer places than wishes, settled in rounds. Pure.

People choose their best, a posting keeps its best up to its room, and who was turned away chooses again, until
nobody moves. The outcome is the one that is best for the people, whoever begins.
"""

from collections import defaultdict
from heapq import heappop, heappush
from typing import NamedTuple


class Spread(NamedTuple):
    """What each person gets, best first, and of what there was no room for them."""

    given: dict  # {person: [Match]}
    refused: dict  # {person: [Match]}


def spread(wanted, room, each):
    """Return the Spread of {person: [Match, best first]} over {posting: room}, at most {person: each} for one.

    A posting that is not in `room` has room for all. It prefers the higher score, then who comes first in `wanted`.
    """
    place = {person: -number for number, person in enumerate(wanted)}
    left = {person: iter(matches) for person, matches in wanted.items()}
    free = dict(each)
    held, refused, choosing = defaultdict(list), defaultdict(list), list(reversed(wanted))
    while choosing:
        person = choosing.pop()
        while free[person] > 0 and (match := next(left[person], None)):
            free[person] -= 1
            heappush(held[match.posting_id], (match.score, place[person], person, match))
            if len(held[match.posting_id]) > room.get(match.posting_id, len(wanted)):
                _score, _place, loser, lost = heappop(held[match.posting_id])
                free[loser] += 1
                refused[loser].append(lost)
                choosing.append(loser)
    return Spread(_by_person(wanted, held), dict(refused))


def _by_person(wanted, held):
    kept = {(person, match.posting_id) for holders in held.values() for _score, _place, person, match in holders}
    given = {
        person: [match for match in matches if (person, match.posting_id) in kept] for person, matches in wanted.items()
    }
    return {person: matches for person, matches in given.items() if matches}
