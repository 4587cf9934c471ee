"""Rosters and their rows as columns; personal facts are masked here too."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from registry.columns import printed
from registry.identity import mask_id_number, mask_phone
from registry.models import Roster, RosterRow
from registry.statuses import Education, Ethnicity, Group, NeedKind, Sex
from registry.telling import is_blocking, tell, tell_suspect

VERDICT_COLOURS = {"new": "badge-green", "changed": "badge-amber", "doubtful": "badge-amber", "invalid": "badge-red"}
PHONES = ("phones", "family_phones")
CODED = {"sex": Sex, "ethnicity": Ethnicity, "education": Education, "groups": Group, "needs": NeedKind}


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
    """Rows with their verdict; where they may be put right, a way to do so, and boxes to tick doubtful ones."""

    tick = tables.Column(verbose_name="", accessor="number", attrs={"td": {"class": "tick"}, "th": {"class": "tick"}})
    number = tables.Column(verbose_name=_("行号"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    name = tables.Column(verbose_name=_("姓名"), accessor="content", attrs={"td": {"class": "lead"}})
    verdict = tables.Column(verbose_name=_("结论"), attrs={"td": {"class": "mark"}})
    changes = tables.Column(verbose_name=_("原值 → 新值"), accessor="content")
    reasons = tables.Column(verbose_name=_("说明"), empty_values=())
    act = tables.Column(verbose_name="", empty_values=(), attrs={"td": {"class": "nowrap"}})

    class Meta:
        model = RosterRow
        fields = ()
        orderable = False
        empty_text = _("没有这样的行")

    def __init__(self, *args, may_decide, may_tick, **kwargs):
        hidden = [name for name, is_shown in (("tick", may_decide and may_tick), ("act", may_decide)) if not is_shown]
        super().__init__(*args, exclude=hidden, **kwargs)

    def render_tick(self, value):
        label = _("选择")
        return format_html('<input type="checkbox" name="rows" value="{}" aria-label="{}">', value, label)

    def render_name(self, value):
        facts = value.get("facts", {})
        masked = mask_id_number(facts.get("id_number", ""))
        return format_html('{} <span class="sub">{}</span>', facts.get("name") or "—", masked)

    def render_verdict(self, record):
        colour = VERDICT_COLOURS.get(record.verdict, "")
        badge = format_html('<span class="badge {}">{}</span>', colour, record.get_verdict_display())
        more = [record.get_decision_display()] if record.decision else []
        more += [_("已更正")] if record.corrected_by_id else []
        more += [_("已撤销")] if record.undone else [_("已入库")] if record.applied else []
        return format_html(
            "{}{}", badge, format_html_join("", ' <span class="sub">{}</span>', ((text,) for text in more))
        )

    def render_changes(self, value):
        lines = format_html_join("", '<span class="sub">{}：{} → <strong>{}</strong></span>', _told(value, "changes"))
        held = format_html_join(
            "",
            '<span class="sub muted">{}：<strong>{}</strong> ← <s>{}</s> {}</span>',
            _told(value, "held", _("来源较弱，未采用")),
        )
        return (lines + held) or "—"

    def render_reasons(self, record):
        lines = [("red" if is_blocking(reason) else "", tell(reason)) for reason in record.reasons]
        lines += [("amber", tell_suspect(suspect)) for suspect in record.suspects]
        return format_html_join("", '<span class="sub {}">{}</span>', lines)

    def render_act(self, record):
        if not record.is_wrong or record.applied:
            return ""
        url = reverse("registry:roster_row", args=[record.pk])
        label = _("核对") if record.verdict == "doubtful" else _("更正")
        return format_html('<a class="button button-small" href="{}">{}</a>', url, label)


def _told(content, part, *more):
    """Return the lines of what changes, or of what a stronger source holds."""
    pairs = content.get(part, {}).items()
    return [
        (printed(fact), shown(fact, was), shown(fact, is_), *more) for fact, (was, is_) in pairs if fact != "major_code"
    ]


class LeftRowTable(tables.Table):
    """The rows that undoing would leave, and whose they are."""

    number = tables.Column(verbose_name=_("行号"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    person = tables.Column(verbose_name=_("姓名"), linkify=True, attrs={"td": {"class": "lead"}})
    why = tables.Column(verbose_name=_("说明"), empty_values=())

    class Meta:
        model = RosterRow
        fields = ()
        orderable = False
        empty_text = _("没有不能撤销的人")

    def render_why(self):
        return _("入库后已有人办理过业务，保留在册")


def shown(fact, value):
    """Return a fact as a roster page shows it: numbers masked, codes in words, lists joined, nothing as a dash."""
    if fact in PHONES:
        value = [mask_phone(number) for number in value or ()]
    if fact == "address":
        value = "***" if value else ""
    if fact in CODED:
        value = [label_of(CODED[fact], code) for code in (value if isinstance(value, list) else [value])]
    if isinstance(value, list):
        value = "、".join(map(str, value))
    return value if value not in (None, "") else "—"


def label_of(choices, code):
    """Return the words for a code, or the code itself where the list does not know it."""
    return choices(code).label if code in choices.values else code or ""
