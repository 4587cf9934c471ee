"""Records every look at a person, and unseals a fact only together with that record."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from registry.history import note
from registry.models import Entry, Look
from registry.refusals import Refusal


def record_look(person, *, by, what=Look.What.PAGE, reason=""):
    """Leave the trace that this user saw this person's page."""
    return Look.objects.create(person=person, by=by, what=what, reason=reason)


@transaction.atomic
def reveal(person, *, what, reason, by):
    """Return a sealed fact as text; the look and its reason are written first, in the same transaction."""
    if len(reason.strip()) < 2:
        raise Refusal(_("请说明查看原因。"))
    what = Look.What(what)
    record_look(person, by=by, what=what, reason=reason.strip())
    note(person, Entry.Act.REVEALED, by=by, facts={"what": what.value}, reason=reason.strip())
    if what == Look.What.ID_NUMBER:
        return person.id_number
    if what == Look.What.PHONE:
        return "、".join(phone.number for phone in person.phones.all())
    return person.address


@transaction.atomic
def dial(phone, *, by):
    """Return where a call to this number goes; that somebody was handed it is written first, in the same transaction.

    Nobody types a reason to make a call: the reason is the call.
    """
    record_look(phone.person, by=by, what=Look.What.PHONE, reason=_("拨打电话"))
    return "tel:" + re.sub(r"[^0-9+]", "", phone.number)
