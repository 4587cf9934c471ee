"""Every write to stations and staff."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from placement.accounts.models import Station, StationPast, User


@transaction.atomic
def open_station(*, name, code, level, parent=None, area_code="", **facts):
    """Add a station below `parent`; its path is fixed once its key is known."""
    station = Station.objects.create(name=name, code=code, level=level, parent=parent, area_code=area_code, **facts)
    place_station(station)
    return station


@transaction.atomic
def place_station(station):
    """Put a station and everything below it where its parent says."""
    old = station.path
    station.path = f"{station.parent.path if station.parent else '/'}{station.pk}/"
    station.save(update_fields=["path"])
    if old and old != station.path:
        for child in Station.objects.filter(parent=station):
            place_station(child)
    return station


# --- What changes in the tree and leaves its past behind ---------------------------------------


@transaction.atomic
def revise_station(station, *, on, reason, **changes):
    """Rename a station, give it other codes or another place; what it was until this day is kept.

    `changes` are any of name, code, area_code and parent; returns whether anything changed.
    """
    changed = {name: value for name, value in changes.items() if getattr(station, name) != value}
    if not changed:
        return False
    keep_past(station, until=on, reason=reason)
    for name, value in changed.items():
        setattr(station, name, value)
    station.save(update_fields=list(changed))
    if "parent" in changed:
        place_station(station)
    return True


def keep_past(station, *, until, reason):
    """Write down what a station was, as it is in the database now."""
    was = Station.objects.get(pk=station.pk)
    return StationPast.objects.create(
        station=station,
        name=was.name,
        code=was.code,
        area_code=was.area_code,
        parent=was.parent,
        until=until,
        reason=reason,
    )


@transaction.atomic
def close_station(station, *, into, on, reason):
    """Close a station that goes into another: its staff and what is below it move there, it stays below as history.

    Returns False when somebody else has closed it already.
    """
    if not Station.objects.filter(pk=station.pk, closed_on=None).update(closed_on=on, merged_into=into):
        return False
    keep_past(station, until=on, reason=reason)
    for child in Station.objects.filter(parent=station):
        revise_station(child, on=on, reason=reason, parent=into)
    move_staff(User.objects.filter(station=station), to=into)
    station.refresh_from_db()
    station.parent = into
    station.save(update_fields=["parent"])
    place_station(station)
    return True


def move_staff(staff, *, to):
    """Let staff work at another station from now on; returns how many."""
    return staff.update(station=to)


def hire(*, username, name, role, station, password=None, phone=""):
    """Add a member of staff; without a password nobody can sign in with it."""
    return User.objects.create(
        username=username, name=name, role=role, station=station, phone=phone, password=make_password(password)
    )
