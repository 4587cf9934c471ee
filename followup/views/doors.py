"""How a view reaches a person: through visible_to(), or not at all."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from followup.filters import people_of
from followup.selecting import ticked_or_all
from registry.models import Person
from registry.refusals import Refusal


def person_of(request, pk):
    """Return the person, or 404 when the user may not see them: missing and hidden look the same."""
    people = Person.objects.visible_to(request.user)
    shown = people.select_related("station", "owner", "counsellor", "also_station", "also_owner")
    return get_object_or_404(shown, pk=pk)


def selected_people(request, ticks=None):
    """The people an act is for: those ticked, or all that match the query; one path, always within what is visible."""
    _chosen, found = people_of(request, timezone.localdate())
    return ticked_or_all(found, request.POST if ticks is None else ticks)


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
