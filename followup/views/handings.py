"""Handing people over: what it would do, doing it, what it did, and taking it back; and who came to me."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from followup import tasks
from followup.caseloads import leavers, unattended
from followup.filters import people_of
from followup.forms.handing import ConfirmForm, WhatForm
from followup.handing import hand_over, lines_to_undo, undo_handing
from followup.handing_tables import HandingTable
from followup.models import Handing
from followup.previews import Preview, came_to, lines_page
from followup.selecting import leaver_of, selection_of
from followup.views.doors import carried_out

FORM = require_http_methods(["GET", "HEAD", "POST"])
AT_ONCE = 5000  # people who are handed over before the response


@FORM
@permission_required("followup.assign_person", raise_exception=True)
def handing_new(request):
    """Show what giving the selection would do; confirmed, do it."""
    return _previewed(request, what=WhatForm(request.GET))


@FORM
@permission_required("followup.assign_person", raise_exception=True)
def leaving(request):
    """Choose who leaves, see where everything of theirs would go; confirmed, do it."""
    leaver = leaver_of(request.GET, request.user)
    if leaver is None:
        words = request.GET.get("name", "").strip()
        context = {"words": words, "staff": leavers(request.user, words), "unattended": unattended(request.user)}
        return render(request, "followup/leaving.html", context)
    chosen, _found = people_of(request, timezone.localdate())
    sentence, passed_on = chosen.sentence(request.GET), [("leaver", leaver.pk)]
    return _previewed(request, filter_form=chosen, filter_sentence=sentence, passed_on=passed_on)


def _previewed(request, **more):
    today = timezone.localdate()
    selection, form = selection_of(request.GET, request.user, today), ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and selection.people.count() > AT_ONCE:
        return _later(request, form.cleaned_data)
    preview, done = Preview(selection, request.GET), []
    give = partial(hand_over, selection, preview.officers, by=request.user)
    if carried_out(request, form, lambda data: done.append(give(**data))):
        return _told(request, done[0])
    page = preview.page(request.GET.get("page"), today)
    kept = [(name, values) for name, values in request.GET.lists() if name not in ("to", "what", "nobody", "page")]
    context = {"selection": selection, "preview": preview, "page": page, "form": form, "kept": kept, **more}
    return render(request, "followup/handing_new.html", context)


def _later(request, data):
    """Very many go over after the response, exactly as previewed or not at all."""
    tasks.hand_over_selection.delay_on_commit(request.GET.urlencode(), request.user.pk, **data)
    messages.info(request, _("人数较多，正在移交，可以离开本页；完成后列在下面。若情况已变，则不移交。"))
    return redirect("followup:handings")


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
    if found.lines.count() > AT_ONCE:
        tasks.undo_large_handing.delay_on_commit(found.pk, request.user.pk)
        messages.info(request, _("人数较多，正在撤销，可以离开本页。"))
        return redirect(found)
    n = undo_handing(found, by=request.user)
    messages.success(request, _("已撤销，%(n)s 项回到原责任人。") % {"n": n})
    return redirect(found)


@require_safe
@permission_required("followup.receive_person", raise_exception=True)
def came(request):
    """The people who came to me and still are mine, each with the brief I got."""
    page = lines_page(came_to(request.user), request.GET.get("page"), timezone.localdate())
    return render(request, "followup/came.html", {"page": page})
