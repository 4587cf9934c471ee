"""Rosters: uploaded, compared row by row, applied."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from registry import applying, importing, tasks
from registry.forms import UploadForm
from registry.models import Roster, RosterRow
from registry.tables import RosterRowTable, RosterTable

PER_PAGE = 50


@require_safe
@permission_required("registry.view_roster", raise_exception=True)
def rosters(request):
    """The rosters of the user's station and below."""
    table = RosterTable(Roster.objects.visible_to(request.user).select_related("station", "received_by"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "registry/rosters.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("registry.change_roster", raise_exception=True)
def roster_upload(request):
    """Receive a file; it is compared at once and believed only when applied."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        roster = importing.receive_roster(
            station=data["station"],
            file_name=data["file"].name,
            content=data["file"].read(),
            by=request.user,
            source=data["source"],
        )
        tasks.compare.delay_on_commit(roster.pk)
        return redirect(roster)
    return render(request, "registry/roster_upload.html", {"form": form})


@require_safe
@permission_required("registry.view_roster", raise_exception=True)
def roster(request, pk):
    """A roster row by row: verdict, what would change, and every problem at once."""
    seen = Roster.objects.visible_to(request.user).select_related("station", "received_by", "applied_by")
    found = get_object_or_404(seen, pk=pk)
    verdict = request.GET.get("verdict", "")
    rows = found.rows.filter(verdict=verdict) if verdict in RosterRow.Verdict.values else found.rows
    table = RosterRowTable(rows.order_by("number"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "roster": found,
        "table": table,
        "verdict": verdict,
        "tabs": [(code, label, found.counts.get(code, 0)) for code, label in RosterRow.Verdict.choices],
        "unused": "、".join(found.unused_columns),
        "writable": sum(found.counts.get(code, 0) for code in ("new", "changed")),
    }
    return render(request, "registry/roster.html", context)


@require_safe
@permission_required("registry.view_roster", raise_exception=True)
def roster_progress(request, pk):
    """How far a roster is; when it is there, the page comes anew."""
    found = get_object_or_404(Roster.objects.visible_to(request.user), pk=pk)
    response = render(request, "registry/_roster_progress.html", {"roster": found})
    if not found.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@permission_required("registry.change_roster", raise_exception=True)
def roster_apply(request, pk):
    """Write what a compared roster says."""
    found = get_object_or_404(Roster.objects.visible_to(request.user), pk=pk)
    applying.start_applying(found, by=request.user)
    tasks.apply.delay_on_commit(found.pk, request.user.pk)
    return redirect(found)
