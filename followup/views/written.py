"""A recorded visit: read as it was written, printed, put right, taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from followup.correcting import correct_visit, may_correct, withdraw_visit
from followup.forms.correction import CorrectVisitForm, WithdrawVisitForm
from followup.models import Visit
from followup.views.doors import back_to, carried_out, show_form
from followup.written import written_visit
from registry.looking import record_look

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _visit_of(request, pk):
    """A recorded visit of somebody the user sees, whether it still stands or not."""
    visits = Visit.objects.visible_to(request.user).written()
    shown = visits.select_related("person__station", "officer", "phone", "session", "corrects", "withdrawn_by")
    return get_object_or_404(shown, pk=pk)


@require_safe
@permission_required("followup.view_case", raise_exception=True)
def visit(request, pk):
    """Everything that was recorded, with what became of it. Opening it is a look at the person."""
    found = _visit_of(request, pk)
    record_look(found.person, by=request.user)
    may = may_correct(found, request.user, timezone.localdate())
    return render(request, "followup/visit.html", {"written": written_visit(found), "may_correct": may})


@require_safe
@permission_required("followup.view_case", raise_exception=True)
def visit_sheet(request, pk):
    """The visit record form for paper, with lines to sign on."""
    found = _visit_of(request, pk)
    record_look(found.person, by=request.user)
    return render(request, "followup/visit_sheet.html", {"written": written_visit(found), "person": found.person})


@FORM
@permission_required("followup.record_visit", raise_exception=True)
def visit_correct(request, pk):
    """Write a visit anew as it really was; the one before stays to be read."""
    found, today = _visit_of(request, pk), timezone.localdate()
    form = CorrectVisitForm(request.POST or None, visit=found)
    if carried_out(request, form, lambda data: correct_visit(found, by=request.user, on=today, **data)):
        messages.success(request, _("走访已更正，原记录保留可查。"))
        return back_to(found.person, "visits")
    hint = _("%(day)s 的走访。只改记错的内容，原记录保留可查。") % {"day": found.made_on.isoformat()}
    return show_form(request, found.person, form, title=_("更正这次走访"), submit=_("保存更正"), hint=hint)


@FORM
@permission_required("followup.record_visit", raise_exception=True)
def visit_withdraw(request, pk):
    """Take a visit back that did not happen, having seen what goes with it."""
    found, today = _visit_of(request, pk), timezone.localdate()
    form = WithdrawVisitForm(request.POST or None)
    if carried_out(request, form, lambda data: withdraw_visit(found, by=request.user, on=today, **data)):
        messages.success(request, _("走访已撤销，原记录保留可查。"))
        return redirect(reverse("followup:visit", args=[found.pk]))
    said = {"title": _("撤销这次走访"), "submit": _("撤销这次走访"), "visit": found}
    return show_form(request, found.person, form, template="followup/visit_withdraw.html", **said)
