"""Whom to see and why: the visits due, the new names, the answers to wait for. One meaning of due for every page."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from followup.models import Case, Transfer, Visit
from followup.models.visit import is_late
from followup.routing import building_of, natural
from matching.models import Push
from registry.models import Person, Phone

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


def due_claims(today):
    """Return {"overdue", "today", "week": the claim of each}: the one meaning of due; no visit is in two of them."""
    week = today + timedelta(days=6 - today.weekday())
    return {
        "overdue": is_late(today),
        "today": Q(due_on__gte=today, planned_for__lte=today),
        "week": Q(due_on__gte=today, planned_for__gt=today, planned_for__lte=week),
    }


def due_visits(visits, today):
    """Return the planned visits of each part of the day, by the claims above."""
    return {code: visits.filter(claim) for code, claim in due_claims(today).items()}


def due_sections(user, today):
    """Return the visits overdue, due today and due this week, as Sections in that order: one query.

    The most pressing come onto the page, and stand there in the order in which they are walked to. Each has `told`, why
    it is overdue, where somebody has said so.
    """
    claims = due_claims(today)
    parts = Choice(*(When(claim, then=Value(code)) for code, claim in claims.items()), output_field=CharField())
    visits = Visit.objects.visible_to(user).planned().annotate(part=parts).exclude(part=None)
    visits = visits.annotate(told=F("escalation__reason"))
    visits = visits.select_related("person__station").defer("person__id_number")
    rows = {code: [] for code in claims}
    for visit in _first(visits, "due_on", "pk", each="part"):
        rows[visit.part].append(visit)
    return [Section(code, found[0].n if found else 0, in_order(found)) for code, found in rows.items()]


def pressing_visits(user, today):
    """Return the most pressing of what is overdue or due today, and how many there are in all: one query."""
    claims = due_claims(today)
    visits = Visit.objects.visible_to(user).planned().filter(claims["overdue"] | claims["today"])
    rows = list(_first(visits.select_related("person__station").defer("person__id_number"), "due_on", "pk"))
    return rows, rows[0].n if rows else 0


def in_order(visits):
    """Order visits as they are walked to: by street, building, and who is most pressing within it.

    The building is read from the sealed address here and goes no further.
    """
    return sorted(visits, key=_door)


def _door(visit):
    building = building_of(visit.person.address)
    return visit.person.station.path, not building, natural(building), visit.due_on, visit.pk


def numbers_to_call(people):
    """Return {person key: the number to call first}: one's own before the family's, none that is known not to work."""
    phones = Phone.objects.filter(person__in=people).exclude(state__in=(Phone.State.DEAD, Phone.State.WRONG))
    own_first = Choice(When(whose=Phone.Whose.SELF, then=0), default=1)
    found = phones.order_by("person", own_first, "rank", "pk").defer("number", "digest")
    return {phone.person_id: phone for phone in reversed(found)}


def first_contacts(user, today):
    """Return open cases nobody has reached yet."""
    cases = Case.objects.visible_to(user).uncontacted().select_related("person__station")
    return _section("first", cases, "contact_due_on", "pk")


def waiting_answers(user):
    """Return pushes the person has not answered."""
    pushes = Push.objects.visible_to(user).unanswered().select_related("person", "posting")
    return _section("answers", pushes, "pushed_on", "pk")


def pushes_of(user, today):
    """Return the pushes of a user's people by what there is to do about them: each code with its pushes."""
    mine = Push.objects.visible_to(user)
    return {
        "chase": mine.to_chase(today),
        "again": mine.to_ask_again(today),
        "lost": mine.lost(),
        "back": mine.back(),
        "hear": mine.to_hear_of(),
        "waiting": mine.unanswered(),
        "expired": mine.filter(answer=Push.Answer.EXPIRED),
    }


def unassigned(user):
    """Return people to be served for whom nobody is responsible, where they are counted; counted as overdue."""
    people = Person.objects.counted_for(user).unassigned().filter(cases__closed_on=None, cases__isnull=False)
    people = people.select_related("station").order_by("pk").distinct()
    return Section("unassigned", people.count(), list(people[:SHOWN]))


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


def _section(code, queryset, *order):
    rows = list(_first(queryset, *order))
    return Section(code, rows[0].n if rows else 0, rows)


def _first(queryset, *order, each=None):
    """The first rows (of each part), every one with `n`, how many there are in all: list and count in one query."""
    part = [F(each)] if each else None
    ranked = queryset.annotate(
        n=Window(Count("*"), partition_by=part), place=Window(RowNumber(), partition_by=part, order_by=order)
    )
    return ranked.filter(place__lte=SHOWN).order_by(*order)
