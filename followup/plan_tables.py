"""Overdue visits as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from followup.models import Escalation

PLAIN = {"td": {"class": "plain"}}


class OverdueTable(tables.Table):
    """Who was to be seen, how late it is, to whom it has climbed, and why."""

    person = tables.Column(verbose_name=_("姓名"), accessor="visit__person", attrs={"td": {"class": "lead"}})
    due_on = tables.Column(verbose_name=_("最迟日期"), accessor="visit__due_on", attrs={"td": {"class": "nowrap"}})
    officer = tables.Column(verbose_name=_("走访人"), accessor="visit__officer", default="—")
    rung = tables.Column(verbose_name=_("督办"), attrs=PLAIN)
    reason = tables.Column(verbose_name=_("逾期原因"), empty_values=(), attrs=PLAIN)
    act = tables.TemplateColumn(
        verbose_name="", template_name="followup/_overdue_act.html", attrs={"td": {"class": "mark"}}
    )

    class Meta:
        model = Escalation
        fields = ()
        orderable = False
        empty_text = _("没有逾期的走访")
        row_attrs = {"data-href": lambda record: record.visit.person.get_absolute_url()}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def render_person(self, value):
        return format_html('<a href="{}">{}</a> <span class="sub">{}</span>', value.get_absolute_url(), value, value.station)

    def render_due_on(self, value):
        late = _("逾期 %(n)s 天") % {"n": (self.today - value).days}
        return format_html('{} <span class="sub red">{}</span>', value.isoformat(), late)

    def render_rung(self, record):
        asked = _("专员") if record.rung == 1 else record.station or "—"
        since = _("%(day)s 起") % {"day": record.since.isoformat()}
        return format_html('{} <span class="sub">{}</span>', asked, since)

    def render_reason(self, record):
        if not record.reason:
            return format_html('<span class="red">{}</span>', _("未说明原因"))
        told = record.reason_note or ""
        return format_html('{} <span class="sub">{} {}</span>', record.get_reason_display(), told, record.reason_by or "")
