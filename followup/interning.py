"""Every write to an internship: offered, answered, begun, ended."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.crediting import credit, offer
from followup.flow import Kind
from followup.models import Internship
from followup.planning import plan_person
from registry.history import hold, note
from registry.models import Entry
from registry.refusals import Refusal
from registry.registering import change_status
from registry.statuses import Status

SHORTEST, LONGEST = timedelta(days=89), timedelta(days=366)  # three to twelve months


def _tell(internship, act, *, by, **facts):
    told = {"internship": internship.pk, "what": act, **facts}
    note(internship.person, Entry.Act.INTERNSHIP, by=by, facts=told)


@transaction.atomic
def offer_internship(person, *, employer, position, offered_on, by):
    """Offer an internship: half a pip until the person has answered."""
    hold(person.pk)
    internship = Internship.objects.create(
        person=person, employer=employer, position=position[:60], offered_on=offered_on, by=by
    )
    _tell(internship, "offered", by=by, employer=employer.pk)
    offer(person, Kind.INTERNSHIP, on=offered_on)
    return internship


@transaction.atomic
def answer_internship(internship, *, answer, by, on):
    """Record the person's answer. Either answer meets the promise: the internship was really provided."""
    answer = Internship.Answer(answer)
    hold(internship.person_id)
    waiting = Internship.objects.filter(pk=internship.pk, answer=Internship.Answer.WAITING)
    if answer == Internship.Answer.WAITING or not waiting.update(answer=answer, answered_on=on):
        raise Refusal(_("该见习已有答复。"))
    internship.refresh_from_db()
    _tell(internship, "answered", by=by, answer=answer.value)
    credit(internship.person, Kind.INTERNSHIP, on=on, by=by, internship=internship)
    plan_person(internship.person, on=on)
    return internship


@transaction.atomic
def start_internship(internship, *, starts_on, ends_on, by, agreement="", allowance=None, mentor=""):
    """Begin an accepted internship of three to twelve months; the person's status follows."""
    if internship.answer != Internship.Answer.ACCEPTED:
        raise Refusal(_("本人接受后才能开始见习。"))
    if not SHORTEST <= ends_on - starts_on <= LONGEST:
        raise Refusal(_("见习期限应为 3 至 12 个月。"))
    facts = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "agreement": agreement[:40],
        "allowance": allowance,
        "mentor": mentor[:40],
    }
    hold(internship.person_id)
    try:
        with transaction.atomic():
            begun = Internship.objects.filter(pk=internship.pk, starts_on=None).update(**facts)
    except IntegrityError as error:
        raise Refusal(_("此人正在见习中。")) from error
    if not begun:
        raise Refusal(_("该见习已经开始。"))
    internship.refresh_from_db()
    _tell(internship, "started", by=by, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
    change_status(internship.person, Status.INTERNING, on=starts_on, by=by)
    plan_person(internship.person, on=timezone.localdate())
    return internship


@transaction.atomic
def end_internship(internship, *, ended_on, end_reason, by):
    """End an internship. Being retained is not yet an outcome: that is recorded with its proof."""
    end_reason = Internship.EndReason(end_reason)
    if internship.starts_on and ended_on < internship.starts_on:
        raise Refusal(_("见习结束日期须晚于开始日期。"))
    hold(internship.person_id)
    running = Internship.objects.filter(pk=internship.pk, starts_on__isnull=False, ended_on=None)
    if not running.update(ended_on=ended_on, end_reason=end_reason):
        raise Refusal(_("该见习尚未开始或已经结束。"))
    internship.refresh_from_db()
    _tell(internship, "ended", by=by, reason=end_reason.value)
    if internship.person.status == Status.INTERNING:
        after = Status.SIGNING if end_reason == Internship.EndReason.RETAINED else Status.SEEKING
        change_status(internship.person, after, on=ended_on, by=by)
    plan_person(internship.person, on=timezone.localdate())
    return internship
