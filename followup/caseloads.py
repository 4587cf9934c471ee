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
from django.utils.functional import cached_property

from followup.models import HandingLine
from followup.sharing_out import Officer, Share, nearest, share_out, upwards
from registry.models import GroupMembership, Helper, Person
from registry.statuses import OPEN

Part = HandingLine.Part
PLACES = {Part.OWNER: "station", Part.ALSO: "also_station", Part.COUNSELLOR: "station"}  # where each part belongs
SERVING = ("caseworker", "counsellor", "supervisor")  # roles that can be something to a person
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
    """What is to be handed over, by whom: one responsibility for all of the people, or everything of one who leaves.

    Whoever lives here but is counted elsewhere keeps the owner there; what can be given is serving along.
    """

    people: QuerySet
    by: object
    part: str = Part.OWNER
    tier: object = None  # of helpers
    leaver: object = None

    def shares(self):
        """Return the responsibilities as shares; key groups are visited twice as often and count twice."""
        # All of the key groups are read sooner than a database finds out which of them are meant.
        heavy = set(GroupMembership.objects.filter(until=None).values_list("person", flat=True))
        return [
            Share((person, part, tier), path, self._weight(part, status, person in heavy), holder)
            for person, part, tier, path, status, holder in self._rows()
        ]

    def _rows(self):
        if self.leaver is not None:
            return [*self._rows_held(), *self._rows_helped()]
        if self.tier is not None:
            return self._rows_of_tier()
        if self.part != Part.OWNER:
            return self._rows_at(self.part, self.people)
        elsewhere = self.people.exclude(station__path__startswith=self.by.station.path)
        return [*self._rows_at(Part.OWNER, self.people), *self._rows_at(Part.ALSO, elsewhere)]

    def _rows_at(self, part, people):
        place = PLACES[part]
        people = people.filter(**{f"{place}__path__startswith": self.by.station.path}).order_by()
        rows = people.values_list("pk", f"{place}__path", "status", part)
        return [(person, part, 0, path, status, holder) for person, path, status, holder in rows]

    def _rows_of_tier(self):
        now = dict(
            Helper.objects.filter(tier=self.tier, person__in=self.people.values("pk")).values_list("person", "user")
        )
        rows = self.people.order_by().values_list("pk", "station__path")
        return [(person, Part.HELPER, self.tier.pk, path, "", now.get(person)) for person, path in rows]

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

    def _weight(self, part, status, heavy):
        """Nothing for whoever needs no more service and for helping beside an owner, unless this is all there is."""
        if part == Part.HELPER:
            return int(self.tier is not None)
        if status not in OPEN:
            return 0
        return 2 if heavy else 1

    def standings(self, officers):
        """Return {officer: Standing} in what this selection is about."""
        if self.tier is None:
            return standings_of(officers)
        helped = Helper.objects.filter(tier=self.tier, user__in=officers, person__gone="").order_by()
        helped = dict(helped.values_list("user").annotate(n=Count("pk")))
        return {officer: Standing(helped.get(officer, 0), helped.get(officer, 0)) for officer in officers}


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

    @cached_property
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
        return signing.dumps({"digest": self.digest, "moves": len(self.moves)}, salt=PREVIEWED)


def opened(sealed):
    """Return what a preview told, or nothing that any plan could equal."""
    try:
        return signing.loads(sealed, salt=PREVIEWED)
    except signing.BadSignature:
        return {"digest": "", "moves": 0}


def plan_of(selection, officers, watched=()):
    """Return the Plan of giving a selection to officers (users with their station); helpers can be given to nobody.

    It tells how they, whoever has the people now, and the watched (keys) stand before and after.
    """
    shares = selection.shares()
    keys = {officer.pk for officer in officers} | {share.holder for share in shares} | set(watched)
    before = selection.standings(keys - {None})
    fixed, counted = dict(before), [share for share in shares if selection.tier or share.key[1] != Part.HELPER]
    _add(fixed, ((share.holder, share.weight) for share in counted), -1)
    receivers = [Officer(one.pk, one.station.path, fixed[one.pk].load, fixed[one.pk].people) for one in officers]
    to_nobody = selection.part == Part.HELPER and not officers
    given = dict.fromkeys(share.key for share in shares) if to_nobody else share_out(shares, receivers)
    after = dict(fixed)
    _add(after, ((given.get(share.key, share.holder), share.weight) for share in counted), 1)
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


def held_by(people, officer):
    """Return those of the people to whom an officer is anything."""
    helped = Helper.objects.filter(user=officer).values("person")
    return people.filter(Q(owner=officer) | Q(counsellor=officer) | Q(also_owner=officer) | Q(pk__in=helped))


def staff_within(user):
    """Return everybody who works or worked at a user's station and below."""
    stations = apps.get_model("accounts.Station").objects.within(user.station)
    staff = get_user_model().objects.filter(station__in=stations.values("pk")).select_related("station")
    return staff.order_by("-is_active", "station__path", "name", "pk")


def unattended(user):
    """Return the staff whose accounts are closed and who still are responsible for somebody, with for how many."""
    closed = staff_within(user).filter(is_active=False)
    counts = standings_of(set(closed.values_list("pk", flat=True)))
    return [(officer, counts[officer.pk].people) for officer in closed if counts[officer.pk].people]


def leavers(user, words, most=50):
    """Return the first staff of these names who serve people, each with for how many they are responsible."""
    staff = staff_within(user).filter(role__in=SERVING)
    rows = list(staff.filter(name__icontains=words)[:most] if words else staff[:most])
    counts = standings_of({officer.pk for officer in rows})
    return [(officer, counts[officer.pk].people) for officer in rows]


# --- Who could receive ------------------------------------------------------------------------


def receivers_for(selection, ticked=()):
    """Return the officers who could receive a selection: those near, and by hand (keys) any other within reach."""
    leaver = selection.leaver and selection.leaver.pk
    return staff_near(selection.by, _roles(selection), _places_of(selection), ticked, leaver)


def staff_near(user, roles, paths, ticked=(), leaver=None):
    """Return the staff of these roles within a user's reach who stand at, below or above these places or next to them.

    The rule asks who is there first; next to a place comes whoever it asks where nobody is.
    """
    stations = apps.get_model("accounts.Station").objects.within(user.station).standing()
    staff = get_user_model().objects.filter(role__in=roles, is_active=True, station__in=stations.values("pk"))
    staff = list(staff.exclude(pk=leaver).select_related("station").order_by("station__path", "name", "pk"))
    paths = set(paths)
    above = {place for path in paths for place in upwards(path)}
    asked = nearest(paths, [Officer(one.pk, one.station.path) for one in staff]).union(ticked)
    return [
        one
        for one in staff
        if one.pk in asked or one.station.path in above or paths.intersection(upwards(one.station.path))
    ]


def _roles(selection):
    if selection.leaver:
        return [selection.leaver.role]
    if selection.part == Part.HELPER:
        return SERVING
    return ["counsellor" if selection.part == Part.COUNSELLOR else "caseworker"]


def _places_of(selection):
    """Return the paths of the stations these people belong to, counted or served along."""
    people = selection.people.order_by()
    top = selection.by.station.path
    for place in ("station__path", "also_station__path"):
        yield from people.filter(**{f"{place}__startswith": top}).values_list(place, flat=True).distinct()
