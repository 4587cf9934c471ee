"""Stations as columns."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from placement.accounts.models import Station


class StationTable(tables.Table):
    name = tables.Column(verbose_name=_("名称"), attrs={"td": {"class": "lead"}})
    level = tables.Column(verbose_name=_("层级"))
    parent = tables.Column(verbose_name=_("上级站点"), default="—")
    code = tables.Column(verbose_name=_("站点代码"))
    area_code = tables.Column(verbose_name=_("行政区划代码"), default="—")
    n = tables.Column(verbose_name=_("毕业生（人）"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    closed_on = tables.Column(verbose_name=_("状态"), empty_values=(), attrs={"td": {"class": "mark"}})

    class Meta:
        model = Station
        fields = ()
        orderable = False
        empty_text = _("没有这样的站点")
        row_attrs = {"data-href": lambda record: reverse("stations:station", args=[record.pk])}

    def render_name(self, record):
        return format_html('<a href="{}">{}</a>', reverse("stations:station", args=[record.pk]), record.name)

    def render_closed_on(self, record):
        if record.closed_on is None:
            return "—"
        told = _("%(day)s 并入%(station)s") % {
            "day": record.closed_on.isoformat(),
            "station": record.merged_into or "—",
        }
        return format_html('<span class="badge">{}</span>', told)
