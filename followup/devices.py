"""Every write to a device: met again, given people, asked to forget them, and its word that it has."""

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from followup.models import Carried, Device
from registry.sealed import digest


def holder_key(user):
    """Return what a phone calls its user: the same for ever, and nothing can be learnt from it."""
    return digest(str(user.pk), "holder")[:32]


def device_of(uuid, user=None):
    """Return a device by its number, only this user's where one is given; None for one that is not known."""
    devices = Device.objects.select_related("user").filter(uuid=uuid)
    return (devices.filter(user=user) if user else devices).first()


def meet_device(user, uuid, *, at, **seen):
    """Return the user's device as it is met now, a new one or one known; None where it is another user's."""
    try:
        with transaction.atomic():
            device, is_new = Device.objects.get_or_create(uuid=uuid, user=user, defaults={"last_seen_at": at, **seen})
    except IntegrityError:  # the number is taken by somebody else's
        return None
    if not is_new:
        Device.objects.filter(pk=device.pk).update(last_seen_at=at, **seen)
    return device


def must_forget(device):
    """Return whether a device has to forget what it holds.

    It was asked to, or its user is no longer who and where they were when they were given it. A device that was wiped
    stays so: the phone begins again as a new one.
    """
    if device is None:
        return False
    user = device.user
    moved = device.people and (device.role, device.station_id) != (user.role, user.station_id)
    return bool(device.wipe_asked_at or moved or not user.is_active)


@transaction.atomic
def give_people(device, people, *, at, size):
    """Keep that a device was given these people (keys) in so many bytes, as what and where its user is now."""
    holding = {"people": len(people), "bytes": size, "role": device.user.role, "station": device.user.station_id}
    Device.objects.filter(pk=device.pk).update(**holding)
    Carried.objects.bulk_create(
        [Carried(device=device, person_id=key, at=at) for key in people],
        update_conflicts=True,
        unique_fields=["device", "person"],
        update_fields=["at"],
    )


# --- Wiping -----------------------------------------------------------------------------------


def ask_wipe(device, *, by, at):
    """Ask a device to forget everything; it learns so with the next answer it gets. Asked again changes nothing."""
    asked = Device.objects.filter(pk=device.pk, wipe_asked_at=None)
    return bool(asked.update(wipe_asked_at=at, wipe_asked_by=by))


def confirm_wiped(device, *, at):
    """Note that a device has forgotten what it held; one that was not asked to did so by itself."""
    if device:
        held = Device.objects.filter(pk=device.pk, wiped_at=None)
        held.update(wiped_at=at, people=0, bytes=0, wipe_asked_at=Coalesce("wipe_asked_at", Value(at)))
