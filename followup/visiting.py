"""Every write to a visit: planning, making, cancelling. A made visit is a fact and is never changed."""

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.changing import Changes, take_over
from followup.contacting import mark_reached
from followup.guiding import book_session, give_briefing
from followup.interning import offer_internship
from followup.losing import place_visit
from followup.models import Case, Device, Visit
from followup.planning import plan_follow_ups
from registry.history import hold, note
from registry.models import Entry, Phone
from registry.refusals import Refusal
from registry.registering import change_status, set_phone_state

DEAD_NUMBERS = {Visit.Result.DEAD_NUMBER: Phone.State.DEAD, Visit.Result.WRONG_NUMBER: Phone.State.WRONG}


class Arrival(NamedTuple):
    """How a visit that was logged without a network came in: on which device, by which clock, and when."""

    device: Device | None
    device_at: datetime  # of the visit, by the phone's clock
    clock_off: int  # seconds by which that clock was ahead when it was sent
    stored_at: datetime
    carried: bool = False  # the officer sees the person no more, but had them along


@transaction.atomic
def plan_visit(person, *, planned_for, by, due_on=None, why=Visit.Why.AGREED, officer=None):
    """Set the person's one planned visit to this day, replacing a proposal that was there."""
    due_on = max(due_on or planned_for, planned_for)
    officer = officer or person.owner
    hold(person.pk)
    moved = Visit.objects.planned().filter(person=person)
    if moved.update(planned_for=planned_for, due_on=due_on, why=why, officer=officer):
        visit = Visit.objects.planned().get(person=person)
    else:
        visit = _add_planned(person, planned_for, due_on, why, officer)
    facts = {"why": str(why), "planned_for": planned_for.isoformat()}
    note(person, Entry.Act.VISIT_PLANNED, by=by, facts=facts)
    return visit


def _add_planned(person, planned_for, due_on, why, officer):
    try:
        with transaction.atomic():
            return Visit.objects.create(person=person, planned_for=planned_for, due_on=due_on, why=why, officer=officer)
    except IntegrityError as error:
        raise Refusal(_("此人刚被安排了走访，请刷新。")) from error


@transaction.atomic
def cancel_visit(visit, *, reason, by, on):
    """Cancel a planned visit, with a reason; the planner proposes another when one is due."""
    if not reason.strip():
        raise Refusal(_("请说明取消原因。"))
    hold(visit.person_id)
    if not Visit.objects.planned().filter(pk=visit.pk).update(cancelled_on=on, cancel_reason=reason[:200]):
        raise Refusal(_("该走访已完成或已取消。"))
    note(visit.person, Entry.Act.VISIT_CANCELLED, by=by, facts={"visit": visit.pk}, reason=reason)
    visit.refresh_from_db()
    return visit


@transaction.atomic
def record_visit(
    person,
    *,
    by,
    uuid,
    made_at,
    made_on,
    manner,
    result,
    barriers=(),
    findings="",
    next_on=None,
    status=None,
    status_note="",
    phone=None,
    rung="",
    briefing_topics=(),
    session_booked_for=None,
    internship=None,
    facts=None,
    changes=(),
    arrival=None,
):
    """Record a contact that was made, with everything it changed; returns the Visit.

    Idempotent by `uuid`: the same visit sent again returns the one stored and changes nothing. The planned visit,
    if there is one, becomes this visit. `phone` is the number that was dialled, marked by the result; `rung` the way
    of the ladder that only the officer can tell; `internship` an (employer, position) that was offered; `facts` are
    values (as values_of has them) that whoever typed them saw beside those on file; `changes` are values with the version
    they were read at. What arrives after a later visit of the person is stored as it was, and
    plans nothing.
    """
    if made_on > timezone.localdate(made_at):
        raise Refusal(_("走访日期不能晚于今天。"))
    if (briefing_topics or session_booked_for or internship) and result not in Visit.REACHED:
        raise Refusal(_("没有联系到人，不能记录宣讲、预约指导或提供见习。"))
    hold(person.pk)
    made = {"made_at": made_at, "made_on": made_on, "manner": manner, "result": result, "barriers": list(barriers)}
    made |= {"officer": by, "findings": findings, "next_on": next_on, **_came(arrival)}
    later = Visit.objects.made().filter(person=person, made_at__gt=made_at, stands=True)
    is_late = later.exists()
    visit, is_new = _made(person, uuid, made, is_late)
    if not is_new:
        return visit
    _hear(person, visit, phone, rung, later, by)
    brought = Changes(person, changes, made_at=made_at, device=arrival and arrival.device)
    note(person, Entry.Act.VISITED, by=by, facts=_told(visit, arrival) | brought.told())
    found = brought.bring(visit, by=by) | _change(person, visit, facts, status, status_note, by)
    found |= _give(person, visit, briefing_topics, session_booked_for, internship, by)
    keep(visit, phone=phone, **found)
    _plan_next(person, None if is_late else next_on, timezone.localdate(arrival.stored_at if arrival else made_at), by)
    return visit


def _hear(person, visit, phone, rung, later, by):
    """What the contact says of the person's being reached and of the number; a later call on it has said it better."""
    if visit.result in Visit.REACHED:
        mark_reached([person.pk], visit.made_on)
    if phone and not later.filter(phone=phone).exists():
        _mark_phone(phone, visit.result, by)
    place_visit(visit, phone=phone, named=rung, by=by, on=visit.made_on)


def _change(person, visit, facts, status, status_note, by):
    """What was typed beside the values on file; returns what the visit keeps of it."""
    if facts:
        take_over(person, facts, on=visit.made_on, by=by)
    if not status:
        return {}
    was = person.status
    change_status(person, status, on=visit.made_on, by=by, status_note=status_note)
    return {"status": str(status), "status_was": was}


def _give(person, visit, topics, booked_for, internship, by):
    """What was given on the spot; returns what the visit keeps of it."""
    given = {"topics": list(topics)}
    if topics:
        given["briefing"] = brief(person, visit, topics, by)
    if booked_for:
        given["session"] = book_session(person, booked_for=booked_for, by=by, on=visit.made_on)
    if internship:
        employer, position = internship
        offer_internship(person, employer=employer, position=position, offered_on=visit.made_on, by=by)
    return given


def _came(arrival):
    """The columns that say how a visit came in."""
    if arrival is None:
        return {}
    return {name: value for name, value in arrival._asdict().items() if name != "carried"}


def _told(visit, arrival):
    """What the file says of a visit."""
    told = {"visit": visit.pk, "manner": str(visit.manner), "result": str(visit.result), "barriers": visit.barriers}
    if arrival:
        told |= {"device": arrival.device and arrival.device.pk, "clock_off": arrival.clock_off}
    return told | ({"carried": True} if arrival and arrival.carried else {})


def brief(person, visit, topics, by):
    """Give the briefing that was part of a visit; only the person can confirm it."""
    heard = visit.result == Visit.Result.SELF
    return give_briefing(person, given_on=visit.made_on, manner=visit.manner, topics=topics, confirmed=heard, by=by)


def keep(visit, **found):
    """Write down with a visit what it found and gave: what a correction or withdrawal has to know."""
    Visit.objects.filter(pk=visit.pk).update(**found)
    for name, value in found.items():
        setattr(visit, name, value)


def _made(person, uuid, facts, is_late):
    """Turn the planned visit into the made one, or add one that nobody had planned; returns (Visit, is it new).

    The planned visit came of the visits already known, so one from before the last of them is not the one planned.
    """
    stored = _stored(person, uuid)
    if stored:
        return stored, False
    try:
        with transaction.atomic():
            planned = Visit.objects.planned().filter(person=person)
            if not is_late and planned.update(uuid=uuid, **facts):
                return Visit.objects.get(uuid=uuid), True
            return Visit.objects.create(person=person, why=Visit.Why.AGREED, uuid=uuid, **facts), True
    except IntegrityError:  # the same visit, sent twice at once: the other one was first
        return _stored(person, uuid), False


def _stored(person, uuid):
    visit = Visit.objects.filter(uuid=uuid).first()
    if visit and visit.person_id != person.pk:
        raise Refusal(_("该走访编号已用于他人。"))
    return visit


def heard_of_phone(result):
    """Return what a call with this result says of the number that was dialled; None when it says nothing."""
    return Phone.State.WORKS if result in Visit.REACHED else DEAD_NUMBERS.get(result)


def _mark_phone(phone, result, by):
    state = heard_of_phone(result)
    if state:
        set_phone_state(phone, state, by=by)


def _plan_next(person, next_on, on, by):
    """The date that was agreed, else the one the rules work out."""
    if next_on:
        plan_visit(person, planned_for=next_on, why=Visit.Why.AGREED, officer=person.owner or by, by=by)
    else:
        plan_follow_ups(on=on, cases=list(Case.objects.open().filter(person=person).values_list("pk", flat=True)))
