"""The pushes behind a figure as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import Push


class BehindTable(tables.Table):
    """Who was pushed what, how it was chosen, and what came of it."""

    person = tables.Column(verbose_name=gettext_lazy("姓名"), attrs={"td": {"class": "lead"}})
    posting = tables.Column(verbose_name=gettext_lazy("岗位"), attrs={"td": {"class": "plain"}})
    pushed_on = tables.DateColumn(
        verbose_name=gettext_lazy("推送日期"), format="Y-m-d", attrs={"td": {"class": "nowrap"}}
    )
    arm = tables.Column(verbose_name=gettext_lazy("选取方式"), empty_values=())
    score = tables.Column(verbose_name=gettext_lazy("匹配分"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    answer = tables.Column(verbose_name=gettext_lazy("本人答复"))
    employer_answer = tables.Column(verbose_name=gettext_lazy("单位反馈"))

    class Meta:
        model = Push
        fields = ()
        orderable = False
        empty_text = gettext_lazy("您可见范围内没有这样的推送")

    def render_person(self, record):
        person = record.person
        return format_html(
            '<a href="{}#jobs">{}</a> <span class="sub">{}</span>',
            person.get_absolute_url(),
            person.name,
            person.station or "",
        )

    def render_posting(self, record):
        posting = record.posting
        return format_html(
            '<a href="{}">{}</a> <span class="sub">{}</span>',
            posting.get_absolute_url(),
            posting.title,
            posting.employer,
        )

    def render_arm(self, record):
        version = _("权重第 %(n)s 版") % {"n": record.ranking}
        return format_html('{} <span class="sub">{}</span>', record.get_arm_display() or _("未记录"), version)
