"""Findings of being unreachable as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from followup.models import Lost
from registry.identity import mask_id_number

DAY = {"td": {"class": "nowrap"}}


class LostTable(tables.Table):
    """Asked for, decided on or ended; whoever may decide ticks those that wait."""

    tick = tables.Column(verbose_name="", accessor="pk", attrs={"td": {"class": "tick"}, "th": {"class": "tick"}})
    person = tables.Column(verbose_name=_("姓名"), attrs={"td": {"class": "lead"}})
    station = tables.Column(verbose_name=_("站点"), accessor="person__station")
    tries = tables.Column(verbose_name=_("寻访"), accessor="proof", attrs={"td": {"class": "plain"}})
    asked_by = tables.Column(verbose_name=_("申请人"))
    asked_on = tables.DateColumn(verbose_name=_("申请日期"), format="Y-m-d", attrs=DAY)
    decided_by = tables.Column(verbose_name=_("认定人"), default="—")
    state = tables.Column(verbose_name=_("状态"), empty_values=(), attrs={"td": {"class": "mark"}})

    class Meta:
        model = Lost
        fields = ()
        orderable = False
        empty_text = _("没有这样的失联认定")
        row_attrs = {"data-href": lambda record: record.get_absolute_url()}

    def __init__(self, *args, may_tick, **kwargs):
        super().__init__(*args, exclude=[] if may_tick else ["tick"], **kwargs)

    def render_tick(self, value):
        label = _("选择")
        return format_html('<input type="checkbox" name="lost" value="{}" aria-label="{}">', value, label)

    def render_person(self, record):
        return format_html(
            '<a href="{}">{}</a> <span class="sub">{}</span>',
            record.get_absolute_url(),
            record.person.name,
            mask_id_number(record.person.id_number),
        )

    def render_tries(self, value):
        days = sorted(line["made_on"] for line in value)
        return format_html('{} <span class="sub">{} — {}</span>', _("%(n)s 次") % {"n": len(days)}, days[0], days[-1])

    def render_state(self, record):
        colour, told = state_of(record)
        return format_html('<span class="badge {}">{}</span>', colour, told)


def state_of(lost):
    """Return (colour, words) of how a finding stands."""
    if lost.ended_on:
        return "", lost.get_ended_why_display()
    if lost.agreed is None:
        return "badge-amber", _("待认定")
    return ("badge-red", _("已认定失联")) if lost.agreed else ("", _("不予认定"))
