"""Whether the ranking is any good, honestly: figures with their intervals, and the pushes behind each."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching import truth as figures
from matching.intervals import LEAST
from matching.models import QualityMark, RankingVersion
from matching.models.push import EXPIRE_AFTER
from matching.placing import trial
from matching.truth_tables import BehindTable
from matching.views.listing import listed
from matching.weights import current_weights

VIEW = permission_required("matching.view_ranking", raise_exception=True)
MARKS = 30  # of the labelled sets that are shown


@require_safe
@VIEW
def truth(request):
    """What came of pushes by how they were chosen and by version, where the accepted had stood, and the labelled sets."""
    today, days, form = timezone.localdate(), _days(request), _form(request)
    observed = RankingVersion.objects.observed().first()
    context = {
        "days": days,
        "form": form,
        "windows": figures.WINDOWS,
        "forms": figures.FORMS.items(),
        "measures": figures.MEASURES,
        "arms": figures.by_arm(on=today, days=days, form=form),
        "versions": figures.by_version(current_weights().version, on=today, days=days, form=form),
        "waiting": figures.too_young(on=today),
        "after": EXPIRE_AFTER,
        "least": LEAST,
        "observed": observed,
        "trial": trial(on=today, days=days, version=observed and observed.number),
        "marks": QualityMark.objects.all()[:MARKS],
    }
    return render(request, "matching/truth.html", context)


@require_safe
@VIEW
def truth_pushes(request):
    """The pushes behind a figure, of the people the user sees; how many are out of sight is said."""
    today, days = timezone.localdate(), _days(request)
    found = figures.behind(request.GET, on=today, days=days)
    seen, total = found.visible_to(request.user), found.count()
    table = BehindTable(seen.for_list().order_by("-pushed_on", "-pk"))
    context = {
        "total": total,
        "people": found.order_by().values("person").distinct().count(),
        "hidden": total - seen.count(),
        "measure": figures.BY_CODE.get(request.GET.get("measure")),
        "left_out": request.GET.get("side") == "left_out",
        "days": days,
        "back": f"?days={days}",
        "other_side": _other_side(request.GET.copy()),
    }
    return listed(request, table, "matching/truth_pushes.html", **context)


def _other_side(query):
    """The address of those a figure left out, or of those it counted."""
    query["side"] = "" if query.get("side") == "left_out" else "left_out"
    query.pop("page", None)
    return f"?{query.urlencode()}"


def _days(request):
    asked = request.GET.get("days", "")
    return int(asked) if asked.isdecimal() and int(asked) in figures.WINDOWS else figures.USUAL


def _form(request):
    return request.GET.get("form") if request.GET.get("form") in figures.FORMS else "pushes"
