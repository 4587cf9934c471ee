"""Overdue visits: what climbed to whom, why, and another date where a supervisor grants one."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from followup.escalating import overdue_of, tell_overdue
from followup.forms.plan import GrantForm, OverdueForm
from followup.models import Visit
from followup.plan_tables import OverdueTable
from followup.rescheduling import grant_date
from followup.views.doors import carried_out, show_form

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("followup.view_visits", raise_exception=True)
def overdue(request):
    """What is overdue, by whom it has climbed to, each with its reason or without one."""
    today = timezone.localdate()
    sides = overdue_of(request.user, today)
    side = request.GET.get("side")
    side = side if side in sides else next((code for code, rows in sides.items() if rows.exists()), "mine")
    found = sides[side].select_related("person__station", "officer", "escalation__station", "escalation__reason_by")
    table = OverdueTable(found.order_by("due_on", "pk"), today=today)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    counts = {code: found.count() for code, found in sides.items()}
    return render(request, "followup/overdue.html", {"table": table, "side": side, "counts": counts})


@FORM
@permission_required("followup.record_visit", raise_exception=True)
def overdue_tell(request, pk):
    """Say why a visit is overdue."""
    today = timezone.localdate()
    visit = get_object_or_404(Visit.objects.visible_to(request.user).overdue(today).select_related("person"), pk=pk)
    said = getattr(visit, "escalation", None)
    initial = {"reason": said.reason, "note_text": said.reason_note} if said else {}
    form = OverdueForm(request.POST or None, initial=initial)
    if carried_out(request, form, lambda data: tell_overdue(visit, by=request.user, on=today, **data)):
        messages.success(request, _("原因已记录。"))
        return redirect("followup:overdue")
    hint = _("应于 %(day)s 前完成") % {"day": visit.due_on.isoformat()}
    return show_form(request, visit.person, form, title=_("说明逾期原因"), submit=_("保存"), hint=hint)


@FORM
@permission_required("followup.grant_date", raise_exception=True)
def visit_grant(request, pk):
    """Grant a visit another latest day."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).planned().select_related("person"), pk=pk)
    form = GrantForm(request.POST or None)
    grant = partial(grant_date, visit, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: grant(**data)):
        messages.success(request, _("已准予新的最迟日期。"))
        return redirect("followup:overdue")
    hint = _("现最迟日期 %(day)s") % {"day": visit.due_on.isoformat()}
    return show_form(request, visit.person, form, title=_("准予改期"), submit=_("准予"), hint=hint)
