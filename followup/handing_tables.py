"""Acts of handing over as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from followup.models import Handing, Transfer
from registry.identity import mask_id_number

COUNT = {"td": {"class": "num"}, "th": {"class": "num"}}


class HandingTable(tables.Table):
    """Acts that gave people to officers, the newest first."""

    at = tables.DateTimeColumn(
        verbose_name=_("时间"), format="Y-m-d H:i", linkify=True, attrs={"td": {"class": "lead"}}
    )
    way = tables.Column(verbose_name=_("方式"), attrs={"td": {"class": "plain"}})
    n = tables.Column(verbose_name=_("项数"), attrs=COUNT)
    leaver = tables.Column(verbose_name=_("移交人"), default="—")
    station = tables.Column(verbose_name=_("站点"))
    by = tables.Column(verbose_name=_("经办"))
    reason = tables.Column(verbose_name=_("原因"), default="—")
    undone_at = tables.DateTimeColumn(verbose_name=_("撤销时间"), format="Y-m-d H:i", default="—")

    class Meta:
        model = Handing
        fields = ()
        orderable = False
        empty_text = _("还没有分配过")


STATE_COLOURS = {"waiting": "badge-amber", "accepted": "badge-green", "refused": "badge-red", "expired": "badge-red"}


class TransferTable(tables.Table):
    """People offered by one station to another; those who may answer tick them."""

    tick = tables.Column(verbose_name="", accessor="pk", attrs={"td": {"class": "tick"}, "th": {"class": "tick"}})
    person = tables.Column(verbose_name=_("姓名"), attrs={"td": {"class": "lead"}})
    sender = tables.Column(verbose_name=_("转出站点"))
    receiver = tables.Column(verbose_name=_("接收站点"))
    kind = tables.Column(verbose_name=_("方式"), attrs={"td": {"class": "hide-phone"}})
    reason = tables.Column(verbose_name=_("原因"), attrs={"td": {"class": "plain"}})
    asked_by = tables.Column(verbose_name=_("发起人"), attrs={"td": {"class": "hide-phone"}})
    answer_by = tables.Column(verbose_name=_("接收期限"), attrs={"td": {"class": "nowrap"}})
    state = tables.Column(verbose_name=_("状态"), attrs={"td": {"class": "mark"}})

    class Meta:
        model = Transfer
        fields = ()
        orderable = False
        empty_text = _("没有这样的转接")
        row_attrs = {"data-href": lambda record: record.get_absolute_url()}

    def __init__(self, *args, today, may_tick, **kwargs):
        super().__init__(*args, exclude=[] if may_tick else ["tick"], **kwargs)
        self.today = today

    def render_tick(self, record, value):
        if record.answer_by < self.today:
            return ""
        label = _("选择")
        return format_html('<input type="checkbox" name="transfers" value="{}" aria-label="{}">', value, label)

    def render_person(self, record):
        return format_html(
            '<a href="{}">{}</a> <span class="sub">{}</span>',
            record.get_absolute_url(),
            record.person.name,
            mask_id_number(record.person.id_number),
        )

    def render_answer_by(self, record):
        late = record.state == Transfer.State.WAITING and record.answer_by < self.today
        return format_html('<span class="{}">{}</span>', "red strong" if late else "", record.answer_by.isoformat())

    def render_state(self, record):
        colour = STATE_COLOURS.get(record.state, "")
        return format_html(
            '<span class="badge {}">{}</span> <span class="sub">{}</span>',
            colour,
            record.get_state_display(),
            record.answer,
        )
