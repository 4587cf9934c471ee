"""The figures of a day as they were counted, so that a trend is history and not a guess."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """One figure of one day, station (with all below it) and cohort: how many people counted, of how many."""

    day = models.DateField(_("日期"))
    station = models.ForeignKey("accounts.Station", models.CASCADE, related_name="+")
    cohort = models.PositiveSmallIntegerField(_("届别"), default=0)  # 0: not known
    base = models.CharField(max_length=12)
    figure = models.CharField(max_length=16)
    counted = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("每日数据")
        ordering = ["day", "station", "cohort", "base", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "station", "cohort", "base", "figure"],
                name="one_figure_a_day",
                violation_error_message=_("当日数据已存在。"),
            )
        ]
        indexes = [models.Index(fields=["station", "base", "day"], name="snapshot_trend")]
