"""Where the search for one person stands, read from the file: tries, numbers, ladder, and what was found before."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.utils import timezone

from followup.ladder import LADDER, Climb, Hours, Number, Rule, Rung, Try, Uncounted, climb, hours_of, rung_of
from followup.models import Attendance, Lost, Visit
from followup.models.guidance import Manner
from followup.telling import label
from registry.models import Phone

# Whoever answers, even to refuse or to put off, can be found.
FINDS = (*Visit.REACHED, Visit.Result.REFUSED, Visit.Result.POSTPONED)
USELESS = (Phone.State.DEAD, Phone.State.WRONG)


@dataclass(frozen=True)
class Search:
    """One person's climb, the visits it is made of, and the finding that runs or was refused last."""

    climb: Climb
    visits: dict
    lost: Lost | None

    @property
    def running(self):
        return self.lost if self.lost and self.lost.is_running else None

    @property
    def refused(self):
        return self.lost if self.lost and self.lost.agreed is False else None

    @property
    def tried(self):
        """Return [(what a try is worth, its visit)], the last first."""
        return [(one, self.visits[one.made.visit]) for one in reversed(self.climb.tried)]

    @property
    def is_asked_anew(self):
        """Whether something was tried since a supervisor found the proof too weak."""
        proved = {line["visit"] for line in self.refused.proof} if self.refused else set()
        return any(one.rung and one.made.visit not in proved for one in self.climb.tried)

    @property
    def may_ask(self):
        return self.climb.suffices and self.running is None and self.is_asked_anew


def search_shown(case, visits, today):
    """Return the Search for the case page, None while the person was found the last time anybody tried.

    `visits` are those made, the newest first.
    """
    last = next((visit for visit in visits if visit.stands), None)
    if case is None or case.closed_on or last is None or last.result in FINDS:
        return None
    return search_of(case, today)


def search_of(case, today):
    """Return the Search for a case's person: five queries."""
    last = Lost.objects.filter(case=case).select_related("asked_by", "decided_by").order_by("pk").last()
    visits = {visit.pk: visit for visit in _fruitless(case, last)}
    station = case.person.station
    tries = [_try(visit, station.opens_at, station.closes_at) for visit in visits.values()]
    return Search(climb(_rules(case), tries, _numbers(case.person), today), visits, last)


def _fruitless(case, last):
    """The visits that found nobody since the person was last found, in the order they were made."""
    made = Visit.objects.made().filter(person=case.person_id, stands=True, made_on__gte=case.opened_on)
    made = list(made.select_related("officer").order_by("made_on", "made_at", "pk"))
    found = max((n for n, visit in enumerate(made) if visit.result in FINDS), default=-1)
    came = Attendance.objects.there().filter(person=case.person_id).aggregate(day=Max("gathering__held_on"))["day"]
    since = [visit for visit in made[found + 1 :] if came is None or visit.made_on > came]
    if last is None or last.ended_on is None:
        return since
    old = {line["visit"] for line in last.proof}
    return [visit for visit in since if visit.pk not in old and visit.made_on >= last.ended_on]


def _try(visit, opens, closes):
    """An hour is known of a visit that was written down on its day."""
    at = timezone.localtime(visit.made_at) if visit.made_at else None
    hours = hours_of(at.time(), opens, closes) if at and at.date() == visit.made_on else None
    return Try(visit.made_on, visit.rung or rung_of(visit.manner), hours, visit.pk)


def _rules(case):
    own = [Rule(step.rung, step.times, step.spacing_days) for step in case.standard.ladder.all()]
    return own or LADDER


def _numbers(person):
    """The numbers of a person in the order in which they are dialled."""
    return [Number(phone.whose == Phone.Whose.SELF, phone.state not in USELESS) for phone in person.phones.all()]


# --- Proof as it is read --------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One try of a proof in words, and whether the visit still stands."""

    day: str
    rung: str
    manner: str
    result: str
    hours: str
    by: str
    uncounted: str
    stands: bool


def with_proof(losts):
    """Let each finding carry `.told`, its tries in words: two queries for all of them."""
    lines = [line for lost in losts for line in lost.proof]
    staff = get_user_model().objects.filter(pk__in={line["by"] for line in lines} - {None})
    names = dict(staff.values_list("pk", "name"))
    standing = Visit.objects.filter(pk__in={line["visit"] for line in lines}, stands=True)
    standing = set(standing.values_list("pk", flat=True))
    for lost in losts:
        lost.told = [_told(line, names, line["visit"] in standing) for line in lost.proof]
    return losts


def _told(line, names, stands):
    return Told(
        day=line["made_on"],
        rung=label(Rung, line["rung"]),
        manner=label(Manner, line["manner"]),
        result=label(Visit.Result, line["result"]),
        hours=label(Hours, line["hours"]),
        by=names.get(line["by"], ""),
        uncounted=label(Uncounted, line["uncounted"]),
        stands=stands,
    )
