"""The visit at the door: one screen, only what changed is asked."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of, some_of, words
from followup.models import Briefing, Visit
from registry.statuses import OUT, PLACED, Status

MANNERS = (("door", _("上门")), ("phone", _("电话")), ("video", _("视频")), ("wechat", _("微信")), ("office", _("到站")))
RESULTS = (
    "self",
    "family",
    "no_answer",
    "nobody_home",
    "off",
    "dead_number",
    "wrong_number",
    "refused",
    "elsewhere",
    "no_such_person",
    "postponed",
)
# A placement needs its proof, so it is recorded on its own form, not ticked at the door.
STATUSES = [("", _("没有变化"))] + [(s.value, s.label) for s in Status if s not in PLACED | OUT]


class VisitForm(forms.Form):
    """How the contact went. `uuid` is made with the form, so a double press stores one visit."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    manner = one_of(MANNERS, _("方式"))
    result = one_of([(Visit.Result(code).value, Visit.Result(code).label) for code in RESULTS], _("联系结果"))
    status = forms.ChoiceField(label=_("状态有变化吗"), choices=STATUSES, required=False)
    barriers = some_of(Visit.Barrier.choices, _("就业障碍"), required=False)
    briefing_topics = some_of(Briefing.Topic.choices, _("这次宣讲了哪些政策"), required=False)
    findings = words(_("情况"), required=False)
    made_on = Day(label=_("走访日期"))
    next_on = Day(
        label=_("下次联系"), required=False, help_text=_("留空则按服务标准自动安排。")
    )

    def __init__(self, *args, today, **kwargs):
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {
            "uuid": uuid.uuid4(),
            "manner": "door",
            "result": "self",
            "made_on": today,
            **kwargs["initial"],
        }
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["made_on"].widget.attrs["max"] = today.isoformat()
        self.fields["findings"].widget.wide = True

    def clean_made_on(self):
        made_on = self.cleaned_data["made_on"]
        if made_on > self.today:
            raise forms.ValidationError(_("走访日期不能晚于今天。"))
        return made_on

    def clean_next_on(self):
        next_on = self.cleaned_data["next_on"]
        if next_on and next_on < self.today:
            raise forms.ValidationError(_("下次联系不能早于今天。"))
        return next_on


class CancelVisitForm(forms.Form):
    """Why a planned visit is dropped."""

    reason = forms.CharField(label=_("取消原因"), max_length=200)


class PlanVisitForm(forms.Form):
    """A day agreed with the person."""

    planned_for = Day(label=_("约定日期"))
