"""Templates that lists are poured into: uploaded, their columns put right, thrown away."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.forms.export import ColumnsForm, TemplateForm
from followup.keeping_templates import drop_template, keep_template, name_columns
from followup.models import ExportTemplate
from followup.views.doors import carried_out

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("followup.export_people", raise_exception=True)
def export_templates(request):
    """The templates of one's station and of those above."""
    seen = ExportTemplate.objects.visible_to(request.user).defer("content").select_related("station", "by")
    return render(request, "followup/export_templates.html", {"templates": seen.order_by("name", "pk")})


@FORM
@permission_required("followup.change_template", raise_exception=True)
def export_template_new(request):
    """Receive an empty workbook; its columns are recognised and then looked through."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    kept = []

    def keep(data):
        file = data["file"]
        kept.append(keep_template(name=data["name"], file_name=file.name, content=file.read(), by=request.user))

    if carried_out(request, form, keep):
        return redirect("followup:export_template", kept[0].pk)
    return render(request, "followup/export_template_new.html", {"form": form})


@FORM
@permission_required("followup.change_template", raise_exception=True)
def export_template(request, pk):
    """What each column of a template is filled with."""
    found = _own(request, pk)
    form = ColumnsForm(request.POST or None, template=found)
    if carried_out(request, form, lambda data: name_columns(found, data, by=request.user)):
        messages.success(request, _("已保存模板“%(name)s”。") % {"name": found.name})
        return redirect("followup:export_templates")
    return render(request, "followup/export_template.html", {"form": form, "template": found})


@require_POST
@permission_required("followup.change_template", raise_exception=True)
def export_template_drop(request, pk):
    """Throw a template of one's station away."""
    found = _own(request, pk)
    drop_template(found, by=request.user)
    messages.success(request, _("已删除模板“%(name)s”。") % {"name": found.name})
    return redirect("followup:export_templates")


def _own(request, pk):
    return get_object_or_404(ExportTemplate.objects.kept_by(request.user), pk=pk)
