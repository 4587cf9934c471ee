"""Who is responsible for one person: given by hand, and serving along ended."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from followup.caseloads import Part, Selection, receivers_for
from followup.forms.handing import ResponsibleForm
from followup.handing import assign_parts
from followup.responsible import responsible_for
from followup.transferring import end_serving_along
from followup.views.doors import back_to, carried_out, person_of, show_form
from registry.models import Person, Tier


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.assign_person", raise_exception=True)
def responsible(request, pk):
    """Change who is responsible for one person and who helps."""
    person = person_of(request, pk)
    alone, tiers = Person.objects.filter(pk=person.pk), {f"tier-{tier.pk}": tier for tier in Tier.objects.all()}

    def staff(name):
        return receivers_for(Selection(alone, request.user, *_part(name, tiers)))

    form = ResponsibleForm(request.POST or None, responsible=responsible_for(person, timezone.localdate()), staff=staff)
    if carried_out(request, form, lambda _data: _assign(person, form.changed(), tiers, request.user)):
        messages.success(request, _("责任人已更新。"))
        return back_to(person)
    hint = _("改动只影响由本站点计数或协同的职责；期限不变。")
    return show_form(request, person, form, title=_("责任人与包保人"), submit=_("保存"), hint=hint)


def _part(name, tiers):
    return (Part.HELPER, tiers[name]) if name in tiers else (Part(name), None)


def _assign(person, changed, tiers, by):
    officers = get_user_model().objects.in_bulk([key for _name, key in changed if key])
    assign_parts(person, [(*_part(name, tiers), officers.get(key)) for name, key in changed], by=by)


@require_POST
@permission_required("followup.transfer_person", raise_exception=True)
def along_end(request, pk):
    """The second place serves no longer; either side may say so."""
    person = person_of(request, pk)
    end_serving_along(person, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("已结束协同。"))
    return back_to(person)
