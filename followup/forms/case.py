"""Jobs, outcomes, excuses, closing and handing over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of
from followup.models import Case, Outcome, Standard, Step
from matching.models import Push


class PushForm(forms.Form):
    """Which of the ranked postings, how and when."""

    postings = forms.TypedMultipleChoiceField(
        label=_("岗位"), coerce=int, error_messages={"required": _("请至少选择一个岗位。")}
    )
    channel = one_of(Push.Channel.choices, _("方式"), initial="face")
    pushed_on = Day(label=_("推送日期"))

    def __init__(self, *args, matches, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["postings"].choices = [(match.posting_id, match.posting_id) for match in matches]
        self.fields["pushed_on"].initial = today
        self.fields["pushed_on"].widget.attrs["max"] = today.isoformat()


class AnswerPushForm(forms.Form):
    answer = one_of(
        [choice for choice in Push.Answer.choices if choice[0] not in ("waiting", "expired")], _("本人答复")
    )
    no_reason = forms.ChoiceField(label=_("不愿意的原因"), choices=[("", "—"), *Push.NoReason.choices], required=False)
    ask_again_on = Day(label=_("再问日期"), required=False, help_text=_("“再考虑”时填写；不填则一周后再问。"))

    def clean(self):
        data = super().clean()
        if data.get("answer") == Push.Answer.NO and not data.get("no_reason"):
            self.add_error("no_reason", _("请选择不愿意的原因。"))
        return data


class EmployerAnswerForm(forms.Form):
    answer = one_of(Push.EmployerAnswer.choices[1:], _("单位反馈"))


class OutcomeForm(forms.ModelForm):
    class Meta:
        model = Outcome
        fields = ("kind", "employer", "position", "started_on", "proof", "pay", "insured", "relevant")
        widgets = {"started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class CheckForm(forms.Form):
    still_there = one_of((("yes", _("仍在岗")), ("no", _("已离开"))), _("目前情况"))


class ExcuseForm(forms.Form):
    excuse = one_of(Step.Excuse.choices, _("免除原因"))
    note_text = forms.CharField(label=_("说明"), max_length=200, required=False)


class OpenCaseForm(forms.Form):
    standard = forms.ModelChoiceField(label=_("服务标准"), queryset=Standard.objects.none(), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = Standard.objects.filter(retired_on=None).order_by("-is_default", "code")


class CloseCaseForm(forms.Form):
    reason = one_of(Case.ClosedReason.choices, _("结案原因"))
    note_text = forms.CharField(label=_("说明"), max_length=200, required=False)


class AssignForm(forms.Form):
    """To whom a selection goes; nobody chosen, the rule decides. The officers are those the filter offers."""

    use_required_attribute = False  # it shares its form with other acts, which a browser must not hold back for it

    to = forms.ChoiceField(label=_("交给"), required=False)

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("按规则：先街道，后工作量")), *officers[1:]]
