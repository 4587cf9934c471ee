"""Choosing between what a visit brought home and what the office had put down meanwhile."""

import json
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.changing import take_over
from followup.models import FactConflict
from followup.telling import label
from followup.versions import LABELS
from registry.history import hold, note
from registry.models import Entry
from registry.refusals import Refusal
from registry.statuses import Status

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


# --- Told -------------------------------------------------------------------------------------


class Told(NamedTuple):
    """A conflict as it is shown: both values, and who put the one down that the office has."""

    conflict: FactConflict
    label: str
    brought: str
    found: str
    entry: Entry | None


def open_conflicts(user):
    """Return what waits for a choice about the people a user sees, the oldest first."""
    waiting = FactConflict.objects.visible_to(user).filter(kept="", person__gone="")
    return waiting.select_related("person__station", "visit__officer").order_by("at", "pk")


def waiting_on(person):
    """Return what waits for a choice about one person."""
    return person.conflicts.filter(kept="").select_related("person", "visit__officer").order_by("at", "pk")


def count_conflicts(user):
    """Return how many choices wait for a user: the number beside the link."""
    return open_conflicts(user).count()


def tell_conflicts(conflicts):
    """Return each conflict as it is shown, in two queries however many there are."""
    conflicts = list(conflicts)
    written = _written({conflict.person_id for conflict in conflicts})
    return [
        Told(
            conflict,
            str(LABELS[conflict.fact]),
            shown(conflict.fact, conflict.brought),
            shown(conflict.fact, conflict.found),
            _last_before(conflict, written),
        )
        for conflict in conflicts
    ]


def _written(people):
    acts = (Entry.Act.STATUS_CHANGED, Entry.Act.FACTS_CHANGED, Entry.Act.REGISTERED)
    lines = Entry.objects.filter(person__in=people, act__in=acts).select_related("by")
    return list(lines.order_by("person", "-number"))


def _last_before(conflict, written):
    """The line by which the office came to its value: the newest that speaks of the fact, from before the visit came."""
    return next(
        (
            line
            for line in written
            if line.person_id == conflict.person_id and line.at <= conflict.at and _speaks_of(line, conflict.fact)
        ),
        None,
    )


def _speaks_of(line, fact):
    if fact in ("status", "status_note"):
        return line.act in (Entry.Act.STATUS_CHANGED, Entry.Act.REGISTERED)
    return {"wish": "wishes", "skills": "skills"}[fact] in line.facts.get("is", ())


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
