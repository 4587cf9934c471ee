"""Briefing, guidance, the individual plan and the internship."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of, some_of, words
from followup.models import Action, Briefing, Internship, Session
from followup.models.guidance import Manner
from matching.models import Employer


class GivenForm(forms.Form):
    """What every service that was given says: how, and on which day."""

    manner = one_of(Manner.choices, _("方式"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("manner", Manner.OFFICE.value)
        for name in ("given_on", "held_on"):
            if name in self.fields:
                self.initial.setdefault(name, today)
                self.fields[name].widget.attrs["max"] = today.isoformat()


class BriefingForm(GivenForm):
    topics = some_of(Briefing.Topic.choices, _("宣讲内容"))
    given_on = Day(label=_("日期"))
    confirmed = forms.BooleanField(label=_("本人已确认知晓"), required=False)
    note_text = forms.CharField(label=_("备注"), max_length=200, required=False)


class BookSessionForm(GivenForm):
    booked_for = forms.DateTimeField(
        label=_("预约时间"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class HoldSessionForm(GivenForm):
    topics = some_of(Session.Topic.choices, _("指导内容"))
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=480, initial=40)
    held_on = Day(label=_("指导日期"))
    findings = words(_("分析与建议"), required=False)
    agreed = forms.CharField(label=_("约定的下一步"), max_length=200, required=False)


class PlanForm(forms.Form):
    goals = words(_("目标"), rows=2)
    situation = words(_("现状与困难"), required=False)
    review_on = Day(label=_("复核日期"), required=False)


class ActionForm(forms.Form):
    """One line of a plan; a line without words is no line, which is also how one is taken out."""

    text = forms.CharField(label=_("行动"), max_length=120, required=False)
    actor = forms.ChoiceField(label=_("由谁完成"), choices=Action.Actor.choices, initial=Action.Actor.PERSON.value)
    due_on = Day(label=_("期限"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.quiet = True

    def clean(self):
        data = super().clean()
        if data.get("text") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("请填写期限。"))
        return data


ActionFormSet = forms.formset_factory(ActionForm, extra=3, max_num=12)


class InternshipForm(forms.Form):
    employer = forms.ModelChoiceField(label=_("见习单位"), queryset=Employer.objects.none())
    position = forms.CharField(label=_("见习岗位"), max_length=60)
    offered_on = Day(label=_("提供日期"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = Employer.objects.filter(is_internship_base=True)
        self.initial.setdefault("offered_on", today)


class AnswerInternshipForm(forms.Form):
    answer = one_of(Internship.Answer.choices[1:], _("本人答复"))


class StartInternshipForm(forms.Form):
    starts_on = Day(label=_("见习开始"))
    ends_on = Day(label=_("计划结束"), help_text=_("3 至 12 个月。"))
    agreement = forms.CharField(label=_("见习协议编号"), max_length=40)
    allowance = forms.IntegerField(label=_("生活补助（元/月）"), min_value=0, max_value=50_000, required=False)
    mentor = forms.CharField(label=_("带教人"), max_length=40, required=False)


class EndInternshipForm(forms.Form):
    ended_on = Day(label=_("实际结束"))
    end_reason = one_of(Internship.EndReason.choices, _("结束原因"))
