"""Photos taken on a visit: made small and bare, sealed, shown only with a look, and deleted when their time is over."""

import hashlib
import io
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ExifTags import IFD

from followup.models import Visit, VisitPhoto
from registry.history import hold, note
from registry.looking import record_look
from registry.models import Entry
from registry.refusals import Refusal
from registry.sealed import seal_bytes, unseal_bytes

PURPOSE = "photo"
LONGEST_SIDE = 1280
LARGEST = 10 * 1024 * 1024  # bytes, as it is sent
MOST_PIXELS = 60_000_000  # of a picture as it is sent: a phone's are below, a bomb's above
MOST = 12  # of one visit
FORMATS = ("JPEG", "PNG", "WEBP")


class Unwanted(Refusal):
    """A photo that is not taken, with a stable code for the phone."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code


# --- Keeping ----------------------------------------------------------------------------------


def keep_photo(uuid, visit_uuid, content, *, by):
    """Keep a photo of a visit that has arrived; returns whether it is new. Sent again it is the same photo."""
    visit = _visit_of(visit_uuid, by)
    if _stored(uuid, visit):
        return False
    picture = shrunk(content)
    try:
        return _keep(uuid, visit, picture, by)
    except IntegrityError:  # sent twice at once: the other one was first
        return not _stored(uuid, visit)


def _visit_of(uuid, by):
    """One's own visit, or one of a person one may record visits of."""
    visit = Visit.objects.written().select_related("person").filter(uuid=uuid).first()
    sees = visit and by.has_perm("followup.record_visit") and Visit.objects.visible_to(by).filter(pk=visit.pk).exists()
    if visit is None or not (sees or visit.officer_id == by.pk):
        raise Unwanted("no_visit", _("照片所属的走访尚未送达。"))
    return visit


def _stored(uuid, visit):
    of = VisitPhoto.objects.filter(uuid=uuid).values_list("visit", flat=True).first()
    if of not in (None, visit.pk):
        raise Unwanted("uuid_of_another", _("该照片编号已用于另一次走访。"))
    return of is not None


@transaction.atomic
def _keep(uuid, visit, picture, by):
    hold(visit.person_id)
    if visit.photos.count() >= MOST:
        raise Unwanted("too_many", _("每次走访最多 %(n)s 张照片。") % {"n": MOST})
    photo = VisitPhoto(uuid=uuid, visit=visit, by=by, bytes=len(picture))
    photo.digest = hashlib.sha256(picture).hexdigest()
    path = photo.image.field.upload_to(photo, "")
    photo.image.storage.delete(path)  # what a process that was killed has left of it
    photo.image.save(path, ContentFile(seal_bytes(picture, PURPOSE)), save=False)
    photo.save(force_insert=True)
    note(visit.person, Entry.Act.FACTS_CHANGED, by=by, facts={"is": {"photo": visit.pk}})
    return True


# --- Made small and bare ----------------------------------------------------------------------


def shrunk(content):
    """Return the picture as a small JPEG that says nothing of where, when and with what it was taken.

    It is drawn anew from its pixels, so whatever else was in the file is left behind; the office may let the place stay.
    """
    if len(content) > LARGEST:
        raise Unwanted("too_large", _("照片超过 %(mb)s MB。") % {"mb": LARGEST // 1024**2})
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            return _drawn_anew(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Unwanted("no_picture", _("这不是可以打开的照片（JPEG、PNG、WebP）。")) from error


def _drawn_anew(picture):
    if picture.width * picture.height > MOST_PIXELS:
        raise Unwanted("too_large", _("照片的像素过多。"))
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is then decoded no larger than needed
    place = picture.getexif().get_ifd(IFD.GPSInfo) if settings.PHOTO_PLACES else None
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=80, optimize=True, **_with(place))
    return out.getvalue()


def _with(place):
    if not place:
        return {}
    exif = Image.Exif()
    exif.get_ifd(IFD.GPSInfo).update(place)
    return {"exif": exif}


# --- Looking and deleting ---------------------------------------------------------------------


@transaction.atomic
def look_at_photo(photo, *, by):
    """Return the picture's bytes; the look is recorded first."""
    record_look(photo.visit.person, by=by, reason="走访照片")
    with photo.image.open("rb") as file:
        return unseal_bytes(file.read(), PURPOSE)


def expire_photos(*, now):
    """Delete the photos that are older than the office keeps them; returns how many. Safe to run twice."""
    old = VisitPhoto.objects.filter(added_at__lt=now - timedelta(days=settings.PHOTO_DAYS)).order_by("pk")
    deleted = 0
    for photo in old.iterator(chunk_size=200):
        with transaction.atomic():
            photo.delete()
            transaction.on_commit(partial(photo.image.storage.delete, photo.image.name))
        deleted += 1
    return deleted
