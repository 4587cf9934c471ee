"""Who gets whom: the officers of the place first, then the least loaded, and nobody moves without need. Pure."""

from collections import defaultdict
from heapq import heapify, heapreplace
from typing import NamedTuple


class Share(NamedTuple):
    """One responsibility to be given: where it belongs, how much work it is, and who has it now."""

    key: tuple
    path: str  # of the station, "/1/5/12/"
    weight: int = 1
    holder: int | None = None


class Officer(NamedTuple):
    """Somebody who can receive: where, and what stays with them whatever is decided here."""

    key: int
    path: str
    load: int = 0
    people: int = 0


def share_out(shares, officers):
    """Return {share key: officer key}; a share for which no officer is near enough is left out.

    Each share goes to an officer of its own station; where there is none, to one below it, then to one of the
    nearest station above. Whoever is with such an officer already stays, as far as that leaves the loads even; the
    rest go, the heaviest first, to whoever has least to do. The order in which shares and officers come does not
    matter.
    """
    stands = {officer.key: (officer.load, officer.people) for officer in officers}
    given = {}
    for pool, theirs in _by_pool(shares, officers):
        theirs.sort(key=lambda share: (-share.weight, share.key))
        rest = _keep(theirs, pool, stands, given)
        _give(rest, pool, stands, given)
    return given


def even_level(loads, weight):
    """Return how high the fullest stand when weight is poured over loads, the lowest first."""
    loads, below = sorted(loads), 0
    for n, load in enumerate(loads, 1):
        below += load
        level = -(-(below + weight) // n)
        if n == len(loads) or level <= loads[n]:
            break
    return level


def _keep(shares, pool, stands, given):
    """Leave with their holders what fits below the even level; return the others."""
    level = even_level([stands[officer][0] for officer in pool], sum(share.weight for share in shares))
    rest = []
    for share in shares:
        load, people = stands[share.holder] if share.holder in pool else (level, 0)
        if share.holder in pool and (load + share.weight <= level or not share.weight):
            given[share.key] = share.holder
            stands[share.holder] = (load + share.weight, people + 1)
        else:
            rest.append(share)
    return rest


def _give(shares, pool, stands, given):
    """Give each to whoever has least to do: the lowest load, then the fewest people, then the lower key."""
    queue = [(*stands[officer], officer) for officer in pool]
    heapify(queue)
    for share in shares:
        load, people, officer = queue[0]
        given[share.key] = officer
        stands[officer] = (load + share.weight, people + 1)
        heapreplace(queue, (*stands[officer], officer))


# --- Who is near ------------------------------------------------------------------------------


def _by_pool(shares, officers):
    """Return [(officers, shares)], the narrowest choice first: a wider one then evens out what it left."""
    here, below = _places(officers)
    by_path = defaultdict(list)
    for share in shares:
        by_path[share.path].append(share)
    pools = defaultdict(list)
    for path, theirs in by_path.items():
        pools[_near(path, here, below)] += theirs
    pools.pop(frozenset(), None)
    return sorted(pools.items(), key=lambda pair: (len(pair[0]), sorted(pair[0])))


def _places(officers):
    """Return ({path: officers exactly there}, {path: officers there or further down})."""
    here, below = defaultdict(set), defaultdict(set)
    for officer in officers:
        here[officer.path].add(officer.key)
        for path in upwards(officer.path):
            below[path].add(officer.key)
    return here, below


def _near(path, here, below):
    for place in upwards(path):
        if place in here or place in below:
            return frozenset(here.get(place) or below[place])
    return frozenset()


def nearest(paths, officers):
    """Return the keys of the officers whom the rule would ask for shares of these places."""
    here, below = _places(officers)
    return set().union(*(_near(path, here, below) for path in paths))


def upwards(path):
    """Return the paths of a station and of everything above it, from the station up."""
    keys = path.strip("/").split("/")
    return [f"/{'/'.join(keys[:n])}/" for n in range(len(keys), 0, -1)]
