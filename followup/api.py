"""The door between the office and its phones: one JSON endpoint, described by itself at openapi.json."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from followup import briefcase as briefcases
from followup import photos as photos_of_visits
from followup.arriving import Sent, next_dates, receive_visits
from followup.clocks import seconds_off
from followup.conflicting import decide_conflict, open_conflicts, shown
from followup.devices import confirm_wiped, device_of, holder_key, meet_device, must_forget
from followup.models import FactConflict
from followup.shapes import (
    Asking,
    Briefcase,
    Choice,
    Conflict,
    Decided,
    Done,
    Forgotten,
    Judged,
    Kept,
    Open,
    Received,
    Refused,
    Sending,
    SignedIn,
    SignedOut,
    Size,
    Waiting,
    Wiped,
)
from followup.versions import LABELS
from registry.refusals import Refusal

LARGEST = 2 * 1024 * 1024  # bytes of a request; fifty visits are a tenth of it


class Unproved(Exception):
    """A POST without the token that shows it comes from our own page."""


class MaySend(APIKeyCookie):
    """The session of a member of staff, the token of our page, and the permission, before anything is read."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_name = "session"

    def __init__(self, permission=None, *, largest=LARGEST):
        self.permission, self.largest = permission, largest
        super().__init__()

    def __call__(self, request):
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.largest:
            raise HttpError(413, "")
        if check_csrf(request):
            raise Unproved
        if self.permission and not request.user.has_perm(self.permission):
            raise PermissionDenied
        return request.user

    def authenticate(self, request, key):
        return request.user


class AsCounted(BaseRenderer):
    """JSON as short as its size was told."""

    media_type = "application/json"

    def render(self, request, data, *, response_status):
        return briefcases.encoded(data)


class Door(NinjaAPI):
    """Answers stay in no cache."""

    def create_response(self, *args, **kwargs):
        response = super().create_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response


api = Door(
    title="护航 1311 door",
    version="1",
    urls_namespace="followup:door",
    docs_url=None,
    renderer=AsCounted(),
    auth=MaySend(),
    description="Visits logged without a network are brought home here; each is judged alone and stored once.",
)
records = MaySend("followup.record_visit")
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 503), Refused)


# --- Refused ----------------------------------------------------------------------------------


def _refused(request, status, code, reason="", **more):
    return api.create_response(request, {"code": code, "reason": str(reason), **more}, status=status)


@api.exception_handler(Unproved)
def _unproved(request, _error):
    return _refused(request, 403, "csrf", _("页面已过期，请重新打开。"))


@api.exception_handler(PermissionDenied)
def _forbidden(request, _error):
    return _refused(request, 403, "forbidden", _("您没有此项权限。"))


@api.exception_handler(Http404)
def _missing(request, _error):
    return _refused(request, 404, "missing", _("没有找到。"))


@api.exception_handler(Refusal)
def _refusal(request, error):
    return _refused(request, 409, "rule", error.sentence)


@api.exception_handler(ValidationError)
def _malformed(request, error):
    where = "、".join(".".join(map(str, line["loc"])) for line in error.errors[:5])
    return _refused(request, 400, "malformed", _("内容不完整或格式不对：%(where)s") % {"where": where})


@api.exception_handler(HttpError)
def _unread(request, error):
    code = "too_large" if error.status_code == 413 else "malformed"
    return _refused(request, error.status_code, code, _("无法读取所送的内容。"))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _busy(request, _error):
    response = _refused(request, 503, "busy", _("系统忙，请稍后重发。"))
    response.headers["Retry-After"] = "5"
    return response


# --- Who is there -----------------------------------------------------------------------------


@api.get("/state/", url_name="state", auth=None, response={200: SignedIn | SignedOut, **REFUSALS})
def state(request, device: UUID | None = None):
    """Say who is signed in, give the token for what is sent next, and whether the device must forget."""
    if not request.user.is_authenticated:
        return SignedOut(sign_in=_sign_in(), wipe=must_forget(device_of(device)))
    now = timezone.now()
    return SignedIn(
        holder=holder_key(request.user),
        name=request.user.name,
        csrf=get_token(request),
        wipe=must_forget(device_of(device, request.user)),
        now=now,
        today=timezone.localdate(now).isoformat(),
    )


def _sign_in():
    return f"{reverse(settings.LOGIN_URL)}?next=/door/"


# --- The briefcase ----------------------------------------------------------------------------


@api.get("/briefcase/size/", url_name="briefcase_size", auth=records, response={200: Size, **REFUSALS})
def briefcase_size(request):
    """Say how much would be downloaded, before it is."""
    packed = briefcases.pack(request.user, at=timezone.now())
    return Size(people=len(packed["people"]), bytes=briefcases.size_of(packed), expires_hours=settings.BRIEFCASE_HOURS)


@api.post("/briefcase/", url_name="briefcase", auth=records, response={200: Briefcase | Wiped, **REFUSALS})
def briefcase(request, asking: Asking):
    """Give a device the people to be seen now; everybody in it has been looked at."""
    now = timezone.now()
    device = meet_device(request.user, asking.device, at=now, label=asking.label[:120])
    if device is None:
        raise Refusal(_("此设备编号属于他人，请重新登记本机。"))
    # As it was counted: a shape would write it anew. That it has the shape is tested.
    return api.create_response(request, briefcases.hand_out(device, at=now) or {"wipe": True}, status=200)


# --- Visits -----------------------------------------------------------------------------------


@api.post("/visits/", url_name="visits", response={200: Received, **REFUSALS})
def visits(request, sending: Sending):
    """Judge each visit alone and store it once. Whoever had somebody along may bring the visit home."""
    now = timezone.now()
    off = seconds_off(sending.device_at, now)
    device = meet_device(request.user, sending.device, at=now, clock_off=off)
    sent = Sent(request.user, device, sending.device_at, now)
    verdicts = receive_visits(sending.items, sent)
    return Received(received_at=now, wipe=must_forget(device), items=_judged(verdicts))


def _judged(verdicts):
    following = next_dates([verdict.visit.person_id for verdict in verdicts if verdict.visit])
    return [
        Judged(
            uuid=verdict.uuid,
            state=verdict.state,
            code=verdict.code,
            reason=verdict.reason,
            visit=verdict.visit and verdict.visit.pk,
            conflicts=[_conflict(conflict) for conflict in verdict.conflicts],
            next_on=verdict.visit and following.get(verdict.visit.person_id),
        )
        for verdict in verdicts
    ]


def _conflict(conflict):
    return Conflict(
        key=conflict.pk,
        fact=conflict.fact,
        label=str(LABELS[conflict.fact]),
        brought=shown(conflict.fact, conflict.brought),
        found=shown(conflict.fact, conflict.found),
    )


# --- Conflicts --------------------------------------------------------------------------------


@api.get("/conflicts/", url_name="conflicts", auth=records, response={200: Open, **REFUSALS})
def conflicts(request):
    """List the facts that wait for a choice, of the people the user sees."""
    return Open(items=[_waiting(conflict) for conflict in open_conflicts(request.user)[: briefcases.MOST_PEOPLE]])


def _waiting(conflict):
    return Waiting(
        **_conflict(conflict).model_dump(),
        person=conflict.person_id,
        name=conflict.person.name,
        made_on=conflict.visit.made_on.isoformat(),
        officer=conflict.visit.officer.name,
    )


@api.post("/conflicts/{int:key}/", url_name="conflict", auth=records, response={200: Decided, **REFUSALS})
def conflict(request, key: int, choice: Choice):
    """Keep one of the two; said again it changes nothing."""
    found = get_object_or_404(FactConflict.objects.visible_to(request.user), pk=key)
    return Decided(key=key, kept=decide_conflict(found, choice.keep, by=request.user).kept)


# --- Photos -----------------------------------------------------------------------------------


@api.post(
    "/photos/",
    url_name="photos",
    auth=MaySend(largest=photos_of_visits.LARGEST + LARGEST),
    response={200: Kept, **REFUSALS},
)
def photos(request, visit: Form[UUID], photo: Form[UUID], image: File[UploadedFile]):
    """Keep a photo of a visit that has arrived, small and without what the file said of its place."""
    try:
        is_new = photos_of_visits.keep_photo(photo, visit, image.read(), by=request.user)
    except photos_of_visits.Unwanted as unwanted:
        return Kept(state="refused", code=unwanted.code, reason=str(unwanted.sentence))
    return Kept(state="stored" if is_new else "already")


# --- Forgetting -------------------------------------------------------------------------------


@api.post("/wiped/", url_name="wiped", response={200: Done, **REFUSALS})
def wiped(request, forgotten: Forgotten):
    """Note that a device has deleted what it held."""
    confirm_wiped(device_of(forgotten.device, request.user), at=timezone.now())
    return Done()


def addresses():
    """Return the addresses of the door; all but the one that asks who is there are for those who have signed in."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if pattern.name == "state":
            login_not_required(pattern.callback)
    return patterns, app_name, namespace
