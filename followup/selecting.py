"""Whom an act is for, read from a query: those ticked, or all that match; the same for pages and for tasks."""

from django.utils.translation import gettext as _

from followup.caseloads import Selection, held_by, staff_within
from followup.filters import PeopleFilter
from followup.forms.handing import WhatForm
from registry.models import Person
from registry.refusals import Refusal

LONGEST = 18  # digits that fit every database's integer


def ticked_or_all(found, ticks):
    """Return those of the people found who are ticked, or all of them; nobody at all is refused."""
    if ticks.get("all") != "yes":
        found = found.filter(pk__in=[int(key) for key in ticks.getlist("people") if is_key(key)])
    # Rid of every ordering and annotation: acts look at the rows, not at their order.
    found = Person.objects.filter(pk__in=found.order_by().values("pk"))
    if not found.exists():
        raise Refusal(_("请先选择毕业生。"))
    return found


def is_key(text):
    return text.isdecimal() and len(text) <= LONGEST


def selection_of(query, user, today):
    """Return the Selection a query asks for: one responsibility of those meant, or whatever they are to a leaver."""
    found = PeopleFilter(query, user=user, today=today).apply(Person.objects.visible_to(user))
    leaver = leaver_of(query, user)
    if leaver is None:
        return WhatForm(query).selection(ticked_or_all(found, query), user)
    mine = Person.objects.filter(pk__in=held_by(found, leaver).order_by().values("pk"))
    return Selection(mine, user, leaver=leaver)


def leaver_of(query, user):
    """Return who leaves, within a user's reach, or None."""
    key = query.get("leaver", "")
    return staff_within(user).filter(pk=int(key)).first() if is_key(key) else None
