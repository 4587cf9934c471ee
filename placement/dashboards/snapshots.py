"""Keeps the figures of a day, and reads them back as a trend."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum

from placement.dashboards.figures import BASES, FIGURES, belongs, count_by_place, everyone
from placement.dashboards.models import Snapshot


@transaction.atomic
def take_snapshot(on):
    """Count everyone as of a day and keep it; taken twice the day holds the later count, once."""
    rows = count_by_place(everyone(), on=on)
    sums = defaultdict(lambda: [0, 0])
    for row in rows:
        for base in BASES:
            if belongs(row, base):
                for figure in FIGURES:
                    kept = sums[row["station"], row["cohort"] or 0, base, figure.code]
                    kept[0] += row[f"{figure.code}_in"]
                    kept[1] += row[f"{figure.code}_of"]
    Snapshot.objects.bulk_create(
        (
            Snapshot(day=on, station_id=station, cohort=cohort, base=base, figure=code, counted=counted, total=total)
            for (station, cohort, base, code), (counted, total) in sorted(sums.items())
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["day", "station", "cohort", "base", "figure"],
        update_fields=["counted", "total"],
    )
    return len(sums)


def trend(stations, *, on, base, weeks=26, cohort=None):
    """Return {"days": [...], "series": [{"code", "name", "values"}]}: the last snapshot of each week, in percent."""
    kept = Snapshot.objects.filter(station__in=stations.values("pk"), base=base, day__gt=on - timedelta(weeks=weeks))
    if cohort:
        kept = kept.filter(cohort=cohort)
    kept = kept.order_by("day", "figure").values("day", "figure").annotate(counted=Sum("counted"), total=Sum("total"))
    weekly = {}
    for row in kept:  # by day, so the last of a week stays
        weekly[row["day"].isocalendar()[:2], row["figure"]] = row
    days = {}
    for (week, _code), row in weekly.items():
        days[week] = max(days.get(week, row["day"]), row["day"])
    series = [
        {
            "code": figure.code,
            "name": str(figure.label),
            "values": [_percent(weekly.get((week, figure.code))) for week in days],
        }
        for figure in FIGURES
    ]
    return {"days": [day.isoformat() for day in days.values()], "series": series}


def _percent(row):
    return round(100 * row["counted"] / row["total"], 1) if row and row["total"] else None
