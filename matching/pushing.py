"""Every write to a push: offering postings to one person, and what the person and the employer answered."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import Posting, Push
from registry.history import Line, hold, note, note_many
from registry.models import Entry
from registry.refusals import Refusal

LATER_DAYS = 7  # after which one asks again who named no day


@transaction.atomic
def push_postings(person, matches, *, by, channel, on):
    """Offer ranked postings to a person on one day; returns the pushes, in the order of the matches.

    `matches` carry posting_id, score (0-100), components ({name: points}) and reasons ([{"code": ...}]), kept as
    they were shown. A posting that is closed, or that a colleague already pushed to this person, refuses the whole act.
    """
    matches = list(matches)
    if not matches:
        raise Refusal(_("请至少选择一个岗位。"))
    if on > timezone.localdate():
        raise Refusal(_("推送日期不能晚于今天。"))
    hold(person.pk)
    wanted = [match.posting_id for match in matches]
    _refuse_pushed(person, wanted)
    _refuse_closed(wanted, on)
    now = timezone.now()
    pushes = [
        Push(
            person=person,
            posting_id=match.posting_id,
            pushed_on=on,
            pushed_at=now,
            by=by,
            channel=channel,
            score=match.score,
            components=match.components,
            reasons=match.reasons,
        )
        for match in matches
    ]
    # The unique constraint is the judge when two colleagues press at once: the later one adds nothing.
    Push.objects.bulk_create(pushes, ignore_conflicts=True)
    stored = {push.posting_id: push for push in Push.objects.filter(person=person, posting__in=wanted)}
    if any(stored[push.posting_id].pushed_at != now or stored[push.posting_id].by_id != by.pk for push in pushes):
        raise Refusal(_("同事刚刚推送了其中的岗位，请刷新后再选。"))
    lines = [Line(person.pk, Entry.Act.PUSHED, {"posting": m.posting_id, "score": m.score}) for m in matches]
    note_many(lines, by=by)
    return [stored[posting] for posting in wanted]


def _refuse_pushed(person, wanted):
    repeated = Push.objects.filter(person=person, posting__in=wanted).select_related("posting", "by").order_by("pk")
    push = repeated.first()
    if push:
        raise Refusal(
            _("“%(title)s”已由%(by)s于%(day)s推送给此人，不重复推送。")
            % {"title": push.posting.title, "by": push.by, "day": push.pushed_on.isoformat()}
        )


def _refuse_closed(wanted, on):
    open_now = set(Posting.objects.open_on(on).filter(pk__in=wanted).values_list("pk", flat=True))
    closed = Posting.objects.filter(pk__in=set(wanted) - open_now).order_by("pk").first()
    if closed:
        raise Refusal(_("“%(title)s”已关闭或过期，不能推送。") % {"title": closed.title})
    if len(open_now) < len(set(wanted)):
        raise Refusal(_("所选岗位不存在。"))


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
    return push
