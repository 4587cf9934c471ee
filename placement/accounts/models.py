"""Stations as a tree and the people who work in them."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from placement.accounts.roles import Reach, Role, reach_of

LATELY = timedelta(days=31)


def _successor(key, stations):
    """Return the key of what a station became, over however many mergers; None where that is not among these."""
    while key in stations and stations[key].merged_into_id:
        key = stations[key].merged_into_id
    return key if key in stations else None


class StationQuerySet(models.QuerySet):
    def within(self, station):
        """The station and everything below it; none without a station."""
        return self.filter(path__startswith=station.path) if station else self.none()

    def standing(self):
        """Those that were not closed."""
        return self.filter(closed_on=None)

    def by_every_name(self):
        """Return {name: the station it means today}, by the names of today, then those of before and of the merged.

        A name that two bear decides nothing.
        """
        stations = {station.pk: station for station in self}
        now, before = defaultdict(set), defaultdict(set)
        for station in stations.values():
            (before if station.closed_on else now)[station.name].add(station.pk)
        for name, key in StationPast.objects.filter(station__in=self).values_list("name", "station"):
            before[name].add(key)
        heard = {**before, **now}
        meant = {name: {_successor(key, stations) for key in keys} for name, keys in heard.items()}
        return {name: stations[min(keys)] for name, keys in meant.items() if len(keys) == 1 and None not in keys}

    def merged_lately(self, station, today):
        """Those that became part of a station within the last month."""
        return self.filter(merged_into=station, closed_on__gt=today - LATELY) if station else self.none()


class Station(models.Model):
    """A node of the office's tree; `path` is the chain of keys from the root, "/1/5/12/"."""

    class Level(models.TextChoices):
        CITY = "city", _("市")
        COUNTY = "county", _("区县（团场）")
        STREET = "street", _("街道（乡镇、连队）")
        COMMUNITY = "community", _("社区（村）")
        POINT = "point", _("服务点")

    name = models.CharField(_("名称"), max_length=60)
    code = models.CharField(_("站点代码"), max_length=20, unique=True)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级站点")
    )
    path = models.CharField(max_length=200, unique=True, editable=False, null=True)
    area_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("经度"), max_digits=8, decimal_places=5, null=True, blank=True)
    opens_at = models.TimeField(_("上班时间"), null=True, blank=True)
    closes_at = models.TimeField(_("下班时间"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name=_("并入站点")
    )

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("站点")
        ordering = ["path"]

    def __str__(self):
        return self.name

    def history(self):
        """Return what became of the station as (day, past or merged station), the newest first: two queries."""
        told = [(past.until, past) for past in self.pasts.all()]
        told += [(gone.closed_on, gone) for gone in self.merged_from.all()]
        return sorted(told, key=lambda line: line[0], reverse=True)


class StationPast(models.Model):
    """What a station was called and where it stood until a day: last year's figures keep last year's names."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="pasts", verbose_name=_("站点"))
    name = models.CharField(_("名称"), max_length=60)
    code = models.CharField(_("站点代码"), max_length=20, db_index=True)
    area_code = models.CharField(_("行政区划代码"), max_length=12, blank=True, db_index=True)
    parent = models.ForeignKey(Station, models.PROTECT, null=True, related_name="+", verbose_name=_("上级站点"))
    until = models.DateField(_("止"))
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("站点沿革")
        ordering = ["-until", "-pk"]


class User(AbstractUser):
    """A member of staff; without a station nobody is visible."""

    first_name = last_name = None
    name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("站点")
    )
    phone = models.CharField(_("办公电话"), max_length=20, blank=True)
    visits_a_day = models.PositiveSmallIntegerField(_("每日走访容量"), default=12)

    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = verbose_name_plural = _("工作人员")

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def reach(self):
        """How far this user sees; nobody at all without a station."""
        return reach_of(self.role) if self.station_id else Reach.NOBODY
