"""Choosing between what a visit brought home and what the office had put down meanwhile."""

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.changing import take_over
from followup.models import FactConflict
from followup.telling import label
from registry.history import hold, note
from registry.models import Entry
from registry.refusals import Refusal
from registry.statuses import Status

LABELS = {
    "status": gettext_lazy("状态"),
    "status_note": gettext_lazy("状态说明"),
    "wish": gettext_lazy("就业意向"),
    "skills": gettext_lazy("技能"),
}
Kept = FactConflict.Kept


@transaction.atomic
def decide_conflict(conflict, kept, *, by):
    """Keep one of the two values; the same choice again changes nothing, another one is refused.

    The value found is what the office has anyway; the one brought is taken over as of the day of its visit.
    """
    kept = Kept(kept)
    hold(conflict.person_id)
    waiting = FactConflict.objects.filter(pk=conflict.pk, kept="")
    if not waiting.update(kept=kept, decided_by=by, decided_at=timezone.now()):
        conflict.refresh_from_db()
        if conflict.kept != kept:
            raise Refusal(_("此冲突已处理：%(kept)s。") % {"kept": conflict.get_kept_display()})
        return conflict
    conflict.refresh_from_db()
    if kept == Kept.BROUGHT:
        taken = {conflict.fact: json.loads(conflict.brought)}
        take_over(conflict.person, taken, on=conflict.visit.made_on, by=by)
    facts = {"fact": conflict.fact, "visit": conflict.visit_id, "kept": kept.value}
    note(conflict.person, Entry.Act.CONFLICT, by=by, facts=facts)
    return conflict


def open_conflicts(user):
    """Return what waits for a choice about the people a user sees, the oldest first."""
    waiting = FactConflict.objects.visible_to(user).filter(kept="", person__gone="")
    return waiting.select_related("person", "visit__officer").order_by("at", "pk")


def count_conflicts(user):
    """Return how many choices wait for a user: the number beside the link."""
    return open_conflicts(user).count()


def shown(fact, text):
    """Return a value as one reads it."""
    value = json.loads(text)
    if fact == "status":
        return label(Status, value)
    if fact == "wish":
        return _shown_wish(value)
    return "、".join(value) if fact == "skills" else value or _("（空）")


def _shown_wish(wish):
    if not wish:
        return _("（空）")
    pay = wish["pay_floor"] and _("%(pay)s 元起") % {"pay": wish["pay_floor"]}
    return " · ".join(filter(None, [wish["occupation"], pay, "、".join(wish["areas"])]))
