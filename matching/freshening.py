"""Whether a posting is still open: asked of its source, oldest first; closed when filled, withdrawn or past its day."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Count, F, Min, When

from matching.models import Inquiry, Posting, Push
from registry.parts import in_chunks

AT_ONCE = 5000
SHOWN = 20  # employers and sources on the page that says whom to ask
ASK_AFTER = 30  # days after which what was said of a posting is to be asked anew
Answer, Closed = Inquiry.Answer, Posting.ClosedReason
_CLOSES = {Answer.FILLED: Closed.FILLED, Answer.WITHDRAWN: Closed.WITHDRAWN}


def to_ask(on):
    """Return the open postings that nobody confirmed for long, oldest first, each with its waiting inquiry's day."""
    due = Posting.objects.open_on(on).last_confirmed_by(on - timedelta(days=ASK_AFTER))
    return due.with_inquiry().order_by(F("confirmed_on").asc(nulls_first=True), "pk")


@transaction.atomic
def ask_about(postings, *, by, on):
    """Remember that the sources of these open postings were asked; returns how many. Who was asked is not asked twice."""
    return sum(_ask(keys, by, on) for keys in in_chunks(postings, AT_ONCE))


def _ask(keys, by, on):
    found = Posting.objects.filter(pk__in=keys, closed_on=None).exclude(inquiries__answer=Answer.WAITING)
    asked = [Inquiry(posting=posting, asked_on=on, asked_by=by) for posting in found.order_by("pk")]
    Inquiry.objects.bulk_create(asked, ignore_conflicts=True)
    return len(asked)


@transaction.atomic
def record_answers(postings, answer, *, by, on):
    """Record what sources said of these postings: still open, filled or withdrawn; returns how many were open.

    What is said unasked counts as asked on the same day. A posting that is still open stays at least until it is to be
    asked about again.
    """
    ask_about(postings, by=by, on=on)
    return sum(_record(keys, Answer(answer), by, on) for keys in in_chunks(postings, AT_ONCE))


def _record(keys, answer, by, on):
    found = Posting.objects.filter(pk__in=keys, closed_on=None)
    waiting = Inquiry.objects.filter(posting__in=found, answer=Answer.WAITING)
    waiting.update(answer=answer, answered_on=on, answered_by=by)
    if answer in _CLOSES:
        return found.update(closed_on=on, closed_reason=_CLOSES[answer])
    until = on + timedelta(days=ASK_AFTER)
    return found.update(confirmed_on=on, closes_on=Case(When(closes_on__lt=until, then=until), default=F("closes_on")))


def close_filled(*, on, posting=None):
    """Close the open postings (or this one) that as many people were hired for as were wanted; returns how many."""
    hired = Push.objects.filter(employer_answer=Push.EmployerAnswer.HIRED, posting__closed_on=None).order_by()
    if posting is not None:
        hired = hired.filter(posting=posting)
    filled = hired.values("posting").annotate(n=Count("person")).filter(n__gte=F("posting__headcount"))
    found = Posting.objects.filter(pk__in=list(filled.values_list("posting", flat=True)), closed_on=None)
    return found.update(closed_on=on, closed_reason=Closed.FILLED)


def whom_to_ask(on):
    """Return who has most to be asked about, oldest first: employer, employer__name, due, asked, oldest."""
    due = to_ask(on).order_by().values("employer", "employer__name")
    counted = due.annotate(due=Count("pk"), asked=Count("asked_on"), oldest=Min("confirmed_on"))
    return counted.order_by(F("oldest").asc(nulls_first=True), "-due", "employer")[:SHOWN]
