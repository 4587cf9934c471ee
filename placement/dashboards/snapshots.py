"""Keeps the figures of a day, and reads them back as a trend."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Sum

from placement.accounts.models import Station
from placement.dashboards.figures import BASES, FIGURES, percent, rates, tallies
from placement.dashboards.models import Snapshot
from placement.dashboards.room import room_to_count
from registry.models import Person

WEEKS = 26
KEY = ("station", "cohort", "base", "figure")


@room_to_count()
def take_snapshot(on):
    """Count everyone as of a day and keep it, each station with all below it; taken twice, the later count stands."""
    sums = dict.fromkeys(Snapshot.objects.filter(day=on).values_list(*KEY), (0, 0))  # what is gone becomes nought
    for (station, cohort), found in _by_station_and_cohort(tallies(Person.objects.all(), on=on)).items():
        for base in BASES:
            for rate in rates(found, base):
                key = (station, cohort, base, rate.figure.code)
                if rate.total or key in sums:
                    sums[key] = (rate.counted, rate.total)
    Snapshot.objects.bulk_create(
        (
            Snapshot(day=on, station_id=station, cohort=cohort, base=base, figure=code, counted=counted, total=total)
            for (station, cohort, base, code), (counted, total) in sorted(sums.items())
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["day", *KEY],
        update_fields=["counted", "total"],
    )
    return len(sums)


def _by_station_and_cohort(found):
    """Sort tallies by station and cohort, each also under every station above its own."""
    above = {
        pk: [int(key) for key in path.strip("/").split("/")] for pk, path in Station.objects.values_list("pk", "path")
    }
    sorted_out = defaultdict(list)
    for tally in found:
        for station in above[tally.station]:
            sorted_out[station, tally.cohort].append(tally)
    return sorted_out


def trend(station, *, on, base, weeks=WEEKS, cohort=None):
    """Return {"days": [...], "series": [{"code", "name", "values"}]}: the last snapshot of each week, in percent."""
    kept = Snapshot.objects.filter(station=station, base=base, day__gt=on - timedelta(weeks=weeks), day__lte=on)
    if cohort is not None:
        kept = kept.filter(cohort=cohort)
    days = _last_of_each_week(kept.order_by("day").values_list("day", flat=True).distinct())
    sums = kept.filter(day__in=days).order_by("day", "figure").values_list("day", "figure")
    values = {(day, code): percent(n, of) for day, code, n, of in sums.annotate(Sum("counted"), Sum("total"))}
    series = [
        {"code": figure.code, "name": str(figure.label), "values": [values.get((day, figure.code)) for day in days]}
        for figure in FIGURES
    ]
    return {"days": [day.isoformat() for day in days], "series": series}


def _last_of_each_week(days):
    return list({day.isocalendar()[:2]: day for day in days}.values())
