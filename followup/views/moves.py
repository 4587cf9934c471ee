"""Many planned visits moved into some days: choose, see what it would do, confirm."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup import spreads
from followup.filters import people_of
from followup.forms.plan import MoveForm, SpanForm
from followup.rescheduling import reschedule
from followup.views.doors import carried_out
from registry.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.record_visit", raise_exception=True)
def visits_move(request):
    """Show how the chosen visits would lie over the days; confirmed, move them."""
    today = timezone.localdate()
    span = SpanForm(request.GET if "first" in request.GET else None, initial=spreads.usual_span(today))
    offered = spreads.offered_to(request.user, request.GET, people_of(request, today)[1], today)
    visits = spreads.chosen_of(offered, request.GET)
    form = MoveForm(request.POST or None, may_grant=request.user.has_perm("followup.grant_date"))
    shown = _shown(visits, span, today)
    if shown and carried_out(request, form, lambda data: _move(request, visits, span.cleaned_data, data, today)):
        return redirect("followup:visits")
    count = offered.count()
    context = {
        "count": count,
        "offered": list(offered) if count <= spreads.TICKABLE else [],
        "ticked": set(request.GET.getlist("visits")),
        "officers": spreads.officers_of(offered),
        "span": span,
        "kept": [pair for pair in request.GET.lists() if pair[0] not in ("visits", "first", "last", "officer")],
        "form": form,
        "shown": shown,
    }
    return render(request, "followup/visits_move.html", context)


def _shown(visits, span, today):
    """The preview; what makes no sense is said beside the days."""
    if not span.is_valid():
        return None
    try:
        return spreads.shown_spread(visits, span.cleaned_data["first"], span.cleaned_data["last"], on=today)
    except Refusal as refusal:
        span.add_error(None, refusal.sentence)
        return None


def _move(request, visits, days, data, today):
    moved = reschedule(visits, days["first"], days["last"], by=request.user, on=today, **data)
    messages.success(request, _("已改期 %(n)s 次走访，最迟日期不变的仍按原日期计逾期。") % {"n": moved})
