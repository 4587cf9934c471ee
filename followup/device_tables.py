"""Devices as columns."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.devices import must_forget
from followup.models import Device

MINUTE_OFF = 60  # seconds a clock may be wrong without a word


class DeviceTable(tables.Table):
    """What is held where; `with_user` where they are several people's."""

    label = tables.Column(verbose_name=gettext_lazy("设备"), empty_values=(), attrs={"td": {"class": "lead"}})
    user = tables.Column(verbose_name=gettext_lazy("使用人"))
    people = tables.Column(verbose_name=gettext_lazy("存有"), attrs={"td": {"class": "nowrap"}})
    last_seen_at = tables.DateTimeColumn(verbose_name=gettext_lazy("最近连线"), format="Y-m-d H:i")
    clock_off = tables.Column(verbose_name=gettext_lazy("时钟误差"))
    state = tables.Column(verbose_name=gettext_lazy("状态"), empty_values=(), attrs={"td": {"class": "mark"}})
    wipe = tables.Column(verbose_name="", empty_values=())

    class Meta:
        model = Device
        fields = ()
        orderable = False
        empty_text = gettext_lazy("还没有设备存过走访对象。")

    def __init__(self, *args, with_user, **kwargs):
        super().__init__(*args, exclude=() if with_user else ("user",), **kwargs)

    def render_label(self, record):
        return record.label or _("未命名的设备")

    def render_user(self, record):
        return format_html('{} <span class="sub">{}</span>', record.user, record.user.station or "—")

    def render_people(self, record):
        return _("%(people)s 人 · %(kb)s KB") % {"people": record.people, "kb": -(-record.bytes // 1024)}

    def render_clock_off(self, value):
        return _told_off(value)

    def render_state(self, record):
        if record.wiped_at:
            return format_html('<span class="badge">{}</span>', _("已清除"))
        if must_forget(record):
            return format_html('<span class="badge badge-amber">{}</span>', _("待清除"))
        return format_html('<span class="badge badge-green">{}</span>', _("在用"))

    def render_wipe(self, record):
        """Nothing to press where it has been asked."""
        if record.wipe_asked_at:
            return ""
        return render_to_string("followup/_device_wipe.html", {"device": record}, request=self.request)


def _told_off(seconds):
    """A wrong clock in the largest unit that fits."""
    if abs(seconds) < MINUTE_OFF:
        return "—"
    words = {"n": abs(seconds) // 86400} if abs(seconds) >= 86400 else {"n": abs(seconds) // 60}
    if abs(seconds) >= 86400:
        return (_("快 %(n)s 天") if seconds > 0 else _("慢 %(n)s 天")) % words
    return (_("快 %(n)s 分钟") if seconds > 0 else _("慢 %(n)s 分钟")) % words
