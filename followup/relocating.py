"""Stations change and their people go along: nobody is asked, whoever is responsible stays, and no date moves."""

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from followup.holding import CHUNK, hold_all
from followup.models import ExportTemplate, SavedView, Transfer, Visit
from followup.transferring import note_transfers
from registry.history import Line, note_many
from registry.models import Entry, Person
from registry.parts import in_chunks
from registry.searching import index_people

State = Transfer.State


@transaction.atomic
def relocate_people(people, *, to, what, by, on, reason):
    """Let a station count these people from now on; `what` is "merged" or "split". Returns how many."""
    keys = hold_all(people.order_by().values_list("pk", flat=True))
    for some in in_chunks(keys, CHUNK):
        _relocate(some, to, what, by, reason)
        _bend_offers(Transfer.objects.waiting().filter(person__in=some), by, on, sender=to)
    return len(keys)


def _relocate(keys, to, what, by, reason):
    theirs = Person.objects.filter(pk__in=keys)
    moved = list(theirs.order_by("pk").values_list("pk", "station__name"))
    _end_along(theirs.filter(also_station=to))
    theirs.update(station=to, version=F("version") + 1, updated_at=timezone.now())
    lines = [Line(key, Entry.Act.TRANSFER, {"what": what, "from": was, "to": to.name}, reason) for key, was in moved]
    note_many(lines, by=by)
    index_people(Person.objects.filter(pk__in=keys))


def _end_along(people):
    """Who served along at the station that now counts has nothing of their own to do any more."""
    keys = list(people.values_list("pk", flat=True))
    for owner, officer in set(people.order_by().values_list("owner", "also_owner")):
        Visit.objects.planned().filter(person__in=keys, person__owner=owner, officer=officer).update(officer=owner)
    Person.objects.filter(pk__in=keys).update(also_station=None, also_owner=None)


@transaction.atomic
def redirect_station(gone, *, into, by, on, reason):
    """Whatever of the people hangs on a station hangs on its successor: counting, serving along, what is offered."""
    moved = relocate_people(Person.objects.filter(station=gone), to=into, what="merged", by=by, on=on, reason=reason)
    along = hold_all(Person.objects.filter(also_station=gone).values_list("pk", flat=True))
    for some in in_chunks(along, CHUNK):
        theirs = Person.objects.filter(pk__in=some)
        _end_along(theirs.filter(station=into))
        theirs.filter(also_station=gone).update(also_station=into, version=F("version") + 1)
        index_people(Person.objects.filter(pk__in=some))
    hold_all(Transfer.objects.waiting().filter(receiver=gone).values_list("person", flat=True))
    _bend_offers(Transfer.objects.waiting().filter(receiver=gone), by, on, receiver=into)
    for kept in (SavedView, ExportTemplate):  # what staff who went along go on working with
        kept.objects.filter(station=gone).update(station=into)
    return moved


def sweep_closed_stations(*, on):
    """Let nobody stay at a closed station: a list that was under way may have brought somebody. Returns how many."""
    closed = apps.get_model("accounts.Station").objects.exclude(closed_on=None).exclude(merged_into=None)
    here = Person.objects.filter(Q(station=OuterRef("pk")) | Q(also_station=OuterRef("pk")))
    closed = closed.filter(Exists(here)).select_related("merged_into").order_by("pk")
    return sum(redirect_station(gone, into=successor_of(gone), by=None, on=on, reason="") for gone in closed)


def successor_of(station):
    """Return the station that stands where this one went, over however many mergers."""
    while station.merged_into is not None:
        station = station.merged_into
    return station


def _bend_offers(offers, by, on, **ends):
    """Let waiting offers come from or go to another station; one that leads nowhere then is taken back."""
    keys = list(offers.values_list("pk", flat=True))
    offers.update(**ends)
    idle = Transfer.objects.waiting().filter(pk__in=keys, sender=F("receiver"))
    taken = list(idle.for_list())
    idle.update(state=State.WITHDRAWN, answered_by=by, answered_on=on)
    note_transfers([(offer, {}) for offer in taken], "withdrawn", by=by)


def left_at(station):
    """Return how many people a station counts and how many it serves along: what would go with it."""
    return {
        "people": Person.objects.filter(station=station).count(),
        "along": Person.objects.filter(also_station=station).count(),
        "offers": Transfer.objects.waiting().filter(receiver=station).count(),
        "staff": apps.get_model("accounts.User").objects.filter(station=station).count(),
    }
