"""Who is responsible: handing people over, one or many, with what was planned for them."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from followup.models import Visit
from registry.history import Line, hold, note_many
from registry.models import Entry, Person
from registry.refusals import Refusal

CHUNK = 500


def assign_people(people, *, owner, by, on):
    """Make `owner` responsible for everyone in a queryset; returns how many changed hands.

    Ticking some and selecting all that match are the same call: `people` is whatever queryset was narrowed to.
    """
    if not owner.is_active or owner.station_id is None:
        raise Refusal(_("%(name)s已停用或没有站点，不能接收。") % {"name": owner})
    keys = list(people.exclude(owner=owner).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        _assign_chunk(keys[start : start + CHUNK], owner, by)
    return len(keys)


@transaction.atomic
def _assign_chunk(keys, owner, by):
    hold(*keys)
    before = dict(Person.objects.filter(pk__in=keys).values_list("pk", "owner"))
    Person.objects.filter(pk__in=keys).update(owner=owner, version=F("version") + 1)
    Visit.objects.planned().filter(person__in=keys).update(officer=owner)
    lines = [Line(key, Entry.Act.ASSIGNED, {"was": before[key], "is": owner.pk}) for key in keys]
    note_many(lines, by=by)
