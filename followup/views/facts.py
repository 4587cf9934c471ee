"""A person's facts put right on the case page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup.putting_right import put_right
from registry.forms import FactsForm
from registry.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("registry.change_person", raise_exception=True)
def person_edit(request, pk):
    """Put a person's facts right; what someone else changed meanwhile is not overwritten."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = FactsForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != person.version:
            form.add_error(None, _("此人信息刚被他人修改，请核对后重新提交。"))
        else:
            wishes = form.wished() if {"wishes", "pay_floor"} & set(form.changed_data) else None
            belongings = {name: form.cleaned_data[name] for name in ("phones", "skills", "groups", "needs")}
            on = timezone.localdate()
            put_right(person, form.plain_facts(), wishes=wishes, by=request.user, on=on, **belongings)
            messages.success(request, _("已更正。"))
            return redirect(person)
    return render(request, "followup/person_edit.html", {"form": form, "person": person})
