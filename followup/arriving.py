"""Visits that arrive from a phone: each judged alone, in a transaction of its own, and stored once."""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from followup.clocks import office_day, office_time, seconds_off
from followup.drafts import VisitDraft
from followup.models import Carried, Device, FactConflict, Visit
from followup.visiting import Arrival, record_visit
from matching.models import Employer
from registry.history import hold
from registry.merging import kept_instead
from registry.models import Person
from registry.refusals import Refusal

MOST_ITEMS = 50
OLDEST = timedelta(days=180)  # a visit from before is put down at a desk, by somebody who looks at it
log = logging.getLogger(__name__)


class Sent(NamedTuple):
    """One sending: whose, on which device, and both clocks at that moment."""

    by: AbstractBaseUser
    device: Device | None
    device_at: datetime
    received_at: datetime


class Verdict(NamedTuple):
    """What became of one item."""

    uuid: str
    state: str  # stored, already, refused, conflict
    code: str = ""
    reason: str = ""
    visit: Visit | None = None
    conflicts: tuple = ()


class Turned(Exception):
    """An item that is not taken, with a stable code for the phone and a sentence for the officer."""

    def __init__(self, code, sentence):
        super().__init__(code)
        self.code, self.sentence = code, sentence


def receive_visits(items, sent):
    """Return a Verdict for each item, in their order; what one of them is never touches another."""
    return [_judged(item, sent) for item in items]


def _judged(item, sent):
    """Trouble of the database is trouble of all: the phone waits and sends the same again."""
    try:
        draft = VisitDraft.model_validate(item)
        with transaction.atomic():
            return _store(draft, sent)
    except ValidationError as error:
        told = _("内容不完整或格式不对：%(where)s") % {"where": _where(error)}
        return Verdict(_named(item), "refused", "malformed", told)
    except Turned as turned:
        return Verdict(str(draft.uuid), "refused", turned.code, turned.sentence)
    except Refusal as refusal:
        return Verdict(str(draft.uuid), "refused", "rule", str(refusal.sentence))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a visit could not be stored")
        return Verdict(_named(item), "refused", "trouble", _("系统处理时出错，已记入日志，请稍后再发。"))


def _where(error):
    """The fields that are wrong, as the phone calls them."""
    return "、".join(dict.fromkeys(".".join(map(str, line["loc"][:3])) or "—" for line in error.errors()[:5]))


def _named(item):
    """The number an item calls itself by, as far as it can be told."""
    uuid = item.get("uuid") if isinstance(item, dict) else ""
    return uuid[:64].encode("utf-8", "replace").decode() if isinstance(uuid, str) else ""


def next_dates(people):
    """Return {person key: day} of the visits now planned for these people."""
    planned = Visit.objects.planned().filter(person__in=people).exclude(planned_for=None)
    return {key: day.isoformat() for key, day in planned.values_list("person", "planned_for")}


# --- Storing one ------------------------------------------------------------------------------


def _store(draft, sent):
    at = office_time(draft.made_at, device_at=sent.device_at, received_at=sent.received_at, read_at=draft.read_at)
    person, carried = _person_of(draft.person, at, sent)
    hold(person.pk)
    stored = Visit.objects.filter(uuid=draft.uuid).first()
    if stored:
        return _already(stored, draft, person)
    visit = record_visit(
        person, by=sent.by, made_at=at, arrival=_arrival(draft, sent, carried), **_facts(draft, at, person, sent)
    )
    conflicts = _waiting(visit)
    return Verdict(str(draft.uuid), "conflict" if conflicts else "stored", visit=visit, conflicts=conflicts)


def _waiting(visit):
    return tuple(FactConflict.objects.filter(visit=visit, kept="").order_by("pk"))


def _already(stored, draft, person):
    """The same visit again. Other content under the same number is not swallowed: it stays on the phone, and says so."""
    if stored.person_id != person.pk:
        raise Turned("uuid_of_another", _("该走访编号已用于他人。"))
    content = (stored.manner, stored.result, sorted(stored.barriers), stored.findings)
    if content != (draft.manner, draft.result, sorted(draft.barriers), draft.findings):
        raise Turned("uuid_used", _("同一编号的走访已送达，内容与此不同；请另记一条，或在系统中更正。"))
    return Verdict(str(draft.uuid), "already", visit=stored, conflicts=_waiting(stored))


def _arrival(draft, sent, carried):
    off = seconds_off(sent.device_at, sent.received_at)
    return Arrival(sent.device, draft.made_at, off, sent.received_at, carried)


def _facts(draft, at, person, sent):
    """What record_visit() is told, of a draft that names its things by their keys."""
    made_on = office_day(at, made_on=draft.made_on, made_at=draft.made_at)
    if timezone.localdate(sent.received_at) - made_on > OLDEST:
        raise Turned("too_old", _("走访早于 %(days)s 天前，请在系统中补记。") % {"days": OLDEST.days})
    same = ("uuid", "manner", "result", "barriers", "findings", "next_on", "briefing_topics", "session_booked_for")
    phone = draft.phone and person.phones.filter(pk=draft.phone).first()
    return {name: getattr(draft, name) for name in (*same, "rung", "changes")} | {
        "made_on": made_on,
        "phone": phone,
        "internship": _internship(draft.internship_offered),
    }


def _internship(offered):
    if offered is None:
        return None
    employer = Employer.objects.filter(pk=offered.employer).first()
    if employer is None:
        raise Turned("no_employer", _("没有这个见习单位。"))
    return employer, offered.position


# --- Whose visit it is ------------------------------------------------------------------------


def _person_of(key, at, sent):
    """Return (the person a visit is of, whether only the phone knew them): a merged record stands for the one kept.

    Whoever had a person along when the visit was made may bring it home, though the person has moved on meanwhile; a
    person that does not exist and one never carried look the same.
    """
    keys = {key, kept_instead(key) or key}
    along = Carried.objects.filter(person__in=keys, at__gte=at - timedelta(hours=settings.BRIEFCASE_HOURS))
    carried = sent.device and along.filter(device=sent.device).exists()
    person = Person.objects.filter(pk__in=keys).first()
    if person is None and carried:
        raise Turned("withdrawn", _("此人已随名册撤销，走访无处可存；请告知数据员。"))
    sees = person and sent.by.has_perm("followup.record_visit") and _sees(sent.by, person)
    if not sees and not carried:
        raise Turned("no_person", _("没有此人，或不在您的服务范围内。"))
    return person, not sees


def _sees(user, person):
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()
