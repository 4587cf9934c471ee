"""Asking for a finding, and deciding on it."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of, words
from followup.ladder import Rung
from followup.models import Visit
from followup.models.guidance import Manner

# What only the officer's word tells; numbers and doors are recorded with the visit itself.
ASKED = [(rung.value, rung.label) for rung in (Rung.SOURCE, Rung.CADRE)]
MANNERS = [(manner.value, manner.label) for manner in (Manner.PHONE, Manner.DOOR, Manner.WECHAT)]
FRUITLESS = [
    (result.value, result.label)
    for result in (Visit.Result.NO_SUCH_PERSON, Visit.Result.LIVES_ELSEWHERE, Visit.Result.NO_ANSWER)
]
AGREE, REFUSE = "agree", "refuse"
DECISIONS = ((AGREE, _("同意认定")), (REFUSE, _("不予认定")))


class AskLostForm(forms.Form):
    """What the officer adds to the tries."""

    note_text = words(_("说明"), rows=2, max_length=200, required=False)


class TryForm(forms.Form):
    """Somebody else was asked where the person is, and did not know. `uuid` is made with the form: pressed twice is one."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    rung = one_of(ASKED, _("问了谁"))
    manner = one_of(MANNERS, _("方式"), initial="phone")
    result = one_of(FRUITLESS, _("结果"), initial=Visit.Result.NO_SUCH_PERSON)
    findings = words(_("情况"), rows=2, help_text=_("问了哪位、怎么说。"))
    made_on = Day(label=_("日期"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, initial={"uuid": uuid4(), "made_on": today, **kwargs.pop("initial", {})}, **kwargs)
        self.today = today
        self.fields["made_on"].widget.attrs["max"] = today.isoformat()

    def clean_made_on(self):
        if self.cleaned_data["made_on"] > self.today:
            raise forms.ValidationError(_("走访日期不能晚于今天。"))
        return self.cleaned_data["made_on"]


class DecideLostForm(forms.Form):
    """Agree, or say why not."""

    decision = one_of(DECISIONS, _("认定"))
    remark = words(_("意见"), rows=2, max_length=200, required=False, help_text=_("不予认定时必填。"))

    def clean(self):
        data = super().clean()
        if data.get("decision") == REFUSE and not data.get("remark", "").strip():
            self.add_error("remark", _("不予认定须说明理由。"))
        return data
