"""Each role's first page, the wall of figures, and the names behind each."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from followup.ledger import with_service
from followup.tables import PersonTable
from placement.dashboards import walls
from placement.dashboards.board import board, listing
from placement.dashboards.figures import BASES
from placement.dashboards.scope import Scope
from registry.models import Person


@require_safe
@permission_required("dashboards.view_today", raise_exception=True)
def today(request):
    """What this user came to do today."""
    day = timezone.localdate()
    wall = walls.wall_of(request.user, day)
    return render(request, f"dashboards/today_{wall['kind']}.html", {"wall": wall, "day": day})


@require_safe
@permission_required("dashboards.view_figures", raise_exception=True)
def figures(request):
    """The rates, how they are counted, by station and cohort, and their trend."""
    scope, day = Scope(request.user, request.GET), timezone.localdate()
    context = {
        "scope": scope,
        "page": board(scope, day),
        "day": day,
        "above": [(station, scope.query(station=station.pk, own=None)) for station in scope.above()],
        "bases": [(label, scope.query(base=code), code == scope.base) for code, label in BASES.items()],
        "every_cohort": scope.query(cohort=None),
        "history": scope.station.history() if scope.station else [],
    }
    return render(request, "dashboards/figures.html", context)


@require_safe
@permission_required("dashboards.view_figures", raise_exception=True)
def names(request, code):
    """The people behind a figure or a group, or those a figure left out."""
    scope, day = Scope(request.user, request.GET), timezone.localdate()
    found = listing(scope, code, request.GET.get("side"), day)
    if found is None:
        raise Http404
    people = Person.objects.filter(pk__in=found.people.order_by().values("pk")).order_by("station__path", "name", "pk")
    table = PersonTable(with_service(people), today=day, may_tick=False)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"found": found, "scope": scope, "table": table, "day": day, "back": scope.query()}
    return render(request, "dashboards/names.html", context)
