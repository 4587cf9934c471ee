"""Every write to what is given face to face: briefings, guidance sessions, the individual plan and its actions."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.crediting import credit, offer
from followup.flow import Kind
from followup.models import Action, Briefing, Plan, Session
from registry.history import hold, note
from registry.models import Entry
from registry.refusals import Refusal


def _refuse_tomorrow(day):
    if day > timezone.localdate():
        raise Refusal(_("日期不能晚于今天。"))


@transaction.atomic
def give_briefing(person, *, given_on, manner, topics, by, confirmed=False, note_text=""):
    """Record a policy briefing given to this person and light its pip; returns the Briefing."""
    _refuse_tomorrow(given_on)
    if not topics:
        raise Refusal(_("请至少选择一项宣讲内容。"))
    hold(person.pk)
    briefing = Briefing.objects.create(
        person=person,
        given_on=given_on,
        manner=manner,
        topics=list(topics),
        confirmed=confirmed,
        note=note_text[:200],
        by=by,
    )
    note(person, Entry.Act.BRIEFED, by=by, facts={"briefing": briefing.pk, "topics": list(topics)})
    credit(person, Kind.BRIEFING, on=given_on, by=by, briefing=briefing)
    return briefing


@transaction.atomic
def book_session(person, *, booked_for, by, on, manner="office"):
    """Book a guidance session: half a pip until it is held."""
    hold(person.pk)
    session = Session.objects.create(person=person, booked_for=booked_for, manner=manner, by=by)
    note(person, Entry.Act.GUIDED, by=by, facts={"session": session.pk, "booked_for": booked_for.isoformat()})
    offer(person, Kind.GUIDANCE, on=on)
    return session


@transaction.atomic
def hold_session(person, *, held_on, minutes, topics, manner, by, session=None, findings="", agreed=""):
    """Record a guidance session that was held, booked before (`session`) or not, and light its pip."""
    _refuse_tomorrow(held_on)
    if not topics:
        raise Refusal(_("请至少选择一项指导内容。"))
    facts = {
        "held_on": held_on,
        "minutes": minutes,
        "topics": list(topics),
        "manner": manner,
        "findings": findings,
        "agreed": agreed[:200],
        "by": by,
    }
    hold(person.pk)
    if session is None:
        session = Session.objects.create(person=person, **facts)
    elif not Session.objects.filter(pk=session.pk, held_on=None, cancelled_on=None).update(**facts):
        raise Refusal(_("该次指导已记录或已取消。"))
    else:
        session.refresh_from_db()
    told = {"session": session.pk, "minutes": minutes, "topics": list(topics), "agreed": agreed[:200]}
    note(person, Entry.Act.GUIDED, by=by, facts=told)
    credit(person, Kind.GUIDANCE, on=held_on, by=by, session=session)
    return session


@transaction.atomic
def write_plan(person, *, goals, actions, by, on, situation="", review_on=None):
    """Put a new version of the individual plan in force; `actions` are (text, actor, due_on). Returns the Plan.

    The version before stays, marked as replaced, with whatever was done of it.
    """
    if not goals.strip():
        raise Refusal(_("请填写目标。"))
    hold(person.pk)
    person.plans.filter(replaced_on=None).update(replaced_on=on)
    newest = person.plans.order_by("-version").values_list("version", flat=True).first() or 0
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                person=person,
                version=newest + 1,
                goals=goals,
                situation=situation,
                made_on=on,
                review_on=review_on,
                by=by,
            )
    except IntegrityError as error:
        raise Refusal(_("同事刚刚更新了一人一策，请刷新后再改。")) from error
    Action.objects.bulk_create(
        Action(plan=plan, text=text[:120], actor=actor, due_on=due_on) for text, actor, due_on in actions
    )
    note(person, Entry.Act.PLAN_CHANGED, by=by, facts={"version": plan.version, "actions": len(actions)})
    return plan


@transaction.atomic
def finish_action(action, *, by, on):
    """Mark an action of the plan as done; again changes nothing."""
    hold(action.plan.person_id)
    if action.plan.replaced_on:
        raise Refusal(_("一人一策已更新，请在新版本中勾选。"))
    if Action.objects.filter(pk=action.pk, done_on=None).update(done_on=on, done_by=by):
        note(action.plan.person, Entry.Act.PLAN_CHANGED, by=by, facts={"done": action.text})
    action.refresh_from_db()
    return action
