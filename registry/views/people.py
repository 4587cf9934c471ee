"""One person's facts: registered by hand, unsealed with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registry import registering
from registry.forms import NewPersonForm, RevealForm
from registry.identity import mask_phone
from registry.looking import dial, reveal
from registry.models import Person, Phone
from registry.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@permission_required("registry.add_person", raise_exception=True)
def person_new(request):
    """Register one person over the counter."""
    form = NewPersonForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person = registering.register_person(by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except Refusal as refusal:  # about one field: it belongs beside it, with everything typed kept
            form.add_error("id_number", refusal.sentence)
        else:
            messages.success(request, _("已登记。"))
            return redirect(person)
    return render(request, "registry/person_new.html", {"form": form})


@require_POST
@permission_required("registry.reveal_person", raise_exception=True)
def person_reveal(request, pk):
    """Show one sealed fact once, after the reason has been written down."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请说明查看原因。"))
    value = reveal(person, what=form.cleaned_data["what"], reason=form.cleaned_data["reason"], by=request.user)
    label = dict(form.fields["what"].choices)[form.cleaned_data["what"]]
    return render(request, "registry/person_reveal.html", {"person": person, "label": label, "value": value})


@require_POST
@permission_required("registry.reveal_person", raise_exception=True)
def phone_dial(request, pk, phone):
    """Hand one number to the device that calls it: to a script as JSON, else as a link on a page of its own."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    called = get_object_or_404(Phone.objects.select_related("person"), pk=phone, person=person)
    tel = dial(called, by=request.user)
    if request.accepts("text/html"):
        shown = {"person": person, "phone": called, "masked": mask_phone(called.number), "tel": tel}
        return render(request, "registry/phone_dial.html", shown)
    return JsonResponse({"tel": tel})
