"""After a push: the one reminder, the end of waiting, and a posting that closed meanwhile."""

from django.db import transaction
from django.utils.translation import gettext as _

from followup.models import Case
from followup.planning import plan_follow_ups
from matching.models import Push
from registry.history import Line, hold, note, note_many
from registry.models import Entry
from registry.refusals import Refusal

CHUNK = 1000


@transaction.atomic
def chase_push(push, *, by, on):
    """Record that the person was reminded; once a push, so that two colleagues are not two nuisances."""
    hold(push.person_id)
    if not Push.objects.to_chase(on).filter(pk=push.pk).update(chased_on=on):
        raise Refusal(_("此推送已催过、已答复，或还不到催的时候。"))
    note(push.person, Entry.Act.ANSWERED, by=by, facts={"posting": push.posting_id, "what": "chased"})


@transaction.atomic
def tell_lost(push, *, by, on):
    """Record that the person knows that the posting is closed; said twice it is written once."""
    hold(push.person_id)
    if Push.objects.lost().filter(pk=push.pk).update(lost_told_on=on):
        note(push.person, Entry.Act.ANSWERED, by=by, facts={"posting": push.posting_id, "what": "lost_told"})


@transaction.atomic
def tell_back(push, *, by, on):
    """Record that the person knows that the posting is open again; said twice it is written once."""
    hold(push.person_id)
    if Push.objects.back().filter(pk=push.pk).update(back_told_on=on):
        note(push.person, Entry.Act.ANSWERED, by=by, facts={"posting": push.posting_id, "what": "back_told"})


def expire_pushes(*, on):
    """End the waiting for answers that did not come; returns how many. Twice ends nothing more."""
    return _in_chunks(
        lambda: Push.objects.to_expire(on),
        {"answer": Push.Answer.EXPIRED, "answered_on": on, "ask_again_on": None},
        {"answer": Push.Answer.EXPIRED.value},
        on,
    )


def mark_lost(*, on):
    """Mark the pushes whose posting has closed, so that their officers are told; returns how many."""
    return _in_chunks(Push.objects.losing_their_posting, {"lost_on": on}, {"what": "lost"}, on)


def _in_chunks(found, change, facts, on):
    """Change all that is found, some at a time, each with a line in its person's file."""
    total = 0
    while some := list(found().order_by("pk").values_list("pk", "person")[:CHUNK]):
        total += _change(found, some, change, facts, on)
    return total


@transaction.atomic
def _change(found, some, change, facts, on):
    hold(*sorted({person for _key, person in some}))
    # Looked at again under the lock: who answered a moment ago is not overrun.
    still = list(found().filter(pk__in=[key for key, _person in some]).order_by("pk").values_list(*_LINE))
    Push.objects.filter(pk__in=[key for key, *_rest in still]).update(**change)
    lines = [Line(person, Entry.Act.ANSWERED, {"posting": posting, **facts}) for _key, person, posting in still]
    note_many(lines, by=None)
    plan_follow_ups(on=on, cases=Case.objects.open().filter(person__in=[line.person_id for line in lines]).values("pk"))
    return len(still)


_LINE = ("pk", "person", "posting")
