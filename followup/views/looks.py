"""Who looked at whom, and why: of one person on one page, and of everybody for the supervisor."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.forms.look import LookLogForm
from followup.views.doors import person_of
from registry.forms import stations_of
from registry.models import Look

A_PAGE = 100


def _page(looks, before):
    """Return (a page of looks, the key that the next one begins at or None)."""
    before = int(before) if before.isdecimal() and len(before) < 19 else None
    found = list(looks.newest_first(before=before)[: A_PAGE + 1])
    return found[:A_PAGE], found[A_PAGE - 1].pk if len(found) > A_PAGE else None


@require_safe
@permission_required("registry.view_look", raise_exception=True)
def looks(request, pk):
    """Everyone who looked at this person, what at, and why, back to the first."""
    found = person_of(request, pk)
    seen, following = _page(Look.objects.at_person(found), request.GET.get("before", ""))
    return render(request, "followup/looks.html", {"person": found, "looks": seen, "following": following})


@require_safe
@permission_required("registry.view_look", raise_exception=True)
def look_log(request):
    """What the staff below looked at: whole numbers and addresses first, the rest on demand."""
    form = LookLogForm(request.GET, stations=stations_of(request.user))
    seen, following = _page(form.narrow(Look.objects.visible_to(request.user)), request.GET.get("before", ""))
    query = request.GET.copy()
    query.pop("before", None)
    context = {"form": form, "looks": seen, "following": following, "query": query.urlencode()}
    return render(request, "followup/look_log.html", context)
