"""Pushes as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from matching.models import Push

ANSWER_COLOURS = {"waiting": "badge-amber", "yes": "badge-green", "expired": "badge-red"}


class PushTable(tables.Table):
    """Pushes that ask something of the officer, and what can be done about each."""

    person = tables.Column(verbose_name=_("姓名"), attrs={"td": {"class": "lead"}})
    posting = tables.Column(verbose_name=_("岗位"), attrs={"td": {"class": "plain"}})
    pushed_on = tables.DateColumn(verbose_name=_("推送日期"), format="Y-m-d", attrs={"td": {"class": "nowrap"}})
    by = tables.Column(verbose_name=_("推送人"), attrs={"td": {"class": "hide-phone nowrap"}})
    answer = tables.Column(verbose_name=_("本人答复"))
    act = tables.TemplateColumn(verbose_name=_("办理"), template_name="followup/_push_act.html")

    class Meta:
        model = Push
        fields = ()
        orderable = False
        empty_text = _("没有要跟进的推送")

    def __init__(self, *args, side, **kwargs):
        super().__init__(*args, **kwargs)
        self.side = side

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

    def render_answer(self, record):
        colour = ANSWER_COLOURS.get(record.answer, "")
        day = record.ask_again_on or record.chased_on or ""
        what = _("再问") if record.ask_again_on else _("已催") if record.chased_on else ""
        return format_html(
            '<span class="badge {}">{}</span> <span class="sub">{} {}</span>',
            colour,
            record.get_answer_display(),
            what,
            day,
        )
