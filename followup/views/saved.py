"""Ways of looking at the people list: kept under a name, shared with a station, and which columns are shown."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from followup.forms.view import ViewForm
from followup.models import SavedView
from followup.saving import change_view, delete_view, lasting, save_view
from followup.tables import arranged
from registry.refusals import Refusal


@require_safe
@permission_required("registry.view_person", raise_exception=True)
def views(request):
    """One's own views, to be renamed, shared and thrown away, and those shared by others."""
    rows = []
    for view in SavedView.objects.visible_to(request.user).select_related("by"):
        is_own = view.by_id == request.user.pk
        first = {"name": view.name, "shared": view.shared}
        rows.append((view, ViewForm(initial=first, auto_id=f"id_{view.pk}_%s") if is_own else None))
    return render(request, "followup/views.html", {"views": rows})


@require_POST
@permission_required("registry.view_person", raise_exception=True)
def view_save(request):
    """Keep what the list shows under a name."""
    view = save_view(query=request.GET.urlencode(), by=request.user, **_named(request))
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('followup:people')}?{view.query}")


@require_POST
@permission_required("registry.view_person", raise_exception=True)
def view_change(request, pk):
    """Rename a view of one's own, share it or stop sharing it."""
    change_view(_own(request, pk), **_named(request))
    messages.success(request, _("已修改视图。"))
    return redirect("followup:views")


@require_POST
@permission_required("registry.view_person", raise_exception=True)
def view_delete(request, pk):
    """Throw a view of one's own away."""
    delete_view(_own(request, pk))
    messages.success(request, _("已删除视图。"))
    return redirect("followup:views")


@require_safe
@permission_required("registry.view_person", raise_exception=True)
def people_columns(request):
    """Go to the list with the columns that were ticked, in their order."""
    query = QueryDict(lasting(request.GET.urlencode()), mutable=True)
    ticked, earlier, usual = (query.pop(name, []) for name in ("column", "earlier", "usual"))
    shown = query.pop("columns", [""])[0]
    if not usual:
        query["columns"] = ",".join(arranged(shown, ticked, earlier[0] if earlier else None))
    return redirect(f"{reverse('followup:people')}?{query.urlencode(safe=',')}")


def _own(request, pk):
    return get_object_or_404(SavedView, pk=pk, by=request.user)


def _named(request):
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请给视图起一个名字，最多 40 个字。"))
    return form.cleaned_data
