"""Leave: who is away, who stands in, entering it and calling it off."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup import absences as leave
from followup.forms.plan import AbsenceForm
from followup.selecting import is_key
from followup.views.doors import carried_out


@require_safe
@permission_required("followup.enter_absence", raise_exception=True)
def absences(request):
    """Leave that is not over, of oneself, of those one leads and of those one stands in for."""
    today = timezone.localdate()
    context = {
        "absences": leave.absences_of(request.user, today),
        "standing_in": leave.standing_in(request.user, today),
        "staff": leave.may_be_away(request.user),
        "today": today,
    }
    return render(request, "followup/absences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.enter_absence", raise_exception=True)
def absence_new(request):
    """Enter leave, one's own or that of somebody one leads."""
    key = request.GET.get("user", "")
    away = get_object_or_404(leave.may_be_away(request.user), pk=int(key) if is_key(key) else request.user.pk)
    form = AbsenceForm(request.POST or None, colleagues=leave.stand_ins_for(away))
    enter = partial(leave.enter_absence, away, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: enter(**data)):
        messages.success(request, _("请假已登记，期限不变。"))
        return redirect("followup:absences")
    return render(request, "followup/absence_new.html", {"form": form, "away": away})


@require_POST
@permission_required("followup.enter_absence", raise_exception=True)
def absence_withdraw(request, pk):
    """Call a leave off, or end it early."""
    today = timezone.localdate()
    found = get_object_or_404(leave.absences_of(request.user, today), pk=pk)
    leave.withdraw_absence(found, by=request.user, on=today)
    messages.success(request, _("请假已撤销。"))
    return redirect("followup:absences")
