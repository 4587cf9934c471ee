"""The pool, the batches and their rows as columns."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from matching.models import Employer, Posting, PostingBatch, PostingRow, TermLink
from matching.telling import tell
from matching.touching import touched_by

VERDICT_COLOURS = {"new": "badge-green", "changed": "badge-amber", "joined": "badge-amber", "invalid": "badge-red"}


class PostingTable(tables.Table):
    title = tables.Column(verbose_name=_("岗位"), order_by=("title", "pk"), attrs={"td": {"class": "lead"}})
    pay = tables.Column(verbose_name=_("月薪（元）"), order_by=("pay_min", "pk"), attrs={"td": {"class": "mark"}})
    education = tables.Column(verbose_name=_("学历"), order_by=("education", "pk"))
    majors_text = tables.Column(verbose_name=_("专业要求"), orderable=False)
    area_text = tables.Column(verbose_name=_("工作地"), order_by=("area_text", "pk"))
    headcount = tables.Column(
        verbose_name=_("人数"), order_by=("headcount", "pk"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    closes_on = tables.DateColumn(verbose_name=_("截止"), format="Y-m-d", order_by=("closes_on", "pk"))

    class Meta:
        model = Posting
        fields = ()
        order_by_field = "sort"
        row_attrs = {"data-href": lambda record: record.get_absolute_url()}
        empty_text = _("没有符合条件的岗位")

    def render_title(self, record):
        told = format_html(
            '<a href="{}">{}</a> <span class="sub">{}</span>', record.get_absolute_url(), record.title, record.employer
        )
        if record.closed_on is None:
            return told
        closed = f"{record.get_closed_reason_display()} {record.closed_on.isoformat()}"
        return told + format_html(' <span class="badge badge-red">{}</span>', closed)

    def render_majors_text(self, value):
        return value if len(value) <= 24 else value[:23] + "…"


class BatchTable(tables.Table):
    file_name = tables.Column(verbose_name=_("文件"), linkify=True, attrs={"td": {"class": "lead"}})
    stage = tables.Column(verbose_name=_("进度"), attrs={"td": {"class": "mark"}})
    source = tables.Column(verbose_name=_("来源"))
    rows_total = tables.Column(verbose_name=_("行数"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    received_by = tables.Column(verbose_name=_("接收人"))
    received_at = tables.DateTimeColumn(verbose_name=_("接收时间"), format="Y-m-d H:i")

    class Meta:
        model = PostingBatch
        fields = ()
        orderable = False
        empty_text = _("还没有导入过岗位")


class BatchRowTable(tables.Table):
    number = tables.Column(verbose_name=_("行号"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    title = tables.Column(verbose_name=_("岗位（原文）"), accessor="cells", attrs={"td": {"class": "lead"}})
    verdict = tables.Column(verbose_name=_("结论"), attrs={"td": {"class": "mark"}})
    facts = tables.Column(verbose_name=_("识别为"))
    reasons = tables.Column(verbose_name=_("说明"), empty_values=())

    class Meta:
        model = PostingRow
        fields = ()
        orderable = False
        empty_text = _("没有这样的行")

    def render_title(self, value):
        return value.get("title", "")

    def render_verdict(self, record):
        colour = VERDICT_COLOURS.get(record.verdict, "")
        return format_html('<span class="badge {}">{}</span>', colour, record.get_verdict_display())

    def render_facts(self, value):
        return "、".join(one["title"] for one in value) or "—"

    def __init__(self, *args, may_part=False, **options):
        super().__init__(*args, **options)
        self.may_part = may_part

    def render_reasons(self, value, record):
        told = format_html_join("", '<span class="sub">{}</span>', ((tell(reason),) for reason in value))
        if not self.may_part or record.verdict != PostingRow.Verdict.JOINED:
            return told
        address = reverse("matching:batch_row_apart", args=[record.pk])
        return told + format_html(
            '<button class="button button-small" formaction="{}">{}</button>', address, _("单独入库")
        )


class InquiryTable(tables.Table):
    title = tables.Column(verbose_name=_("岗位"), attrs={"td": {"class": "lead"}})
    source = tables.Column(verbose_name=_("来源"), default="—")
    confirmed_on = tables.DateColumn(verbose_name=_("最近确认"), format="Y-m-d", default="—")
    asked_on = tables.DateColumn(
        verbose_name=_("询问日期"), format="Y-m-d", default="—", attrs={"td": {"class": "mark"}}
    )
    closes_on = tables.DateColumn(verbose_name=_("截止"), format="Y-m-d", default="—")

    class Meta:
        model = Posting
        fields = ()
        orderable = False
        empty_text = _("没有需要核实的岗位")

    def render_title(self, record):
        return format_html(
            '<span class="check"><input type="checkbox" name="postings" value="{}" aria-label="{}"> '
            '<span><a href="{}">{}</a> <span class="sub">{}</span></span></span>',
            record.pk,
            record.title,
            record.get_absolute_url(),
            record.title,
            record.employer,
        )


class WordTable(tables.Table):
    left = tables.Column(verbose_name=_("词语"), attrs={"td": {"class": "lead"}})
    kind = tables.Column(verbose_name=_("关系"), attrs={"td": {"class": "mark"}})
    touched = tables.Column(verbose_name=_("今日涉及"), empty_values=())
    by = tables.Column(verbose_name=_("登记人"))
    act = tables.Column(verbose_name="", empty_values=())

    class Meta:
        model = TermLink
        fields = ()
        orderable = False
        empty_text = _("没有登记过词语关系")

    def before_render(self, request):
        """Count for the rows of this page only."""
        self.counted = touched_by([row.record for row in self.paginated_rows])

    def render_left(self, record):
        note = format_html('<span class="sub">{}</span>', record.note) if record.note else ""
        return format_html("{} ↔ {} {}", record.left, record.right, note)

    def render_kind(self, record):
        return format_html('<span class="badge">{}</span>', record.get_kind_display())

    def render_touched(self, record):
        return _("%(wishes)s 个意向、%(postings)s 个岗位") % self.counted[record.pk]._asdict()

    def render_by(self, record):
        return format_html('{} <span class="sub">{}</span>', record.by, localtime(record.at).date().isoformat())

    def render_act(self, record):
        if record.withdrawn_at:
            day = localtime(record.withdrawn_at).date().isoformat()
            return format_html('{} <span class="sub">{}</span>', record.withdrawn_by, day)
        address = reverse("matching:word_withdraw", args=[record.pk])
        return format_html('<button class="button button-small" formaction="{}">{}</button>', address, _("撤回"))


class EmployerTable(tables.Table):
    name = tables.Column(verbose_name=_("单位"), linkify=True, attrs={"td": {"class": "lead"}})
    kind = tables.Column(verbose_name=_("单位性质"), default="—")
    is_internship_base = tables.BooleanColumn(verbose_name=_("见习单位"), yesno="✓,—")
    offers = tables.Column(verbose_name=_("开放岗位"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    class Meta:
        model = Employer
        fields = ()
        orderable = False
        empty_text = _("没有单位")
