"""Photos of a visit: small, bare, sealed, shown only with a look, deleted in time."""

import io
import zlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import IFD, Base

from followup.models import VisitPhoto
from followup.photos import LONGEST_SIDE, MOST, expire_photos, shrunk
from placement.accounts.roles import Role
from registry.models import Look
from tests.factories import make_case, make_user
from tests.followup.phones import Phone

pytestmark = pytest.mark.django_db
SHANGHAI = {1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 28.0, 0.0)}


def taken(size=(2400, 1800), kind="JPEG", **more):
    """A picture as a phone takes it: with the place, the time and the model in it."""
    exif = Image.Exif()
    exif[Base.Model] = "Phone 12"
    exif[Base.Orientation] = 6  # held upright
    exif.get_ifd(IFD.GPSInfo).update(SHANGHAI)
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    return make_case(owner=officer).person


@pytest.fixture
def phone(officer):
    return Phone(officer)


@pytest.fixture
def visit(phone, person):
    logged = phone.log(person)
    phone.send(logged)
    return logged["uuid"]


def bring(phone, visit, content, photo=None):
    image = SimpleUploadedFile("IMG.jpg", content, "image/jpeg")
    told = {"visit": visit, "photo": photo or str(uuid4()), "image": image}
    return phone.client.post("/api/door/photos/", told).json()


def opened(content):
    return Image.open(io.BytesIO(content))


# --- Small and bare ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_left(kind):
    bare = shrunk(taken((900, 600), kind))
    assert opened(bare).format == "JPEG"
    assert dict(opened(bare).getexif()) == {}
    assert b"Phone 12" not in bare
    assert b"GPS" not in bare


def test_it_is_small_and_stands_upright():
    picture = opened(shrunk(taken()))
    assert max(picture.size) == LONGEST_SIDE
    assert picture.height > picture.width


def test_the_office_may_let_the_place_stay_and_nothing_else(settings):
    settings.PHOTO_PLACES = True
    exif = opened(shrunk(taken())).getexif()
    assert exif.get_ifd(IFD.GPSInfo)[1] == "N"
    assert Base.Model not in exif


def bomb():
    """A PNG of a few bytes that says it is 40,000 pixels wide and high."""

    def chunk(name, body):
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = (40_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_picture"),
        (b"GIF89a" + b"\0" * 50, "no_picture"),
        (b"<svg onload=alert(1)>", "no_picture"),
        (b"x" * 10_500_000, "too_large"),
        (bomb(), "no_picture"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(phone, visit, content, code):
    told = bring(phone, visit, content)
    assert (told["state"], told["code"]) == ("refused", code)
    assert told["reason"]
    assert not VisitPhoto.objects.exists()


def test_a_photo_cut_off_on_the_way_is_refused(phone, visit):
    assert bring(phone, visit, taken()[:5000])["code"] == "no_picture"


# --- Once, and only where it belongs ----------------------------------------------------------


def test_the_same_photo_sent_again_is_one(phone, visit):
    content, number = taken((90, 60)), str(uuid4())
    assert [bring(phone, visit, content, number)["state"] for _twice in range(2)] == ["stored", "already"]
    assert VisitPhoto.objects.get().bytes > 0


def test_a_photo_waits_for_its_visit(phone):
    assert bring(phone, str(uuid4()), taken((90, 60)))["code"] == "no_visit"


def test_nobody_adds_photos_to_other_peoples_visits(visit):
    assert bring(Phone(make_user(Role.CASEWORKER)), visit, taken((90, 60)))["code"] == "no_visit"


def test_a_number_of_one_visit_opens_no_other(phone, person, visit):
    number = str(uuid4())
    bring(phone, visit, taken((90, 60)), number)
    other = phone.log(person)
    phone.send(other)
    assert bring(phone, other["uuid"], taken((90, 60)), number)["code"] == "uuid_of_another"


def test_a_visit_has_only_so_many(phone, visit):
    content = taken((90, 60))
    told = [bring(phone, visit, content)["state"] for _number in range(MOST + 1)]
    assert told == ["stored"] * MOST + ["refused"]


# --- Sealed, looked at, deleted ---------------------------------------------------------------


@pytest.fixture
def photo(phone, visit):
    bring(phone, visit, taken((90, 60)))
    return VisitPhoto.objects.get()


def address(photo):
    return reverse("followup:visit_photo", args=[photo.uuid])


def test_the_file_is_sealed(photo):
    with photo.image.open("rb") as file:
        assert b"JFIF" not in file.read()


def test_looking_at_it_is_recorded(photo, officer, person, signed_in):
    answer = signed_in(officer).get(address(photo))
    assert opened(answer.content).size == (60, 90)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert Look.objects.get().person == person


def test_it_is_not_there_for_anybody_else(photo, signed_in):
    assert signed_in(make_user(Role.CASEWORKER)).get(address(photo)).status_code == 404
    assert not Look.objects.exists()


def test_it_goes_with_its_file_when_its_time_is_over(photo, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_photos(now=timezone.now() + timedelta(days=settings.PHOTO_DAYS - 1)) == 0
        assert expire_photos(now=timezone.now() + timedelta(days=settings.PHOTO_DAYS + 1)) == 1
    assert not VisitPhoto.objects.exists()
    assert not photo.image.storage.exists(photo.image.name)
