"""Offering people to another station, and the answers that leave everything where it is: refused, withdrawn, expired.

Until an offer is accepted the sender counts and serves the person; nobody is between two stations.
"""

from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from followup.holding import CHUNK, hold_all
from followup.models import Transfer, Visit
from registry.history import Line, hold, note, note_many
from registry.models import Entry, Person
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.searching import index_people

ANSWER_DAYS = 7
State = Transfer.State


# --- Offered ----------------------------------------------------------------------------------


@transaction.atomic
def ask_transfer(people, *, receiver, kind, basis, stays, reason, by, on):
    """Offer everyone of a queryset whom the own stations count to another station; returns how many were offered.

    Who waits for an answer already, or is there already, is left out.
    """
    _refuse_closed(receiver)
    held = _held(people, by)
    if kind == Transfer.Kind.ALSO:
        basis, stays, held = Person.Basis.RESIDENCE, False, held.exclude(also_station=receiver)
    rows = list(held.exclude(station=receiver).order_by("pk").values_list("pk", "station"))
    if not rows:
        raise Refusal(_("没有可以转出的人：须由本站点计数，不在对方站点，也没有待接收的转接。"))
    terms = {"kind": kind, "basis": basis, "stays": stays, "reason": reason, "receiver": receiver}
    dates = {"asked_by": by, "asked_on": on, "answer_by": on + timedelta(days=ANSWER_DAYS)}
    offers = [Transfer(person_id=person, sender_id=sender, **terms, **dates) for person, sender in rows]
    Transfer.objects.bulk_create(offers, batch_size=CHUNK)
    note_transfers([(offer, {}) for offer in offers], "asked", by=by, reason=reason)
    return len(offers)


def _refuse_closed(station):
    if station.closed_on:
        raise Refusal(_("%(station)s已撤销，不能接收。") % {"station": station})


def _held(people, by):
    """Hold the people whom the own stations count and nobody waits for; return them as they are now."""
    held = people.filter(station__path__startswith=by.station.path).order_by().values_list("pk", flat=True)
    keys = hold_all(held)
    waiting = Transfer.objects.waiting().values("person")
    mine = Person.objects.filter(pk__in=keys, station__path__startswith=by.station.path)
    return mine.exclude(pk__in=waiting)


# --- Answered ---------------------------------------------------------------------------------


def take(transfers, state, **facts):
    """Give those that still wait a state; returns them. The people are held first, so each has one answer."""
    transfers = transfers.order_by("pk")
    hold_all(transfers.values_list("person", flat=True))
    taken = list(transfers.waiting().for_list())
    for some in in_chunks(taken, CHUNK):
        Transfer.objects.filter(pk__in=[offer.pk for offer in some]).update(state=state, **facts)
    return taken


def _take_one(transfer, state, **facts):
    [taken] = take(Transfer.objects.filter(pk=transfer.pk), state, **facts) or [None]
    if taken is None:
        raise Refusal(_("这次转接已有结果，请刷新后查看。"))
    return taken


@transaction.atomic
def refuse_transfer(transfer, *, answer, by, on):
    """Send a person back with a reason; the sender, who has served all along, goes on."""
    taken = _take_one(transfer, State.REFUSED, answer=answer, answered_by=by, answered_on=on)
    note_transfers([(taken, {})], "refused", by=by, reason=answer)


@transaction.atomic
def withdraw_transfer(transfer, *, by, on):
    """Take an offer back before it is answered."""
    taken = _take_one(transfer, State.WITHDRAWN, answered_by=by, answered_on=on)
    note_transfers([(taken, {})], "withdrawn", by=by)


@transaction.atomic
def expire_transfers(*, on):
    """End every offer whose time is over; returns how many. They come back to the sender's list."""
    taken = take(Transfer.objects.overdue(on), State.EXPIRED, answered_on=on)
    note_transfers([(offer, {}) for offer in taken], "expired", by=None)
    return len(taken)


@transaction.atomic
def end_serving_along(person, *, by, reason):
    """The second place serves no longer; what it had planned goes to the owner with its date."""
    hold(person.pk)
    held = Person.objects.filter(pk=person.pk).exclude(also_station=None)
    held = held.select_related("station", "also_station").first()
    if held is None:
        raise Refusal(_("此人没有协同站点。"))
    Visit.objects.planned().filter(person=held, officer=held.also_owner_id).update(officer=held.owner_id)
    Person.objects.filter(pk=held.pk).update(also_station=None, also_owner=None, version=F("version") + 1)
    told = {"what": "along_ended", "from": held.also_station.name, "to": held.station.name}
    note(held, Entry.Act.TRANSFER, by=by, facts=told, reason=reason)
    index_people([Person.objects.get(pk=held.pk)])


@transaction.atomic
def see_transfer(transfer, *, by, on):
    """The sender knows that a person came back and goes on serving; it is off the list, once."""
    if not Transfer.objects.come_back().filter(pk=transfer.pk).update(seen_on=on):
        raise Refusal(_("这次转接已有结果，请刷新后查看。"))
    note_transfers([(transfer, {})], "seen", by=by)


# --- Said -------------------------------------------------------------------------------------


def note_transfers(offers, what, *, by, reason=""):
    """Write (offer, more facts) into each person's file; stations are named as they are called today."""
    stations = {key for offer, _more in offers for key in (offer.sender_id, offer.receiver_id)}
    names = dict(apps.get_model("accounts.Station").objects.filter(pk__in=stations).values_list("pk", "name"))
    lines = [_line(offer, names, what, more, reason) for offer, more in offers]
    for some in in_chunks(lines, CHUNK):
        note_many(some, by=by)


def _line(offer, names, what, more, reason):
    told = {"what": what, "kind": offer.kind, "from": names[offer.sender_id], "to": names[offer.receiver_id], **more}
    if what == "asked":
        told["answer_by"] = offer.answer_by.isoformat()
    return Line(offer.person_id, Entry.Act.TRANSFER, told, reason)
