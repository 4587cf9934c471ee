"""A gathering's sheet, one word of the roll, and the reasons for taking something back."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of, some_of, words
from followup.models import Attendance, Briefing, Gathering, Session
from followup.selecting import is_key

LONGEST_AGO = 24 * 3600  # seconds for which a tap may have waited for the network


class HeldForm(forms.Form):
    """What every gathering says of itself."""

    title = forms.CharField(label=_("主题"), max_length=80)
    held_on = Day(label=_("日期"))
    starts_at = forms.TimeField(
        label=_("开始时间"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=480, initial=60)
    sheet = words(_("主题单"), required=False, help_text=_("讲了什么、发了哪些材料；点名结束前都可以补充。"))


class SheetForm(HeldForm):
    """What may be put right until the roll is closed; which topics there are depends on the kind."""

    topics = some_of((), _("内容"), required=False)

    def __init__(self, *args, gathering, **kwargs):
        shown = {name: getattr(gathering, name) for name in self.base_fields}
        super().__init__(*args, initial=shown, **kwargs)
        self.fields["held_on"].disabled = gathering.held_on <= timezone.localdate()
        self.fields["topics"].choices = topics_of(gathering.kind)
        if not self.fields["topics"].choices:
            del self.fields["topics"]


def topics_of(kind):
    """Return the choices of topics of a kind of gathering; a visit to a factory has none."""
    topics = {Gathering.Kind.BRIEFING: Briefing.Topic, Gathering.Kind.HALL: Session.Topic}.get(kind)
    return topics.choices if topics else []


class GatheringForm(HeldForm):
    """A new gathering. `uuid` is made with the form, so a double press plans one."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = one_of(Gathering.Kind.choices, _("类型"), initial=Gathering.Kind.BRIEFING.value)
    briefing_topics = some_of(Briefing.Topic.choices, _("宣讲内容"), required=False)
    hall_topics = some_of(Session.Topic.choices, _("指导内容"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", today)
        self.fields["held_on"].widget.attrs["max"] = (today + timedelta(days=365)).isoformat()

    def clean(self):
        data = super().clean()
        topics = {kind: data.pop(f"{kind}_topics", []) for kind in ("briefing", "hall")}
        data["topics"] = topics.get(data.get("kind"), [])
        if data.get("kind") in topics and not data["topics"]:
            self.add_error(f"{data['kind']}_topics", _("请至少选择一项本次活动的内容。"))
        return data


class MarkForm(forms.Form):
    """One word of the roll. A reason alone says absent; `ago` is for how many seconds the tap waited to be sent."""

    state = forms.ChoiceField(choices=Attendance.State.choices[1:], required=False)
    reason = forms.ChoiceField(choices=Attendance.AbsentReason.choices, required=False)
    note = forms.CharField(max_length=100, required=False)
    ago = forms.IntegerField(min_value=0, max_value=LONGEST_AGO, required=False)

    def clean(self):
        data = super().clean()
        data["at"] = timezone.now() - timedelta(seconds=data.pop("ago", None) or 0)
        if data.get("reason"):
            data["state"] = Attendance.State.ABSENT.value
        if not data.get("state"):
            raise forms.ValidationError(_("请选择到场情况。"))
        return data


class WhyForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class RestForm(forms.Form):
    """What is said of everybody who was listed on the page before; whoever was called meanwhile is left alone."""

    state = forms.ChoiceField(choices=[("present", _("到场")), ("absent", _("缺席"))])
    seats = forms.CharField(required=False)

    def clean_seats(self):
        return [int(key) for key in self.cleaned_data["seats"].split(",") if is_key(key)]
