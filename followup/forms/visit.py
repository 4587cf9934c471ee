"""The visit at the door: one screen, only what changed is asked."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of, some_of, words
from followup.models import Briefing, Visit
from followup.models.guidance import Manner
from registry.identity import mask_phone
from registry.statuses import OUT, PLACED, Status

MANNERS = (
    ("door", _("上门")),
    ("phone", _("电话")),
    ("video", _("视频")),
    ("wechat", _("微信")),
    ("office", _("到站")),
)
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
STATUSES = [(status.value, status.label) for status in Status if status not in PLACED | OUT]


class VisitForm(forms.Form):
    """How the contact went. `uuid` is made with the form, so a double press stores one visit."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    manner = one_of(MANNERS, _("方式"))
    result = one_of([(Visit.Result(code).value, Visit.Result(code).label) for code in RESULTS], _("联系结果"))
    phone = forms.ModelChoiceField(
        label=_("拨打的号码"), queryset=None, required=False, widget=forms.RadioSelect, empty_label=None
    )
    status = forms.ChoiceField(label=_("状态"), required=False)
    status_note = forms.CharField(label=_("状态说明"), max_length=200, required=False)
    barriers = some_of(Visit.Barrier.choices, _("就业障碍"), required=False)
    briefing_topics = some_of(Briefing.Topic.choices, _("这次宣讲了哪些政策"), required=False)
    session_booked_for = forms.DateTimeField(
        label=_("预约职业指导"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    findings = words(_("情况"), required=False)
    made_on = Day(label=_("走访日期"))
    next_on = Day(label=_("下次联系"), required=False)

    def __init__(self, *args, today, person, standard=None, **kwargs):
        phones = person.phones.all()
        kwargs["initial"] = {
            "uuid": uuid.uuid4(),
            "manner": "door",
            "result": "self",
            "phone": phones.first(),
            "made_on": today,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["phone"].queryset = phones
        self.fields["phone"].label_from_instance = _shown_phone
        unchanged = _("没有变化（%(status)s）") % {"status": person.get_status_display()}
        self.fields["status"].choices = [("", unchanged), *STATUSES]
        self.fields["made_on"].widget.attrs["max"] = today.isoformat()
        self.fields["next_on"].widget.attrs["min"] = today.isoformat()
        self.fields["next_on"].help_text = _proposal(person, standard)

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

    def clean_status(self):
        return self.cleaned_data["status"] or None

    def clean(self):
        """A number was dialled only in a call."""
        data = super().clean()
        if data.get("manner") != Manner.PHONE:
            data["phone"] = None
        return data


def _shown_phone(phone):
    return f"{mask_phone(phone.number)} {phone.get_whose_display()}·{phone.get_state_display()}"


def _proposal(person, standard):
    """What happens when no date is given, as the standard has it."""
    if standard is None:
        return _("留空则不安排。")
    in_group = any(row.until is None for row in person.groups.all())
    days = standard.key_group_days if in_group else standard.routine_days
    return _("留空则按服务标准安排，最迟 %(days)s 天后。") % {"days": days}


class CancelVisitForm(forms.Form):
    """Why a planned visit is dropped."""

    reason = forms.CharField(label=_("取消原因"), max_length=200)


class PlanVisitForm(forms.Form):
    """A day agreed with the person."""

    planned_for = Day(label=_("约定日期"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["planned_for"].widget.attrs["min"] = today.isoformat()

    def clean_planned_for(self):
        if self.cleaned_data["planned_for"] < self.today:
            raise forms.ValidationError(_("约定日期不能早于今天。"))
        return self.cleaned_data["planned_for"]
