"""Every write to what is given face to face: briefings, guidance sessions, the individual plan and its actions."""

from itertools import groupby
from operator import attrgetter

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.crediting import credit, credit_many, offer, take_back
from followup.flow import Kind
from followup.models import Action, Briefing, Plan, Session
from followup.models.guidance import Manner
from followup.planning import plan_person
from registry.history import Line, hold, note, note_many
from registry.models import Entry
from registry.refusals import Refusal


def _refuse_tomorrow(day):
    if day > timezone.localdate():
        raise Refusal(_("日期不能晚于今天。"))


@transaction.atomic
def give_briefing(person, *, given_on, manner, topics, by, confirmed=False, note_text=""):
    """Record a policy briefing given to this person and light its pip; returns the Briefing."""
    given = {"given_on": given_on, "manner": manner, "topics": topics, "confirmed": confirmed, "note_text": note_text}
    briefing = give_briefings([person.pk], by=by, **given)[0]
    plan_person(person, on=timezone.localdate())
    return briefing


@transaction.atomic
def give_briefings(people, *, given_on, manner, topics, by, spoken_by=None, confirmed=False, note_text=""):
    """Record one briefing given to these people (keys), each by name, and light their pips; returns the Briefings.

    A constant number of queries. `spoken_by` is who gave it, where somebody else writes it down.
    """
    _refuse_tomorrow(given_on)
    if not topics:
        raise Refusal(_("请至少选择一项宣讲内容。"))
    hold(*people)
    said = {
        "given_on": given_on,
        "manner": manner,
        "topics": list(topics),
        "confirmed": confirmed,
        "note": note_text[:200],
        "by": spoken_by or by,
    }
    briefings = Briefing.objects.bulk_create(Briefing(person_id=person, **said) for person in people)
    note_many([_briefed(briefing) for briefing in briefings], by=by)
    credit_many(Kind.BRIEFING, "briefing", briefings, on=given_on, by=by)
    return briefings


def _briefed(briefing):
    return Line(briefing.person_id, Entry.Act.BRIEFED, {"briefing": briefing.pk, "topics": briefing.topics})


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
    plan_person(person, on=timezone.localdate())
    return session


@transaction.atomic
def hold_group_session(people, *, held_on, minutes, topics, by, spoken_by=None):
    """Record a session held with these people (keys) together, for each of them; returns the Sessions.

    A constant number of queries. What was agreed with one alone is a session of its own.
    """
    _refuse_tomorrow(held_on)
    if not topics:
        raise Refusal(_("请至少选择一项指导内容。"))
    hold(*people)
    said = {"held_on": held_on, "minutes": minutes, "topics": list(topics), "manner": Manner.GROUP.value}
    sessions = Session.objects.bulk_create(Session(person_id=one, by=spoken_by or by, **said) for one in people)
    note_many([_guided(session) for session in sessions], by=by)
    credit_many(Kind.GUIDANCE, "session", sessions, on=held_on, by=by)
    return sessions


def _guided(session):
    told = {"session": session.pk, "minutes": session.minutes, "topics": session.topics}
    return Line(session.person_id, Entry.Act.GUIDED, told)


# --- Not given after all -----------------------------------------------------------------------


@transaction.atomic
def withdraw_briefings(briefings, *, by):
    """Remove briefings that did not happen; their pips go out unless another briefing can light them.

    The verb that finds it out says so in each one's file, where the line that it was given stays.
    """
    people = _removed("briefing", briefings)
    spare = Briefing.objects.filter(person__in=people, evidence=None).order_by("given_on", "pk")
    for day, given in groupby(spare, attrgetter("given_on")):
        credit_many(Kind.BRIEFING, "briefing", list(given), on=day, by=by)


@transaction.atomic
def withdraw_sessions(sessions, *, by):
    """Remove sessions that were not held; as withdraw_briefings() does with briefings."""
    people = _removed("session", sessions)
    spare = Session.objects.filter(person__in=people, evidence=None, cancelled_on=None).exclude(held_on=None)
    for day, held in groupby(spare.order_by("held_on", "pk"), attrgetter("held_on")):
        credit_many(Kind.GUIDANCE, "session", list(held), on=day, by=by)


def _removed(proof, given):
    """Take back what these records proved, remove them, and return the keys of their people."""
    people = [one.person_id for one in given]
    hold(*people)
    take_back(proof, given)
    given[0]._meta.model.objects.filter(pk__in=[one.pk for one in given]).delete()
    return people


# --- The individual plan -----------------------------------------------------------------------


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
    plan_person(person, on=on)
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
