"""Which people a page of figures speaks of: the viewer's, narrowed by station and cohort in the query."""

from urllib.parse import urlencode

from django.http import Http404

from placement.accounts.models import Station
from placement.dashboards.figures import BASES, REGISTERED
from registry.models import Person

LONGEST = 18  # digits that fit every database's integer


class Scope:
    """The people the viewer's stations count, each at one of them; a station outside the subtree does not exist.

    It can never widen.
    """

    def __init__(self, user, chosen):
        self.user, self.top = user, user.station
        self.station = self._station(chosen.get("station", ""))
        self.own = self.station is not None and chosen.get("own") == "yes"  # without what is below the station
        self.cohort = self._cohort(chosen.get("cohort", ""))
        self.base = chosen.get("base") if chosen.get("base") in BASES else REGISTERED
        self.people = Person.objects.counted_for(user)
        if self.own:
            self.people = self.people.filter(station=self.station)
        elif self.station != self.top:
            self.people = self.people.filter(station__in=Station.objects.within(self.station).values("pk"))
        if self.cohort is not None:
            self.people = self.people.filter(cohort=self.cohort or None)

    def _station(self, chosen):
        if not chosen:
            return self.top
        found = None
        if chosen.isdecimal() and len(chosen) <= LONGEST:
            found = Station.objects.within(self.top).filter(pk=int(chosen)).first()
        if found is None:
            raise Http404
        return found

    def _cohort(self, chosen):
        """A year, 0 for those without one, None for all."""
        if not chosen:
            return None
        if chosen.isdecimal() and len(chosen) in (1, 4):
            return int(chosen)
        raise Http404

    @property
    def key(self):
        """What tells this scope from every other: what a kept count is kept under."""
        whose = self.user.reach if self.user.reach == "subtree" else f"user-{self.user.pk}"
        station = self.station.pk if self.station else "none"
        return f"{whose}:{station}:{'own' if self.own else 'below'}:{self.cohort}:{self.base}"

    def query(self, **changes):
        """The scope as a query string, with some of it changed; None takes a part out."""
        values = {
            "base": None if self.base == REGISTERED else self.base,
            "station": self.station.pk if self.station and self.station != self.top else None,
            "own": "yes" if self.own else None,
            "cohort": self.cohort,
        } | changes
        return "?" + urlencode({name: value for name, value in values.items() if value is not None})

    def above(self):
        """The stations from the viewer's own down to the one chosen."""
        if self.station is None or self.station == self.top:
            return [self.top] if self.top else []
        keys = [int(key) for key in self.station.path.strip("/").split("/")]
        return list(Station.objects.within(self.top).filter(pk__in=keys).order_by("path"))
