"""Every write to a push: offering postings to one person, and what the person and the employer answered."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.freshening import close_filled
from matching.models import Posting, Push
from matching.openings import MOST_WAITING, free_of, pushes_for, room_of
from registry.history import Line, hold, note, note_many
from registry.models import Entry
from registry.refusals import Refusal

LATER_DAYS = 7  # after which one asks again who named no day


class Given(NamedTuple):
    """The pushes of one act, and what was left out of it with why: (person key, posting key, code)."""

    pushes: list
    left_out: list


@transaction.atomic
def push_postings(person, matches, *, by, channel, on, arms=None):
    """Offer ranked postings to a person on one day; returns the pushes, in the order of the matches.

    What push_many would leave out, such as a posting that a colleague already pushed, refuses the whole act here.
    """
    given = push_many({person.pk: list(matches)}, by=by, channel=channel, on=on, arms=arms)
    if given.left_out:
        raise Refusal(_sentence(*given.left_out[0]))
    return given.pushes


@transaction.atomic
def push_many(wanted, *, by, channel, on, arms=None):
    """Offer {person key: [Match]} on one day; returns what was Given, in that order. What cannot be is left out.

    Matches carry posting_id, score (0-100), components ({name: points}) and reasons ([{"code": ...}]), kept as they
    were shown. `arms` says of {(person key, posting key): Arm} how each was chosen; any other was found by hand. The
    people and then the postings are held, so that of two colleagues the later one sees the first.
    """
    wanted = {person: matches for person, matches in wanted.items() if matches}
    if not wanted:
        raise Refusal(_("请至少选择一个岗位。"))
    if on > timezone.localdate():
        raise Refusal(_("推送日期不能晚于今天。"))
    hold(*wanted)
    offered, left_out = _sorted_out(wanted, on)
    arms = arms or {}
    how = {"by": by, "channel": channel, "pushed_on": on, "pushed_at": timezone.now()}
    pushes = Push.objects.bulk_create(
        Push(
            person_id=person,
            posting_id=match.posting_id,
            score=match.score,
            components=match.components,
            reasons=match.reasons,
            ranking=match.version,
            arm=arms.get((person, match.posting_id), Push.Arm.HAND),
            **how,
        )
        for person, match in offered
    )
    note_many([Line(who, Entry.Act.PUSHED, {"posting": m.posting_id, "score": m.score}) for who, m in offered], by=by)
    return Given(pushes, left_out)


def _sorted_out(wanted, on):
    """Return ([(person, match)] that can be pushed now, [(person, posting, why not)])."""
    postings = {match.posting_id for matches in wanted.values() for match in matches}
    held = Posting.objects.select_for_update(no_key=True).filter(pk__in=postings).order_by("pk")
    list(held.values_list("pk"))
    still_open = set(Posting.objects.open_on(on).filter(pk__in=postings).values_list("pk", flat=True))
    pushed = Push.objects.filter(person__in=wanted, posting__in=postings).order_by()
    had = set(pushed.values_list("person", "posting"))
    room, free = room_of(postings), free_of(wanted)
    offered, left_out = [], []
    for person, matches in wanted.items():
        for match in matches:
            key = match.posting_id
            why = _why_not(key in still_open, (person, key) in had, room.get(key), free[person])
            if why:
                left_out.append((person, key, why))
            else:
                offered.append((person, match))
                had.add((person, key))
                room[key] -= 1
                free[person] -= 1
    return offered, left_out


def _why_not(is_open, was_pushed, room, free):
    if was_pushed:
        return "pushed"
    if not is_open:
        return "closed"
    return "full" if room < 1 else "waiting" if free < 1 else ""


def _sentence(person, posting, why):
    """Say why this posting cannot be pushed to this person."""
    found = Posting.objects.filter(pk=posting).first()
    if found is None:
        return _("所选岗位不存在。")
    if why == "pushed":
        return _repeated(Push.objects.select_related("posting", "by").get(person=person, posting=posting))
    if why == "full":
        told = {"title": found.title, "n": pushes_for(found.headcount)}
        return _("“%(title)s”按招聘人数最多同时推送 %(n)s 人，现已满。") % told
    if why == "waiting":
        return _("此人已有 %(n)s 个岗位待答复，请先记录答复。") % {"n": MOST_WAITING}
    return _("“%(title)s”已关闭或过期，不能推送。") % {"title": found.title}


def _repeated(push):
    told = {"title": push.posting.title, "by": push.by, "day": push.pushed_on.isoformat()}
    return _("“%(title)s”已由%(by)s于%(day)s推送给此人，不重复推送。") % told


@transaction.atomic
def answer_push(push, answer, *, by, on, no_reason="", ask_again_on=None, note_text=""):
    """Record what the person said; a no needs its reason, a later its day. The same answer again changes nothing."""
    said = {"answer": Push.Answer(answer), "no_reason": no_reason, "ask_again_on": ask_again_on}
    said = {**said, **_as_it_must_be(on=on, **said)}
    hold(push.person_id)
    changed = Push.objects.filter(pk=push.pk).exclude(**said).update(answered_on=on, note=note_text[:200], **said)
    if changed:
        facts = {"posting": push.posting_id, "answer": said["answer"].value, "reason": said["no_reason"]}
        if said["ask_again_on"]:
            facts["again"] = said["ask_again_on"].isoformat()
        note(push.person, Entry.Act.ANSWERED, by=by, facts=facts)
        push.refresh_from_db()
    return push


def _as_it_must_be(*, answer, no_reason, ask_again_on, on):
    """What goes with an answer: a reason only with a no, a day only with a later."""
    if answer in (Push.Answer.WAITING, Push.Answer.EXPIRED):
        raise Refusal(_("请选择本人的答复。"))
    if answer == Push.Answer.NO and not no_reason:
        raise Refusal(_("请选择不愿意的原因。"))
    if answer != Push.Answer.LATER:
        return {"no_reason": no_reason if answer == Push.Answer.NO else "", "ask_again_on": None}
    again = ask_again_on or on + timedelta(days=LATER_DAYS)
    if again <= on:
        raise Refusal(_("再问日期须晚于今天。"))
    return {"no_reason": "", "ask_again_on": again}


@transaction.atomic
def record_employer_answer(push, answer, *, by, on):
    """Record what the employer said of this person."""
    answer = Push.EmployerAnswer(answer)
    hold(push.person_id)
    changed = (
        Push.objects.filter(pk=push.pk)
        .exclude(employer_answer=answer)
        .update(employer_answer=answer, employer_answered_on=on)
    )
    if changed:
        note(push.person, Entry.Act.ANSWERED, by=by, facts={"posting": push.posting_id, "employer": answer.value})
        push.refresh_from_db()
        if answer == Push.EmployerAnswer.HIRED:
            close_filled(on=on, posting=push.posting_id)
    return push
