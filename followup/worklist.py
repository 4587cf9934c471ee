"""Whom to see and why: the visits due, the new names, the answers to wait for. One meaning of due for every page."""

from dataclasses import dataclass
from datetime import timedelta

from followup.models import Case, Transfer, Visit
from matching.models import Push
from registry.models import Person

SHOWN = 30  # rows of a section on the first page; the counts are always whole


@dataclass
class Section:
    """One part of the day: a stable code, how many there are, and the first of them."""

    code: str
    count: int
    rows: list


def planned_visits(user):
    """Visits planned for the people a user sees, with what a line shows."""
    found = Visit.objects.visible_to(user).planned().select_related("person__station", "officer")
    return found.order_by("due_on", "person__station__path", "pk")


def due_visits(visits, today):
    """Return {"overdue", "today", "week": the visits of each}: the one meaning of due for counts and lists."""
    week = today + timedelta(days=6 - today.weekday())
    return {
        "overdue": visits.overdue(today),
        "today": visits.filter(due_on__gte=today, planned_for__lte=today),
        "week": visits.filter(due_on__gte=today, planned_for__gt=today, planned_for__lte=week),
    }


def due_sections(user, today):
    """Return the visits overdue, due today and due this week, as Sections in that order."""
    return [_section(code, visits) for code, visits in due_visits(planned_visits(user), today).items()]


def first_contacts(user, today):
    """Return open cases nobody has reached yet."""
    cases = Case.objects.visible_to(user).uncontacted().select_related("person__station")
    return _section("first", cases.order_by("contact_due_on", "pk"))


def waiting_answers(user):
    """Return pushes the person has not answered."""
    pushes = Push.objects.visible_to(user).unanswered().select_related("person", "posting")
    return _section("answers", pushes.order_by("pushed_on", "pk"))


def pushes_of(user, today):
    """Return the pushes of a user's people by what there is to do about them: each code with its pushes."""
    mine = Push.objects.visible_to(user)
    return {
        "chase": mine.to_chase(today),
        "again": mine.to_ask_again(today),
        "lost": mine.lost(),
        "hear": mine.to_hear_of(),
        "waiting": mine.unanswered(),
        "expired": mine.filter(answer=Push.Answer.EXPIRED),
    }


def unassigned(user):
    """Return people to be served for whom nobody is responsible, where they are counted; counted as overdue."""
    people = Person.objects.counted_for(user).unassigned().filter(cases__closed_on=None, cases__isnull=False)
    return _section("unassigned", people.select_related("station").order_by("pk").distinct())


def transfers_of(user, today):
    """Return what hangs between the stations by what there is to do about it: each code with its offers."""
    offers = Transfer.objects
    return {
        "in": offers.incoming(user).waiting(),
        "out": offers.outgoing(user).waiting(),
        "back": offers.outgoing(user).come_back(),
        "late": offers.visible_to(user).overdue(today),
        "all": offers.visible_to(user),
    }


def between_stations(user, today):
    """Return how many offers wait for us, came back to us, and are past their date at either side."""
    found = transfers_of(user, today)
    return {code: found[code].count() for code in ("in", "back", "late")}


def left_behind(user):
    """Return how many people a closed account is responsible for, where they are counted."""
    return Person.objects.counted_for(user).filter(owner__is_active=False).count()


def _section(code, queryset):
    rows = list(queryset[:SHOWN])
    return Section(code, len(rows) if len(rows) < SHOWN else queryset.count(), rows)
