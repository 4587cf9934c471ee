"""Handing lists out: asked for with a purpose, watched while they are written, fetched, and on record."""

from django.contrib.auth.decorators import permission_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from followup import tasks
from followup.columns_out import chosen_columns, columns_shown
from followup.export_tables import ExportTable
from followup.exporting import ask_for_export, fetch_export
from followup.filters import PeopleFilter
from followup.forms.export import ExportForm
from followup.listing import people_in_order
from followup.models import Export
from followup.saving import lasting
from followup.tables import columns_of
from followup.views.doors import selected_people
from registry.refusals import Refusal
from registry.views.progress import show_progress

PER_PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@permission_required("followup.export_people", raise_exception=True)
def export_new(request):
    """Ask what the selection is exported for, and as what; then fix who is in it."""
    today = timezone.localdate()
    people = people_in_order(request.user, request.GET, today).filter(pk__in=selected_people(request).values("pk"))
    shown = columns_shown(columns_of(request.GET.get("columns")))
    asked = request.POST if "purpose" in request.POST else None
    form = ExportForm(asked, user=request.user, shown=shown)
    told = _told(request, today)
    export = _asked(request, form, people, told) if form.is_valid() else None
    if export:
        return redirect(export)
    context = {
        "form": form,
        "count": people.count(),
        "told": told,
        "query": request.GET.urlencode(),
        "everyone": request.POST.get("all") == "yes",
        "ticked": [key for key in request.POST.getlist("people") if key.isdecimal()],
    }
    return render(request, "followup/export_new.html", context)


def _asked(request, form, people, told):
    """Return the export that was asked for, or None when it was refused with a sentence in the form."""
    try:
        export = ask_for_export(
            people, by=request.user, query=lasting(request.GET.urlencode()), sentence=told, **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return None
    tasks.write_export.delay_on_commit(export.pk)
    return export


def _told(request, today):
    """What the selection is, in words."""
    chips = PeopleFilter(request.GET, user=request.user, today=today).sentence(request.GET)
    told = "，".join(str(chip["label"]) for chip in chips) or _("全部可见的毕业生")
    return told if request.POST.get("all") == "yes" else _("%(told)s；从中勾选") % {"told": told}


@require_safe
@permission_required("followup.export_people", raise_exception=True)
def exports(request):
    """One's own exports."""
    mine = Export.objects.asked_by(request.user).defer("people").order_by("-pk")
    return _listed(request, mine, is_own=True)


@require_safe
@permission_required("registry.view_look", raise_exception=True)
def exports_record(request):
    """Who handed out which list, to whom and what for, at the user's station and below."""
    seen = Export.objects.visible_to(request.user).defer("people").select_related("by", "station").order_by("-pk")
    return _listed(request, seen, is_own=False)


def _listed(request, found, *, is_own):
    table = ExportTable(found, is_own=is_own)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "followup/exports.html", {"table": table, "is_own": is_own})


@require_safe
@permission_required("followup.export_people", raise_exception=True)
def export(request, token):
    """One export: how far it is, what is in it, and the file until it expires."""
    found = _own(request, token)
    context = {"export": found, "columns": [column.label for column in chosen_columns(found.columns)], "left": None}
    return render(request, "followup/export.html", context)


@require_safe
@permission_required("followup.export_people", raise_exception=True)
def export_progress(request, token):
    """How far an export is and how long it will take; when it is there, the page comes anew."""
    return show_progress(request, "followup/_export_progress.html", "export", _own(request, token))


@require_POST
@permission_required("followup.export_people", raise_exception=True)
def export_file(request, token):
    """The file itself; counted, and only for who asked for it."""
    found = _own(request, token)
    content = fetch_export(found, by=request.user)
    name = _("名单-%(serial)s.xlsx") % {"serial": found.serial}
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return StreamingHttpResponse(content, content_type=WORKBOOK, headers=headers)


def _own(request, token):
    mine = Export.objects.asked_by(request.user).defer("people").select_related("station", "by", "template")
    return get_object_or_404(mine, token=token)
