"""Stations for administrators: the tree with its past, and changing it. Numbers of people are shown, never names."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from followup.relocating import left_at
from followup.views.doors import carried_out
from placement.accounts.models import Station
from placement.stations.forms import MergeForm, RenameForm, SplitForm
from placement.stations.reorganising import find_stations, merge_stations, rename_station, split_station
from placement.stations.tables import StationTable

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("accounts.manage", raise_exception=True)
def stations(request):
    """The tree; a name or code from before finds what it became."""
    words = request.GET.get("q", "").strip()
    found = find_stations(words).select_related("parent", "merged_into")
    table = StationTable(found.annotate(n=Count("people", filter=Q(people__gone=""))))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "stations/stations.html", {"table": table, "words": words})


@require_safe
@permission_required("accounts.manage", raise_exception=True)
def station(request, pk):
    """One station: what hangs on it, and what it was."""
    found = _station(pk)
    context = {"station": found, "left": left_at(found), "history": found.history()}
    return render(request, "stations/station.html", context)


def _station(pk):
    return get_object_or_404(Station.objects.select_related("parent", "merged_into"), pk=pk)


@FORM
@permission_required("accounts.manage", raise_exception=True)
def station_rename(request, pk):
    """Another name, other codes, another place in the tree."""
    found = _station(pk)
    form = RenameForm(request.POST or None, station=found)
    rename = partial(rename_station, found, on=timezone.localdate())
    if carried_out(request, form, lambda data: rename(**data)):
        messages.success(request, _("已更名，原名称和代码记入沿革。"))
        return redirect("stations:station", pk)
    return _show(request, found, form, _("更名与调整"), _("保存"))


@FORM
@permission_required("accounts.manage", raise_exception=True)
def station_merge(request, pk):
    """Close the station and let everything of it go into another."""
    found, moved = _station(pk), []
    form = MergeForm(request.POST or None, station=found)
    merge = partial(merge_stations, found, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: moved.append(merge(**data))):
        messages.success(request, _("已合并，%(n)s 名毕业生随之转入。") % {"n": moved[0]})
        return redirect("stations:station", pk)
    return _show(request, found, form, _("并入其他站点"), _("确认合并"), left=left_at(found))


@FORM
@permission_required("accounts.manage", raise_exception=True)
def station_split(request, pk):
    """Open a new station out of this one."""
    found, fresh = _station(pk), []
    form = SplitForm(request.POST or None, station=found)
    split = partial(split_station, found, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: fresh.append(split(**data))):
        messages.success(request, _("已划出%(station)s，%(n)s 名毕业生随之转入。") % _split(fresh[0]))
        return redirect("stations:station", fresh[0].pk)
    return _show(request, found, form, _("划出新站点"), _("确认划出"))


def _split(fresh):
    return {"station": fresh, "n": left_at(fresh)["people"]}


def _show(request, found, form, title, submit, left=None):
    context = {"station": found, "form": form, "title": title, "submit": submit, "left": left}
    return render(request, "stations/station_form.html", context)
