"""Keeping ways of looking at the people list: every write to saved views."""

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from followup.models import SavedView
from registry.refusals import Refusal

LONGEST = SavedView._meta.get_field("query").max_length
PASSING = ("at", "page", "csrfmiddlewaretoken")  # where one stood in the list is no part of the view


def save_view(name, query, *, shared, by):
    """Keep a query string under a name and return the view; one's own view of that name is replaced."""
    if by.station_id is None:
        raise Refusal(_("未分配站点，不能保存视图。"))
    if len(query := lasting(query)) > LONGEST:
        raise Refusal(_("条件太长，无法保存。"))
    facts = {"query": query, "shared": shared, "station_id": by.station_id}
    view, _is_new = SavedView.objects.update_or_create(by=by, name=name, defaults=facts)
    return view


def lasting(query):
    """Return the part of a query string that is worth keeping: what narrows, orders and chooses columns."""
    kept = QueryDict(query, mutable=True)
    for name in [name for name in kept if name in PASSING or not kept[name]]:
        del kept[name]
    return kept.urlencode()


def change_view(view, *, name, shared):
    """Call a view by another name, share it or stop sharing it."""
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name, shared=shared)
    except IntegrityError as error:
        raise Refusal(_("已有同名视图。")) from error


def delete_view(view):
    """Forget a view; the people it showed are untouched."""
    SavedView.objects.filter(pk=view.pk).delete()
