"""Each role's first page, the wall of figures, and the names behind each."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from followup.ledger import with_service
from followup.tables import PersonTable
from placement.accounts.models import Station
from placement.dashboards import figures as counting
from placement.dashboards import walls
from registry.models import Person


@require_safe
@permission_required("dashboards.view_today", raise_exception=True)
def today(request):
    """What this user came to do today."""
    day = timezone.localdate()
    wall = walls.wall_of(request.user, day)
    return render(request, f"dashboards/today_{wall['kind']}.html", {"wall": wall, "day": day})


class Scope:
    """Which people a page of figures speaks of: the viewer's, narrowed by station and cohort in the query."""

    def __init__(self, request):
        stations = Station.objects.within(request.user.station)
        chosen = request.GET.get("station", "")
        self.station = get_object_or_404(stations, pk=chosen) if chosen.isdigit() else request.user.station
        self.stations = Station.objects.within(self.station)
        cohort = request.GET.get("cohort", "")
        self.cohort = int(cohort) if cohort.isdigit() and len(cohort) == 4 else None
        self.base = request.GET.get("base") if request.GET.get("base") in counting.BASES else counting.REGISTERED
        self.people = Person.objects.visible_to(request.user).filter(station__in=self.stations.values("pk"))
        if self.cohort:
            self.people = self.people.filter(cohort=self.cohort)

    @property
    def query(self):
        parts = [f"base={self.base}"]
        if self.station:
            parts.append(f"station={self.station.pk}")
        if self.cohort:
            parts.append(f"cohort={self.cohort}")
        return "&".join(parts)


@require_safe
@permission_required("dashboards.view_figures", raise_exception=True)
def figures(request):
    """The rates, how they are counted, by station and cohort, and their trend."""
    scope = Scope(request)
    page = walls.figures_page(scope, timezone.localdate())
    context = {"scope": scope, "page": page, "now": timezone.localtime(), "bases": counting.BASES.items()}
    return render(request, "dashboards/figures.html", context)


@require_safe
@permission_required("dashboards.view_figures", raise_exception=True)
def names(request, code):
    """The people behind a figure, or those it left out."""
    figure = counting.BY_CODE.get(code)
    if figure is None:
        raise Http404
    scope, day = Scope(request), timezone.localdate()
    counted = request.GET.get("side") != "out"
    found = counting.behind(figure, scope.people, on=day, base=scope.base, counted=counted)
    people = Person.objects.filter(pk__in=found.order_by().values("pk")).order_by("station__path", "name", "pk")
    table = PersonTable(with_service(people), today=day, may_tick=False)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"figure": figure, "scope": scope, "table": table, "counted": counted, "day": day}
    context["base_label"] = counting.BASES[scope.base]
    return render(request, "dashboards/names.html", context)
