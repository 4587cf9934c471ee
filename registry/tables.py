"""Rosters and their rows as columns; personal facts are masked here too."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from registry.columns import printed
from registry.identity import mask_id_number, mask_phone
from registry.models import Roster, RosterRow
from registry.telling import is_blocking, tell

VERDICT_COLOURS = {"new": "badge-green", "changed": "badge-amber", "invalid": "badge-red"}
PHONES = ("phones", "family_phones")


class RosterTable(tables.Table):
    file_name = tables.Column(verbose_name=_("文件"), linkify=True, attrs={"td": {"class": "lead"}})
    stage = tables.Column(verbose_name=_("进度"), attrs={"td": {"class": "mark"}})
    station = tables.Column(verbose_name=_("站点"))
    source = tables.Column(verbose_name=_("来源部门"))
    rows_total = tables.Column(verbose_name=_("行数"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    received_by = tables.Column(verbose_name=_("接收人"))
    received_at = tables.DateTimeColumn(verbose_name=_("接收时间"), format="Y-m-d H:i")

    class Meta:
        model = Roster
        fields = ()
        orderable = False
        empty_text = _("还没有导入过名册")


class RosterRowTable(tables.Table):
    number = tables.Column(verbose_name=_("行号"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    name = tables.Column(verbose_name=_("姓名"), accessor="content", attrs={"td": {"class": "lead"}})
    verdict = tables.Column(verbose_name=_("结论"), attrs={"td": {"class": "mark"}})
    changes = tables.Column(verbose_name=_("原值 → 新值"), accessor="content")
    reasons = tables.Column(verbose_name=_("说明"), empty_values=())

    class Meta:
        model = RosterRow
        fields = ()
        orderable = False
        empty_text = _("没有这样的行")

    def render_name(self, value):
        facts = value.get("facts", {})
        masked = mask_id_number(facts.get("id_number", ""))
        return format_html('{} <span class="sub">{}</span>', facts.get("name") or "—", masked)

    def render_verdict(self, record):
        colour = VERDICT_COLOURS.get(record.verdict, "")
        return format_html('<span class="badge {}">{}</span>', colour, record.get_verdict_display())

    def render_changes(self, value):
        lines = (
            (printed(fact), shown(fact, was), shown(fact, becomes))
            for fact, (was, becomes) in value.get("changes", {}).items()
            if fact != "major_code"
        )
        return format_html_join("", '<span class="sub">{}：{} → <strong>{}</strong></span>', lines) or "—"

    def render_reasons(self, value):
        lines = (("red" if is_blocking(reason) else "", tell(reason)) for reason in value)
        return format_html_join("", '<span class="sub {}">{}</span>', lines)


def shown(fact, value):
    """Return a fact as a roster page shows it: numbers masked, lists joined, nothing as a dash."""
    if fact in PHONES:
        value = [mask_phone(number) for number in value or ()]
    if fact == "address":
        value = "***" if value else ""
    if isinstance(value, list):
        value = "、".join(map(str, value))
    return value if value not in (None, "") else "—"
