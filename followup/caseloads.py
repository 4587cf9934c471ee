"""Who has how much to do, and what a handing over would make of it: read and reckoned, nothing written."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from followup.models import HandingLine
from followup.sharing_out import Officer, Share, share_out, upwards
from registry.models import GroupMembership, Helper, Person
from registry.statuses import OPEN

Part = HandingLine.Part
PLACES = {Part.OWNER: "station", Part.ALSO: "also_station", Part.COUNSELLOR: "station"}  # where each part belongs
PREVIEWED = "followup.previewed"


class Move(NamedTuple):
    """One responsibility that changes hands."""

    person: int
    part: str
    tier: int | None
    was: int | None
    becomes: int | None


@dataclass(frozen=True)
class Selection:
    """What is to be handed over: the people's owners, or whatever one officer who leaves is to them."""

    people: QuerySet
    leaver: object = None

    def shares(self):
        """Return the responsibilities as shares; key groups are visited twice as often and count twice."""
        heavy = GroupMembership.objects.filter(until=None, person__in=self.people.values("pk"))
        heavy = set(heavy.values_list("person", flat=True))
        return [
            Share((person, part, tier), path, _weight(part, status, person in heavy), holder)
            for person, part, tier, path, status, holder in self._rows()
        ]

    def _rows(self):
        if self.leaver is None:
            rows = self.people.order_by().values_list("pk", "station__path", "status", "owner")
            return [(person, Part.OWNER, 0, path, status, owner) for person, path, status, owner in rows]
        return [*self._rows_held(), *self._rows_helped()]

    def _rows_held(self):
        for part, place in PLACES.items():
            held = self.people.filter(**{part: self.leaver}).order_by()
            held = held.annotate(place=Coalesce(f"{place}__path", "station__path"))
            for person, path, status in held.values_list("pk", "place", "status"):
                yield person, part, 0, path, status, self.leaver.pk

    def _rows_helped(self):
        helped = Helper.objects.filter(user=self.leaver, person__in=self.people.values("pk")).order_by()
        for person, tier, path in helped.values_list("person", "tier", "person__station__path"):
            yield person, Part.HELPER, tier, path, "", self.leaver.pk


def _weight(part, status, heavy):
    """Nothing for whoever needs no more service and for helping beside an owner."""
    if part == Part.HELPER or status not in OPEN:
        return 0
    return 2 if heavy else 1


@dataclass(frozen=True)
class Standing:
    """What an officer has to do: the people they are responsible for, and how much work these are."""

    load: int = 0
    people: int = 0


@dataclass(frozen=True)
class Plan:
    """What a handing over would do."""

    moves: list
    staying: int
    unplaced: int
    before: dict
    after: dict

    @property
    def gains(self):
        """Return {officer: how many come to them}."""
        return Counter(move.becomes for move in self.moves)

    @property
    def digest(self):
        told = hashlib.sha256()
        for move in self.moves:
            told.update(repr(tuple(move)).encode())
        return told.hexdigest()

    def sealed(self):
        """Return what the preview told, signed, to be sent back with the confirmation."""
        told = {"digest": self.digest, "moves": len(self.moves), "gains": sorted(self.gains.items())}
        return signing.dumps(told, salt=PREVIEWED, compress=True)


def opened(sealed):
    """Return what a preview told, or nothing that any plan could equal."""
    try:
        return signing.loads(sealed, salt=PREVIEWED)
    except signing.BadSignature:
        return {"digest": "", "moves": 0, "gains": []}


def plan_of(selection, officers):
    """Return the Plan of giving a selection to officers (users with their station)."""
    shares, keys = selection.shares(), [officer.pk for officer in officers]
    before = standings_of(keys)
    fixed = dict(before)
    _add(fixed, ((share.holder, share.weight) for share in shares), -1)
    receivers = [Officer(one.pk, one.station.path, fixed[one.pk].load, fixed[one.pk].people) for one in officers]
    given = share_out(shares, receivers)
    after = dict(fixed)
    _add(after, ((given.get(share.key, share.holder), share.weight) for share in shares), 1)
    moves = sorted(
        _move(share, given[share.key]) for share in shares if given.get(share.key, share.holder) != share.holder
    )
    return Plan(
        moves=moves,
        staying=sum(given.get(share.key, 0) == share.holder for share in shares),
        unplaced=len(shares) - len(given),
        before=before,
        after=after,
    )


def _move(share, officer):
    person, part, tier = share.key
    return Move(person, str(part), tier or None, share.holder, officer)


def _add(standings, weights, sign):
    """Put shares on (or take them off) the standings of those who are among them."""
    loads, people = Counter(), Counter()
    for officer, weight in weights:
        loads[officer] += weight
        people[officer] += 1
    for officer, standing in standings.items():
        standings[officer] = Standing(standing.load + sign * loads[officer], standing.people + sign * people[officer])


def standings_of(officers):
    """Return {officer: Standing} for keys, in a constant number of queries."""
    loads, people = Counter(), Counter()
    for part in PLACES:
        theirs = Person.objects.filter(**{f"{part}__in": officers}).order_by()
        served = Count("pk", filter=Q(status__in=OPEN))
        for officer, all_of_them, to_serve in theirs.values_list(part).annotate(all=Count("pk"), served=served):
            people[officer] += all_of_them
            loads[officer] += to_serve
        heavy = GroupMembership.objects.filter(until=None, person__gone="", person__status__in=OPEN)
        heavy = heavy.filter(**{f"person__{part}__in": officers}).order_by().values_list(f"person__{part}")
        for officer, more in heavy.annotate(n=Count("person", distinct=True)):
            loads[officer] += more
    return {officer: Standing(loads[officer], people[officer]) for officer in officers}


# --- Who could receive ------------------------------------------------------------------------


def receivers_for(user, paths, *, role="caseworker"):
    """Return the officers of a role near these stations: there, below, or above, within the user's reach."""
    stations = apps.get_model("accounts.Station").objects.within(user.station).values("pk")
    staff = get_user_model().objects.filter(role=role, is_active=True, station__in=stations)
    staff = staff.select_related("station").order_by("station__path", "name", "pk")
    paths = set(paths)
    above = {place for path in paths for place in upwards(path)}
    return [one for one in staff if one.station.path in above or paths.intersection(upwards(one.station.path))]


def paths_of(people):
    """Return the paths of the stations these people belong to."""
    return people.order_by().values_list("station__path", flat=True).distinct()
