"""Gatherings as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from followup.models import Gathering

COUNT = {"td": {"class": "num"}, "th": {"class": "num"}}


class GatheringTable(tables.Table):
    """Gatherings, the newest first."""

    title = tables.Column(verbose_name=_("主题"), linkify=True, attrs={"td": {"class": "lead"}})
    held_on = tables.DateColumn(verbose_name=_("日期"), format="Y-m-d", attrs={"td": {"class": "nowrap"}})
    kind = tables.Column(verbose_name=_("类型"), attrs={"td": {"class": "plain"}})
    station = tables.Column(verbose_name=_("主办站点"))
    by = tables.Column(verbose_name=_("主持人"))
    there = tables.Column(verbose_name=_("到场 / 名单"), attrs=COUNT)
    state = tables.Column(verbose_name=_("状态"), empty_values=(), attrs={"td": {"class": "mark"}})

    class Meta:
        model = Gathering
        fields = ()
        orderable = False
        empty_text = _("还没有集中活动")
        row_attrs = {"data-href": lambda record: record.get_absolute_url()}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def render_there(self, record):
        return f"{record.there} / {record.asked}"

    def render_state(self, record):
        if record.called_off_on:
            colour, words = "badge-red", _("已取消")
        elif record.closed_at:
            colour, words = "badge-green", _("已结束")
        elif record.held_on > self.today:
            colour, words = "", _("未开始")
        else:
            colour, words = "badge-amber", _("点名中")
        return format_html('<span class="badge {}">{}</span>', colour, words)
