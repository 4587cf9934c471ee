"""Every write to stations and staff."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from placement.accounts.models import Station, User


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


def hire(*, username, name, role, station, password=None, phone=""):
    """Add a member of staff; without a password nobody can sign in with it."""
    return User.objects.create(
        username=username, name=name, role=role, station=station, phone=phone, password=make_password(password)
    )
