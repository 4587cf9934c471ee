"""How a view reaches a person: through visible_to(), or not at all."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.filters import people_of
from registry.models import Person
from registry.refusals import Refusal


def person_of(request, pk):
    """Return the person, or 404 when the user may not see them: missing and hidden look the same."""
    people = Person.objects.visible_to(request.user)
    shown = people.select_related("station", "owner", "counsellor", "also_station", "also_owner")
    return get_object_or_404(shown, pk=pk)


def selected_people(request, ticks=None):
    """The people an act is for: those ticked, or all that match the query; one path, always within what is visible."""
    ticks = request.POST if ticks is None else ticks
    _chosen, found = people_of(request, timezone.localdate())
    if ticks.get("all") != "yes":
        ticked = [int(pk) for pk in ticks.getlist("people") if pk.isdecimal() and len(pk) < 19]
        found = found.filter(pk__in=ticked)
    # Rid of every ordering and annotation: acts look at the rows, not at their order.
    found = Person.objects.filter(pk__in=found.order_by().values("pk"))
    if not found.exists():
        raise Refusal(_("请先选择毕业生。"))
    return found


def carried_out(request, form, act):
    """Return whether a posted form was right and its act was done.

    A verb's refusal becomes a sentence in the form, so that nothing typed at a door is lost.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def show_form(request, person, form, *, title, submit, hint="", fields_class="", template="followup/form.html", **more):
    """Show one short form for a person; what was typed stays when it is refused."""
    context = {
        "person": person,
        "form": form,
        "title": title,
        "submit": submit,
        "hint": hint,
        "fields_class": fields_class,
        **more,
    }
    return render(request, template, context)


def back_to(person, part=""):
    return redirect(person.get_absolute_url() + (f"#{part}" if part else ""))
