"""Lists handed out, as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from followup.models import Export
from followup.tables import DAY, DESK

COLOURS = {Export.Stage.READY: "badge-green", Export.Stage.FAILED: "badge-red"}
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class ExportTable(tables.Table):
    """Lists handed out, the newest first; one's own lead to their page, the record of others tells who."""

    serial = tables.Column(verbose_name=_("编号"), attrs={"td": {"class": "lead"}})
    stage = tables.Column(verbose_name=_("进度"), attrs={"td": {"class": "mark"}})
    at = tables.DateTimeColumn(verbose_name=_("时间"), format="Y-m-d H:i", attrs=DAY)
    by = tables.Column(verbose_name=_("导出人"))
    purpose = tables.Column(verbose_name=_("用途"))
    recipient = tables.Column(verbose_name=_("提供给"), default="—")
    sentence = tables.Column(verbose_name=_("范围"), attrs=DESK)
    rows_total = tables.Column(verbose_name=_("行数"), attrs=NUMBER)
    unmasked = tables.Column(verbose_name=_("个人信息"))
    fetched = tables.Column(verbose_name=_("下载次数"), attrs=NUMBER)

    class Meta:
        model = Export
        fields = ()
        orderable = False
        empty_text = _("还没有导出过名单")

    def __init__(self, *args, is_own, **kwargs):
        super().__init__(*args, exclude=["by"] if is_own else [], **kwargs)
        self.is_own = is_own

    def render_serial(self, record):
        if not self.is_own:
            return record.serial
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.serial)

    def render_stage(self, record):
        colour = COLOURS.get(record.stage, "")
        return format_html('<span class="badge {}">{}</span>', colour, record.get_stage_display())

    def render_by(self, record):
        return format_html('{} <span class="sub">{}</span>', record.by.name, record.station)

    def render_unmasked(self, value):
        if value:
            return format_html('<span class="badge badge-amber">{}</span>', _("未遮蔽"))
        return _("已遮蔽")
