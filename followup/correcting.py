"""Every write that puts a recorded visit right. What was written stays as it was written; it only stands no more."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.contacting import recount_contacts
from followup.crediting import withdraw_offer
from followup.flow import Kind
from followup.guiding import withdraw_briefings
from followup.losing import place_visit
from followup.models import Case, Session, Visit
from followup.planning import plan_follow_ups
from followup.visiting import brief, heard_of_phone, keep, plan_visit
from registry.history import hold, note
from registry.models import Entry, Phone
from registry.refusals import Refusal
from registry.registering import change_status, set_phone_state
from registry.statuses import Status

OWN_DAYS = 7  # in which who made a visit may put it right alone
ANY_VISIT = "followup.correct_any_visit"  # who may at any time, and what others made
MAY_DIFFER = ("made_on", "manner", "result", "phone", "topics", "barriers", "findings", "next_on")
# What a correction takes over as it stands: whose visit it was, what it was planned as, where it came from.
STAYS = ("person", "officer", "why", "earliest_on", "planned_for", "due_on", "made_at")
STAYS += ("device", "device_at", "clock_off", "stored_at", "status", "status_was", "briefing", "session")


def may_correct(visit, by, on):
    """Whether somebody may put a visit right: who made it within a week, and a supervisor."""
    if not visit.made_on or not visit.stands:
        return False
    stored_on = timezone.localdate(visit.stored_at or visit.made_at)
    return (visit.officer_id == by.pk and (on - stored_on).days <= OWN_DAYS) or by.has_perm(ANY_VISIT)


@transaction.atomic
def correct_visit(visit, *, reason, by, on, **facts):
    """Write a visit anew as it really was and return the new one; `facts` are any of MAY_DIFFER.

    The visit before stands no more. What it had caused follows from the visits that stand: contact dates, the state of
    the number that was dialled, the rung of a search, the briefing given with it, and the next visit.
    """
    differs = {name: value for name, value in facts.items() if _differs(visit, name, value)}
    if not differs:
        raise Refusal(_("没有更正任何内容。"))
    _fell(visit, reason, by, on)
    anew = Visit(corrects=visit, **{name: getattr(visit, name) for name in (*STAYS, *MAY_DIFFER)})
    for name, value in differs.items():
        setattr(anew, name, value)
    _refuse_nonsense(anew)
    anew.save(force_insert=True)
    same_way = not differs.keys() & {"manner", "phone"}
    place_visit(anew, phone=anew.phone, named=visit.rung if same_way else "", by=by, on=on)
    _give_anew(visit, anew, by)
    _hear_anew(visit, anew, by)
    recount_contacts([visit.person_id])
    told = {"visit": visit.pk, "now": anew.pk, "changed": sorted(differs), "was": visit.result, "is": anew.result}
    note(visit.person, Entry.Act.VISIT_CORRECTED, by=by, facts=told, reason=reason)
    _plan_after_correction(visit, anew, by, on)
    return anew


@transaction.atomic
def withdraw_visit(visit, *, reason, by, on):
    """Let a visit that did not happen, or not with this person, stand no more; returns what was taken back with it.

    The planned visit whose place it had taken comes back, with its dates. What is taken back: "briefing", "session",
    "status", each only where nothing later has built on it.
    """
    _fell(visit, reason, by, on)
    taken = [name for name, take in _TAKING.items() if take(visit, by, on)]
    _hear_anew(visit, None, by)
    recount_contacts([visit.person_id])
    told = {"visit": visit.pk, "withdrawn": True, "was": visit.result, "taken": taken}
    note(visit.person, Entry.Act.VISIT_CORRECTED, by=by, facts=told, reason=reason)
    _plan_after_withdrawal(visit, on)
    return taken


def _differs(visit, name, value):
    if name not in MAY_DIFFER:
        raise TypeError(f"Not to be corrected: {name}")
    if isinstance(value, list):
        return sorted(getattr(visit, name)) != sorted(value)
    return getattr(visit, name) != value


def _fell(visit, reason, by, on):
    """Claim the visit and let it stand no more; who comes second is told so."""
    if not reason.strip():
        raise Refusal(_("请说明更正或撤销的原因。"))
    if visit.stands and not may_correct(visit, by, on):
        raise Refusal(_("走访记录 %(days)s 天内由本人更正，之后请主管处理。") % {"days": OWN_DAYS})
    hold(visit.person_id)
    fallen = {"stands": False, "withdrawn_at": timezone.now(), "withdrawn_by": by, "correction": reason.strip()[:200]}
    if not Visit.objects.made().filter(pk=visit.pk).update(**fallen):
        raise Refusal(_("该走访已更正或撤销，请刷新。"))
    visit.refresh_from_db()


def _refuse_nonsense(anew):
    if anew.made_on > timezone.localdate(anew.made_at):
        raise Refusal(_("走访日期不能晚于记录走访的那天。"))
    if anew.topics and anew.result not in Visit.REACHED:
        raise Refusal(_("没有联系到人，不能记录宣讲或预约指导。"))


# --- What it had given -------------------------------------------------------------------------


def _give_anew(visit, anew, by):
    """A briefing is part of the visit: given otherwise, it is another briefing."""
    given = ("topics", "made_on", "manner", "result")
    if all(getattr(visit, name) == getattr(anew, name) for name in given):
        return
    if visit.briefing:
        withdraw_briefings([visit.briefing], by=by)
    keep(anew, briefing=brief(anew.person, anew, anew.topics, by) if anew.topics else None)


def _take_briefing(visit, by, on):
    if visit.briefing:
        withdraw_briefings([visit.briefing], by=by)
    return visit.briefing is not None


def _take_session(visit, by, on):
    """An appointment goes with the visit it was made at; one that was kept is a fact of its own."""
    booked = Session.objects.filter(pk=visit.session_id, held_on=None, cancelled_on=None)
    taken = booked.update(cancelled_on=on) > 0
    if taken:
        withdraw_offer(visit.person, Kind.GUIDANCE, on=visit.made_on)
    return taken


def _take_status(visit, by, on):
    """The person goes back to the state before, unless something has changed it since.

    Nobody is called unreachable again by this: that takes a finding.
    """
    person = visit.person
    is_latest = (person.status, person.status_since) == (visit.status, visit.made_on)
    if not visit.status or not is_latest or visit.status_was in (visit.status, Status.UNREACHABLE):
        return False
    return change_status(person, visit.status_was, on=on, by=by, reason=visit.correction)


_TAKING = {"briefing": _take_briefing, "session": _take_session, "status": _take_status}


def _hear_anew(visit, anew, by):
    """Let the numbers dialled be in the state in which the last visit that stands has found them."""
    phones = {one.phone for one in (visit, anew) if one and one.phone and heard_of_phone(one.result)}
    for phone in sorted(phones, key=lambda phone: phone.pk):
        calls = Visit.objects.made().filter(phone=phone).order_by("-made_on", "-made_at", "-pk")
        heard = (heard_of_phone(result) for result in calls.values_list("result", flat=True))
        set_phone_state(phone, next(filter(None, heard), Phone.State.UNKNOWN), by=by)


# --- What comes next ---------------------------------------------------------------------------


def _plan_after_correction(visit, anew, by, on):
    if anew.next_on == visit.next_on:
        _plan_anew(visit.person_id, on)
    elif anew.next_on:
        plan_visit(anew.person, planned_for=anew.next_on, officer=anew.person.owner or anew.officer, by=by)
    else:
        _drop_agreed(visit, on)
        _plan_anew(visit.person_id, on)


def _plan_after_withdrawal(visit, on):
    """What was planned is due again, unless the person was seen since or has agreed on a day otherwise."""
    _drop_agreed(visit, on)
    open_cases = Case.objects.open().filter(person=visit.person_id)
    seen_since = Visit.objects.made().filter(person=visit.person_id, made_at__gt=visit.made_at)
    if visit.planned_for and open_cases.exists() and not seen_since.exists():
        _bring_back(visit)
    _plan_anew(visit.person_id, on)


def _drop_agreed(visit, on):
    """Cancel the day that was agreed at a visit which does not stand."""
    agreed = Visit.objects.planned().filter(person=visit.person_id, why=Visit.Why.AGREED)
    if visit.next_on:
        agreed.filter(planned_for=visit.next_on).update(cancelled_on=on, cancel_reason=visit.correction)


def _bring_back(visit):
    planned = Visit.objects.planned().filter(person=visit.person_id)
    back = {name: getattr(visit, name) for name in ("why", "earliest_on", "planned_for", "due_on")}
    if not planned.exists():
        Visit.objects.create(person=visit.person, officer=visit.person.owner, **back)
    planned.exclude(why=Visit.Why.AGREED).update(**back)


def _plan_anew(person, on):
    plan_follow_ups(on=on, cases=list(Case.objects.open().filter(person=person).values_list("pk", flat=True)))
