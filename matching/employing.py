"""Which employer a written name is: one row for one plain name, and a row of its own for a name that is kept apart."""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from matching.models import Employer
from matching.reading import employer_key
from registry.refusals import Refusal


def own_key(name):
    """Return the key of a name that is kept apart: as it is written, which no plain name looks like."""
    return f"={name}"[:120]


def keys_of(names):
    """Return {written name: the key of its employer}, known or not."""
    apart = set(
        Employer.objects.filter(name_key__in={own_key(name) for name in names}).values_list("name_key", flat=True)
    )
    return {name: own_key(name) if own_key(name) in apart else employer_key(name) for name in names}


def employers_of(facts):
    """Return {written name: Employer} of facts of postings, adding those not known yet."""
    keys = keys_of({one["employer"] for one in facts})
    first = {keys[one["employer"]]: one for one in reversed(facts)}
    Employer.objects.bulk_create(
        (Employer(name=one["employer"], name_key=key, is_source=one["is_source"]) for key, one in first.items()),
        ignore_conflicts=True,
    )
    known = {employer.name_key: employer for employer in Employer.objects.filter(name_key__in=first)}
    return {name: known[key] for name, key in keys.items()}


def written_names(employer):
    """Return [(name, postings)] of the ways an employer's name was written in lists, most first."""
    written = employer.postings.filter(row__isnull=False).values_list("row__facts__0__employer")
    return list(written.annotate(times=Count("pk")).order_by("-times", "row__facts__0__employer"))


@transaction.atomic
def keep_employer_apart(employer, name):
    """Make a written name an employer of its own, with the postings that were written so; returns it.

    From now on lists that write this name mean the new row, and those that write another go on meaning the old one.
    """
    if name == employer.name or name not in dict(written_names(employer)):
        raise Refusal(_("该单位没有以“%(name)s”登记过的岗位。") % {"name": name})
    apart, _added = Employer.objects.get_or_create(name_key=own_key(name), defaults={"name": name})
    moved = employer.postings.filter(row__facts__0__employer=name)
    employer.postings.filter(pk__in=list(moved.values_list("pk", flat=True))).update(employer=apart)
    return apart
