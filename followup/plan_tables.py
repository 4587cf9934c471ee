"""Overdue visits as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from followup.escalating import OFFICER
from followup.models import Visit

PLAIN = {"td": {"class": "plain"}}


class OverdueTable(tables.Table):
    """Who was to be seen, how late it is, to whom it has climbed, and why."""

    person = tables.Column(verbose_name=_("姓名"), attrs={"td": {"class": "lead"}})
    due_on = tables.Column(verbose_name=_("最迟日期"), attrs={"td": {"class": "nowrap"}})
    officer = tables.Column(verbose_name=_("走访人"), default="—")
    asked = tables.Column(verbose_name=_("督办"), empty_values=(), attrs=PLAIN)
    reason = tables.Column(verbose_name=_("逾期原因"), empty_values=(), attrs=PLAIN)
    act = tables.TemplateColumn(
        verbose_name="", template_name="followup/_overdue_act.html", attrs={"td": {"class": "mark"}}
    )

    class Meta:
        model = Visit
        fields = ()
        orderable = False
        empty_text = _("没有逾期的走访")
        row_attrs = {"data-href": lambda record: record.person.get_absolute_url()}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def render_person(self, value):
        return format_html(
            '<a href="{}">{}</a> <span class="sub">{}</span>', value.get_absolute_url(), value, value.station
        )

    def render_due_on(self, value):
        late = _("逾期 %(n)s 天") % {"n": (self.today - value).days}
        return format_html('{} <span class="sub red">{}</span>', value.isoformat(), late)

    def render_asked(self, record):
        """Before a night has placed it, the officer is asked."""
        row = getattr(record, "escalation", None)
        if row is None or row.rung == OFFICER:
            return _("专员")
        return format_html(
            '{} <span class="sub">{}</span>', row.station, _("%(day)s 起") % {"day": row.since.isoformat()}
        )

    def render_reason(self, record):
        row = getattr(record, "escalation", None)
        if row is None or not row.reason:
            return format_html('<span class="red">{}</span>', _("未说明原因"))
        return format_html(
            '{} <span class="sub">{} {}</span>', row.get_reason_display(), row.reason_note, row.reason_by or ""
        )
