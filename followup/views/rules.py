"""The rules by which follow-ups are proposed: of each standard, changed by whoever decides for the office."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from followup.cadence import Rules
from followup.effects import changed_rules, people_concerned
from followup.forms.schedule import RuleSet
from followup.models import Standard
from followup.schedules import decides_for_the_office, defaults_of, rules_of
from followup.scheduling import set_rules


@require_safe
@permission_required("followup.change_schedule", raise_exception=True)
def rules(request):
    """The standards, and how many people each is kept for."""
    is_open = Count("cases", filter=Q(cases__closed_on=None), distinct=True)
    found = Standard.objects.annotate(people=is_open, own=Count("rules", distinct=True))
    return render(request, "followup/rules.html", {"standards": found.order_by("retired_on", "code", "-version")})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.change_schedule", raise_exception=True)
def standard_rules(request, pk):
    """The rules of one standard; a change counts from the next night on."""
    standard = get_object_or_404(Standard, pk=pk)
    before = rules_of(standard)
    form = RuleSet(request.POST or None, initial=[asdict(rule) for rule in before])
    if request.method == "POST" and form.is_valid():
        _change(request, standard, before, form.rules())
        return redirect("followup:standard_rules", pk)
    context = {"standard": standard, "form": form, "may_change": decides_for_the_office(request.user)}
    return render(request, "followup/standard_rules.html", context)


def _change(request, standard, before, given):
    """Keep what differs from the product's rules, and say for how many people it changes something."""
    usual = set(defaults_of(standard))
    own = [rule for rule in given if rule not in usual]
    changed = changed_rules(before, Rules(own, defaults_of(standard)))
    set_rules(standard, own, by=request.user)
    people = people_concerned(standard, changed)
    told = ngettext("已保存，涉及 %(n)s 人，从今晚起重排。", "已保存，涉及 %(n)s 人，从今晚起重排。", people) % {
        "n": people
    }
    messages.success(request, told if changed else _("规则没有变化。"))
