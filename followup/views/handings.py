"""Handing people over: what it would do, doing it, what it did, and taking it back; and who came to me."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from followup.caseloads import Selection, held_by, leavers, staff_within, unattended
from followup.filters import people_of
from followup.forms.handing import ConfirmForm, WhatForm
from followup.handing import hand_over, lines_to_undo, undo_handing
from followup.handing_tables import HandingTable
from followup.models import Handing
from followup.previews import Preview, came_to, lines_page
from followup.views.doors import carried_out, selected_people
from registry.models import Person
from registry.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@permission_required("followup.assign_person", raise_exception=True)
def handing_new(request):
    """Show what giving the selection would do; confirmed, do it."""
    what = WhatForm(request.GET)
    selection = what.selection(selected_people(request, request.GET), request.user)
    return _previewed(request, selection, what=what)


@FORM
@permission_required("followup.assign_person", raise_exception=True)
def leaving(request):
    """Choose who leaves, see where everything of theirs would go; confirmed, do it."""
    leaver = _leaver(request)
    if leaver is None:
        words = request.GET.get("name", "").strip()
        context = {"words": words, "staff": leavers(request.user, words), "unattended": unattended(request.user)}
        return render(request, "followup/leaving.html", context)
    chosen, found = people_of(request, timezone.localdate())
    mine = Person.objects.filter(pk__in=held_by(found, leaver).order_by().values("pk"))
    if not mine.exists() and request.method == "POST":
        raise Refusal(_("%(name)s名下已没有人。") % {"name": leaver})
    selection = Selection(mine, request.user, leaver=leaver)
    passed_on = [("leaver", leaver.pk)]
    more = {"filter_form": chosen, "filter_sentence": chosen.sentence(request.GET), "passed_on": passed_on}
    return _previewed(request, selection, **more)


def _leaver(request):
    key = request.GET.get("leaver", "")
    return staff_within(request.user).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def _previewed(request, selection, **more):
    preview = Preview(selection, request.GET)
    form = ConfirmForm(request.POST or None)
    give = partial(hand_over, selection, preview.officers, by=request.user)
    done = []
    if carried_out(request, form, lambda data: done.append(give(**data))):
        return _told(request, done[0])
    page = preview.page(request.GET.get("page"), timezone.localdate())
    kept = [(name, values) for name, values in request.GET.lists() if name not in ("to", "what", "nobody", "page")]
    context = {"selection": selection, "preview": preview, "page": page, "form": form, "kept": kept, **more}
    return render(request, "followup/handing_new.html", context)


def _told(request, handing):
    if handing is None:
        messages.info(request, _("没有人需要移交。"))
        return redirect("followup:handings")
    messages.success(request, _("已移交 %(n)s 项。") % {"n": handing.lines.count()})
    return redirect(handing)


@require_safe
@permission_required("followup.view_handing", raise_exception=True)
def handings(request):
    """Every act that gave people to officers here, the newest first."""
    table = HandingTable(Handing.objects.visible_to(request.user).for_list())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "followup/handings.html", {"table": table})


@require_safe
@permission_required("followup.view_handing", raise_exception=True)
def handing(request, pk):
    """One act: who went where with which brief, and how much of it can be taken back."""
    found = get_object_or_404(Handing.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "handing": found,
        "page": lines_page(found.lines.order_by("pk"), request.GET.get("page"), timezone.localdate()),
        "undoable": 0 if found.undone_at else lines_to_undo(found).count(),
    }
    return render(request, "followup/handing.html", context)


@require_POST
@permission_required("followup.assign_person", raise_exception=True)
def handing_undo(request, pk):
    """Take one act back, as far as people still are where it put them."""
    found = get_object_or_404(Handing.objects.visible_to(request.user), pk=pk)
    n = undo_handing(found, by=request.user)
    messages.success(request, _("已撤销，%(n)s 项回到原责任人。") % {"n": n})
    return redirect(found)


@require_safe
@permission_required("followup.receive_person", raise_exception=True)
def came(request):
    """The people who came to me and still are mine, each with the brief I got."""
    page = lines_page(came_to(request.user), request.GET.get("page"), timezone.localdate())
    return render(request, "followup/came.html", {"page": page})
