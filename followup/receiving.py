"""Accepting people from another station: from this moment the receiver counts and serves, and somebody is responsible."""

from collections import defaultdict

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.briefs import briefs_of
from followup.caseloads import Part, standings_of
from followup.handing import booked_sessions
from followup.holding import CHUNK
from followup.models import Handing, HandingLine, Transfer, Visit
from followup.sharing_out import Officer, Share, share_out, upwards
from followup.transferring import note_transfers, take
from registry.history import Line, note_many
from registry.models import Entry, Helper, Person
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.searching import index_people

Kind = Transfer.Kind


@transaction.atomic
def accept_transfers(transfers, officers, *, by, on):
    """Take the people of these offers over and give each to one of the officers; returns the Handing.

    What waits no longer, is past its date, or is of a person who has moved on meanwhile is left alone.
    """
    _hold_stations(transfers.values_list("receiver", flat=True))
    good = transfers.filter(answer_by__gte=on, person__gone="", person__station=F("sender"), receiver__closed_on=None)
    taken = take(good, Transfer.State.ACCEPTED, answered_by=by, answered_on=on)
    if not taken:
        raise Refusal(_("这些转接已有结果、已过期限，或人员已有变动。"))
    given = _given(taken, officers)
    handing = Handing.objects.create(station=by.station, way=Handing.Way.TRANSFER, by=by, at=timezone.now())
    for some in in_chunks(taken, CHUNK):
        _write_lines(handing, some, given)
        _settle_all(some, given, by)
        note_transfers([(offer, {"owner": given[offer.pk]}) for offer in some], "accepted", by=by)
        index_people(Person.objects.filter(pk__in=[offer.person_id for offer in some]))
    return handing


def _hold_stations(keys):
    """Let no receiver be closed before its people have come; stations are held before people, as closing does."""
    stations = apps.get_model("accounts.Station").objects.filter(pk__in=list(keys)).order_by("pk")
    list(stations.select_for_update(no_key=True).values_list("pk"))


def _given(offers, officers):
    """Return {offer: officer}, by the rule; it is refused as a whole where one would have nobody."""
    standings = standings_of({officer.pk for officer in officers})
    shares = [Share((offer.pk,), offer.receiver.path) for offer in offers]
    pool = [Officer(one.pk, one.station.path, standings[one.pk].load, standings[one.pk].people) for one in officers]
    given = {key[0]: officer for key, officer in share_out(shares, pool).items()}
    if len(given) < len(offers):
        raise Refusal(_("请选择接收的专员：接收后必须有人负责。"))
    return given


def _write_lines(handing, offers, given):
    briefs = briefs_of([offer.person_id for offer in offers])
    lines = [
        HandingLine(
            handing=handing,
            person=offer.person,
            part=Part.OWNER if offer.kind == Kind.MOVE else Part.ALSO,
            was_id=offer.person.owner_id if offer.kind == Kind.MOVE else offer.person.also_owner_id,
            becomes_id=given[offer.pk],
            brief=briefs[offer.person_id],
        )
        for offer in offers
    ]
    HandingLine.objects.bulk_create(lines, batch_size=CHUNK)


# --- Moved ------------------------------------------------------------------------------------


def _settle_all(offers, given, by):
    """Write all offers of the same terms and to the same officer at once."""
    together = defaultdict(list)
    for offer in offers:
        together[offer.kind, offer.basis, offer.stays, offer.sender, offer.receiver, given[offer.pk]].append(offer)
    for (kind, basis, stays, sender, receiver, officer), same in together.items():
        people = [offer.person_id for offer in same]
        if kind == Kind.ALSO:
            _serve_along(people, receiver, officer)
        else:
            move_people(people, sender, receiver, officer, basis=basis, stays=stays, by=by)


def _serve_along(people, receiver, officer):
    Person.objects.filter(pk__in=people).update(
        also_station=receiver, also_owner=officer, version=F("version") + 1, updated_at=timezone.now()
    )


def move_people(people, sender, receiver, officer, *, basis, stays, by):
    """Let a station count people (keys) from now on. Plans go along as they stand: no date moves."""
    theirs = Person.objects.filter(pk__in=people)
    booked_sessions().filter(by=F("person__owner"), person__in=people).update(by=officer)
    Visit.objects.planned().filter(person__in=people).update(officer=officer)
    if stays:
        theirs.update(also_station=sender, also_owner=F("owner"))
    else:
        theirs.filter(also_station=receiver).update(also_station=None, also_owner=None)
        _let_go(people, receiver, officer, by)
    theirs.update(station=receiver, owner=officer, basis=basis, version=F("version") + 1, updated_at=timezone.now())


def _let_go(people, receiver, officer, by):
    """Whoever served them at the old place only, serves no longer; what they had agreed on goes to the officer."""
    near = upwards(receiver.path)
    theirs = Person.objects.filter(pk__in=people).exclude(counsellor=None).exclude(counsellor__station__path__in=near)
    counselled = dict(theirs.values_list("pk", "counsellor"))
    booked_sessions().filter(person__in=counselled, by=F("person__counsellor")).update(by=officer)
    Person.objects.filter(pk__in=counselled).update(counsellor=None)
    helping = Helper.objects.filter(person__in=people).exclude(user__station__path__in=near)
    helped = list(helping.values_list("person", "user", "tier__name"))
    helping.delete()
    ended = [
        Line(key, Entry.Act.ASSIGNED, {"was": was, "is": None, "part": Part.COUNSELLOR.value})
        for key, was in counselled.items()
    ]
    note_many(
        [*ended, *(Line(key, Entry.Act.HELPER, {"tier": tier, "was": was, "is": None}) for key, was, tier in helped)],
        by=by,
    )
