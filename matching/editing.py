"""What an officer puts right in a posting: a fact, kept so that no list writes over it, or a closing by mistake."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import Posting, Push, Reopening
from matching.requirements import read_majors
from registry.history import Line, hold, note_many
from registry.models import Entry
from registry.refusals import Refusal

SHORTEST = 4  # characters of a reason

EDITABLE = (
    "kind",
    "audience",
    "education",
    "majors_text",
    "experience_years",
    "pay_min",
    "pay_max",
    "headcount",
    "closes_on",
)


@transaction.atomic
def edit_posting(pk, changes):
    """Set facts of a posting by hand; returns it. Nothing changed marks nothing."""
    posting = Posting.objects.select_for_update().get(pk=pk)
    facts = {fact: value for fact, value in changes.items() if fact in EDITABLE and getattr(posting, fact) != value}
    if "majors_text" in facts:
        facts["majors"] = read_majors(facts["majors_text"])
    for fact, value in facts.items():
        setattr(posting, fact, value)
    posting.by_hand = sorted({*posting.by_hand, *facts})
    if facts:
        posting.save(update_fields=[*facts, "by_hand", "updated_at"])
    return posting


@transaction.atomic
def reopen_posting(pk, reason, *, by, on):
    """Open a posting again that was closed by mistake; how it was closed and why that was wrong stays with it.

    Who was told that it is closed is to be told again. An open one stays as it is.
    """
    hold(*Push.objects.told_of_closing().filter(posting=pk).values_list("person", flat=True))
    posting = Posting.objects.select_for_update().get(pk=pk)
    if posting.closed_on is None:
        return posting
    _refuse_rightly_closed(posting, reason.strip(), on)
    closing = {"closed_on": posting.closed_on, "closed_reason": posting.closed_reason}
    Reopening.objects.create(posting=posting, reason=reason.strip(), by=by, at=timezone.now(), **closing)
    posting.closed_on, posting.closed_reason, posting.confirmed_on = None, "", on
    posting.save(update_fields=["closed_on", "closed_reason", "confirmed_on", "updated_at"])
    _take_losses_back(posting, by, on)
    return posting


def _refuse_rightly_closed(posting, reason, on):
    if len(reason) < SHORTEST:
        raise Refusal(_("请说明重新开放的原因，至少 %(n)s 个字。") % {"n": SHORTEST})
    if posting.closes_on and posting.closes_on < on:
        raise Refusal(_("截止日期 %(day)s 已过，请先更正截止日期。") % {"day": posting.closes_on.isoformat()})
    hired = posting.pushes.filter(employer_answer=Push.EmployerAnswer.HIRED).count()
    if posting.headcount and hired >= posting.headcount:
        raise Refusal(_("已录用 %(hired)s 人，招聘人数已满；仍要招人，请先更正招聘人数。") % {"hired": hired})


def _take_losses_back(posting, by, on):
    """Nobody has lost it any more; those who have heard otherwise are marked to be told."""
    closing = Push.objects.told_of_closing().filter(posting=posting)
    people = list(closing.order_by("person").values_list("person", flat=True))
    heard = list(closing.hanging().exclude(lost_told_on=None).values_list("pk", flat=True))
    closing.update(lost_on=None, lost_told_on=None)
    Push.objects.filter(pk__in=heard).update(back_on=on, back_told_on=None)
    note_many([Line(who, Entry.Act.ANSWERED, {"posting": posting.pk, "what": "back"}) for who in people], by=by)
