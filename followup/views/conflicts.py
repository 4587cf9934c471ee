"""Facts that a visit and the office changed at the same time: both shown side by side, one chosen."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from followup.conflicting import Kept, decide_conflict, open_conflicts, tell_conflicts
from followup.models import FactConflict
from registry.refusals import Refusal


@require_safe
@permission_required("followup.record_visit", raise_exception=True)
def conflicts(request):
    """What waits for a choice, of the people the user sees."""
    page = Paginator(open_conflicts(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "followup/conflicts.html", {"page": page, "conflicts": tell_conflicts(page.object_list)})


@require_POST
@permission_required("followup.record_visit", raise_exception=True)
def conflict_decide(request, pk):
    """Keep one of the two values, and go back to where they were shown."""
    visible = FactConflict.objects.visible_to(request.user).select_related("person", "visit")
    conflict = get_object_or_404(visible, pk=pk)
    if request.POST.get("keep") not in Kept.values:
        raise Refusal(_("请选择采用哪一个。"))
    decided = decide_conflict(conflict, request.POST["keep"], by=request.user)
    messages.success(request, _("%(name)s：%(kept)s。") % {"name": conflict.person, "kept": decided.get_kept_display()})
    return redirect(conflict.person if "on_file" in request.POST else "followup:conflicts")
