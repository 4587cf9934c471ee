"""Where the search for one person stands, read from the file: tries, numbers, ladder, and what was found before."""

from dataclasses import dataclass

from django.utils import timezone

from followup.ladder import LADDER, Climb, Number, Rule, Try, climb, hours_of, rung_of
from followup.models import Lost, Visit
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


def search_of(case, today):
    """Return the Search for a case's person: four queries."""
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
    since = made[found + 1 :]
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
