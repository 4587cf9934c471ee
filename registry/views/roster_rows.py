"""Rows of a roster put right: cells corrected on the page, doubtful pairs decided, the error sheet out and back."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry import deciding
from registry.error_sheets import read_error_sheet, write_error_sheet
from registry.forms import BringBackForm, CellsForm, DecideForm
from registry.identity import mask_id_number, mask_phone
from registry.looking import record_look
from registry.models import Roster, RosterRow
from registry.refusals import Refusal
from registry.telling import is_blocking, tell
from registry.views.rosters import roster_of


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("registry.change_roster", raise_exception=True)
def roster_row(request, pk):
    """One row beside whom it might be; its cells can be corrected and are judged anew at once."""
    row = get_object_or_404(RosterRow, pk=pk, roster__in=Roster.objects.visible_to(request.user))
    roster = row.roster
    form = CellsForm(request.POST or None, roster=roster, row=row)
    if request.method == "POST" and form.is_valid():
        corrected = deciding.correct_row(row, form.cells(), by=request.user, today=timezone.localdate())
        messages.success(
            request, _("第 %(row)s 行：%(verdict)s。") % {"row": row.number, "verdict": corrected.get_verdict_display()}
        )
        return redirect(request.path if corrected.is_wrong else f"{roster.get_absolute_url()}?verdict={row.verdict}")
    context = {
        "roster": roster,
        "row": row,
        "form": form,
        "reasons": [(is_blocking(reason), tell(reason)) for reason in row.reasons],
        "suspects": _suspects(request, row),
    }
    return render(request, "registry/roster_row.html", context)


def _suspects(request, row):
    """Return what a clerk needs to tell two people apart; that they were looked at is recorded."""
    known = deciding.suspects_shown([row], request.user)
    shown = []
    for suspect in row.suspects:
        person = known.get(suspect.get("person"))
        if person:
            record_look(person, by=request.user, reason=_("核对名册疑似行"))
            phones = [mask_phone(phone.number) for phone in person.phones.all()]
            shown.append((person, mask_id_number(person.id_number), phones, suspect["why"]))
    return shown


@require_POST
@permission_required("registry.change_roster", raise_exception=True)
def roster_decide(request, pk):
    """Decide doubtful rows: those ticked, or all of the roster; one path."""
    roster = roster_of(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请选择如何处置。"))
    rows = roster.rows
    if request.POST.get("all") != "yes":
        ticked = [int(number) for number in request.POST.getlist("rows") if number.isdecimal() and len(number) < 10]
        rows = rows.filter(number__in=ticked)
    person = None
    if form.cleaned_data["person"]:
        person = get_object_or_404(form.people_of(request.user), pk=form.cleaned_data["person"])
    decided = deciding.decide_rows(roster, rows, form.cleaned_data["decision"], by=request.user, person=person)
    messages.success(request, _("已处置 %(n)s 行。") % {"n": decided})
    return redirect(f"{roster.get_absolute_url()}?verdict=doubtful")


@require_safe
@permission_required("registry.change_roster", raise_exception=True)
def roster_errors(request, pk):
    """The wrong rows as a spreadsheet with their reasons; with ?rows=all the whole list with a column of reasons."""
    roster = roster_of(request, pk)
    file = io.BytesIO()
    write_error_sheet(roster, file, everything=request.GET.get("rows") == "all")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("更正表-%(name)s.xlsx") % {"name": roster.file_name})


@require_POST
@permission_required("registry.change_roster", raise_exception=True)
def roster_bring_back(request, pk):
    """Take the error sheet back: only rows that failed and were changed are judged again."""
    roster = roster_of(request, pk)
    form = BringBackForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refusal(_("请选择从这里下载、改好的更正表（.xlsx，最大 40 MB）。"))
    file = form.cleaned_data["file"]
    corrections = read_error_sheet(roster, file.name, file.read())
    changed = deciding.correct_rows(roster, corrections, by=request.user, today=timezone.localdate())
    messages.success(request, _("已重新核对 %(n)s 行。") % {"n": changed})
    return redirect(roster)
