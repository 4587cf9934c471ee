"""Stations that become others: staff and people go along in one act, and what was is kept."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from followup.relocating import redirect_station, relocate_people
from placement.accounts.models import Station, User
from placement.accounts.staffing import close_station, keep_past, move_staff, open_station, revise_station
from registry.models import Person
from registry.refusals import Refusal

FOLLOWS = {Person.Basis.HUKOU: "hukou_area", Person.Basis.RESIDENCE: "residence_area"}


@transaction.atomic
def rename_station(station, *, on, reason, **changes):
    """Give a station another name, other codes or another place in the tree."""
    parent = changes.get("parent", station.parent)
    if parent and parent.path.startswith(station.path):
        raise Refusal(_("不能放到自己的下级。"))
    if not revise_station(station, on=on, reason=reason, **changes):
        raise Refusal(_("没有改动。"))


@transaction.atomic
def merge_stations(gone, *, into, by, on, reason):
    """Close a station and let everything of it go into another; returns how many people moved."""
    if into.closed_on or into.path.startswith(gone.path):
        raise Refusal(_("不能并入已撤销的站点、自己或自己的下级。"))
    if not close_station(gone, into=into, on=on, reason=reason):
        raise Refusal(_("%(station)s已经撤销。") % {"station": gone})
    return redirect_station(gone, into=into, by=by, on=on, reason=reason)


@transaction.atomic
def split_station(station, *, name, code, area_code, staff, by, on, reason):
    """Open a new station beside this one; the staff named go there with their people, and who is nobody's by area.

    Returns the new station.
    """
    if station.closed_on:
        raise Refusal(_("%(station)s已经撤销。") % {"station": station})
    fresh = open_station(name=name, code=code, level=station.level, parent=station.parent, area_code=area_code)
    keep_past(station, until=on, reason=reason)
    keys = [officer.pk for officer in staff]
    move_staff(User.objects.filter(pk__in=keys, station=station), to=fresh)
    theirs = Person.objects.filter(station=station).filter(Q(owner__in=keys) | _nobodys(area_code))
    relocate_people(theirs, to=fresh, what="split", by=by, on=on, reason=reason)
    return fresh


def _nobodys(area_code):
    """Those without an owner who are counted by a place within an area."""
    if not area_code:
        return Q(pk=None)
    places = Q()
    for basis, field in FOLLOWS.items():
        places |= Q(basis=basis, **{f"{field}__startswith": prefix_of(area_code)})
    return Q(owner=None) & places


def prefix_of(area_code):
    """Return what all codes within an area begin with: 659012001000 is everything from 659012001 on."""
    return next(area_code[:n] for n in (2, 4, 6, 9, 12) if not area_code[n:].strip("0"))


def find_stations(words):
    """Return the stations that are called so or have this code, or were and had it once; those standing first."""
    if not words:
        return Station.objects.order_by("path")
    had = Q()
    for place in ("", "pasts__"):
        had |= Q(**{f"{place}name__icontains": words}) | Q(**{f"{place}code": words})
        had |= Q(**{f"{place}area_code__startswith": words})
    return Station.objects.filter(pk__in=Station.objects.filter(had).order_by().values("pk")).order_by("path")
