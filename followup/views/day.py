"""The caseworker's day on foot."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from followup.route import route_of


@require_safe
@permission_required("followup.view_visits", raise_exception=True)
def route(request):
    """Whom to see today in the order of a walk, with a map that needs no network."""
    today = timezone.localdate()
    return render(request, "followup/route.html", {"route": route_of(request.user, today), "day": today})
