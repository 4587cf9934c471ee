"""Rosters: uploaded, compared row by row, their columns put right, applied, undone."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from registry import applying, importing, tasks, undoing
from registry.forms import BringBackForm, ColumnsForm, UploadForm
from registry.models import Roster, RosterRow
from registry.tables import LeftRowTable, RosterRowTable, RosterTable
from registry.telling import tell_remark
from registry.views.progress import show_progress

PER_PAGE = 50
FORM = require_http_methods(["GET", "HEAD", "POST"])


def roster_of(request, pk):
    """Return the roster, or 404 when the user may not see it: missing and hidden look the same."""
    seen = Roster.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("station", "received_by", "applied_by", "undone_by"), pk=pk)


@require_safe
@permission_required("registry.view_roster", raise_exception=True)
def rosters(request):
    """The rosters of the user's station and below."""
    table = RosterTable(Roster.objects.visible_to(request.user).select_related("station", "received_by"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "registry/rosters.html", {"table": table})


@FORM
@permission_required("registry.change_roster", raise_exception=True)
def roster_upload(request):
    """Receive a file or pasted rows; they are compared at once and believed only when applied."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        name, content = form.received()
        told = {"source": data["source"], "source_kind": data["source_kind"]}
        roster = importing.receive_roster(
            station=data["station"], file_name=name, content=content, by=request.user, **told
        )
        tasks.compare.delay_on_commit(roster.pk)
        return redirect(roster)
    return render(request, "registry/roster_upload.html", {"form": form})


@require_safe
@permission_required("registry.view_roster", raise_exception=True)
def roster(request, pk):
    """A roster row by row: verdict, what would change, and every problem at once."""
    found = roster_of(request, pk)
    verdict = request.GET.get("verdict", "")
    rows = found.rows.filter(verdict=verdict) if verdict in RosterRow.Verdict.values else found.rows
    may_decide = request.user.has_perm("registry.change_roster") and found.may_be_put_right
    table = RosterRowTable(rows.order_by("number"), may_decide=may_decide, may_tick=verdict == "doubtful")
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "roster": found,
        "table": table,
        "verdict": verdict,
        "tabs": [(code, label, found.counts.get(code, 0)) for code, label in RosterRow.Verdict.choices],
        "remarks": [tell_remark(remark) for remark in found.remarks],
        "unused": "、".join(found.unused_columns),
        "writable": found.rows_to_write().count() if found.may_be_put_right else 0,
        "may_decide": may_decide,
        "left": None,
        "bring_back_form": BringBackForm(),
    }
    return render(request, "registry/roster.html", context)


@require_safe
@permission_required("registry.view_roster", raise_exception=True)
def roster_progress(request, pk):
    """How far a roster is and how long it will take; when it is there, the page comes anew."""
    found = roster_of(request, pk)
    return show_progress(request, "registry/_roster_progress.html", "roster", found, total=found.work_total)


@FORM
@permission_required("registry.change_roster", raise_exception=True)
def roster_columns(request, pk):
    """What each column holds, put right by hand; remembered for this station and this shape of file."""
    found = roster_of(request, pk)
    form = ColumnsForm(request.POST or None, roster=found)
    if request.method == "POST" and form.is_valid():
        importing.choose_columns(found, form.chosen(), by=request.user, sheet=form.cleaned_data["sheet"])
        tasks.compare.delay_on_commit(found.pk)
        return redirect(found)
    return render(request, "registry/roster_columns.html", {"roster": found, "form": form})


@require_POST
@permission_required("registry.change_roster", raise_exception=True)
def roster_apply(request, pk):
    """Write what a compared roster says."""
    found = roster_of(request, pk)
    applying.start_applying(found, by=request.user)
    tasks.apply.delay_on_commit(found.pk, request.user.pk)
    return redirect(found)


@FORM
@permission_required("registry.change_roster", raise_exception=True)
def roster_undo(request, pk):
    """What undoing would take back and what it would have to leave, by name; then the undoing."""
    found = roster_of(request, pk)
    if request.method == "POST":
        undoing.start_undoing(found, by=request.user)
        tasks.undo.delay_on_commit(found.pk, request.user.pk)
        messages.success(request, _("正在撤销。"))
        return redirect(found)
    table = LeftRowTable(undoing.rows_to_leave(found).select_related("person").order_by("number"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"roster": found, "table": table, "undoable": undoing.rows_to_undo(found).count()}
    return render(request, "registry/roster_undo.html", context)
