"""The office's calendar and the rules of a standard, as they are given in."""

from datetime import date

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from followup.cadence import Rule
from followup.holidays import read_holidays
from followup.models import Visit
from registry.refusals import Refusal
from registry.statuses import Status

LARGEST = 5 * 1024 * 1024
Why = Visit.Why
# A first contact goes by its case's own date; what was agreed or is to be verified by the day it was given.
EDITABLE = tuple(why for why in Why if why not in (Why.FIRST_CONTACT, Why.AGREED, Why.VERIFY))
COUNTED = (Why.ROUTINE, Why.KEY_GROUP, Why.OPEN_ANSWER, Why.RETRY, Why.INTERNSHIP)  # from something that has happened


class CalendarFileForm(forms.Form):
    """A sheet of days off and days worked."""

    file = forms.FileField(
        label=_("节假日表"),
        help_text=_("三列：日期、上班/休息、说明；日期可写 2027-02-05至2027-02-11。.xlsx、.xls 或 .csv。"),
    )

    def clean_file(self):
        """Return the Sheet that was read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 %(n)s MB。") % {"n": LARGEST // 1024**2})
        try:
            return read_holidays(file.name, file.read())
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class CalendarDaysForm(forms.Form):
    """The days that were shown before they are kept: signed, so that what is kept is what was shown."""

    SALT = "calendar"
    days = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, days):
        plain = [[day.isoformat(), works, name] for day, (works, name) in days.items()]
        return cls(initial={"days": signing.dumps(plain, salt=cls.SALT, compress=True)})

    def clean_days(self):
        try:
            plain = signing.loads(self.cleaned_data["days"], salt=self.SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("请重新上传。")) from error
        return {date.fromisoformat(day): (works, name) for day, works, name in plain}


class RuleForm(forms.Form):
    """One rule: for whom, at the latest after how many days, how many days sooner it may be."""

    why = forms.ChoiceField(label=_("事由"), choices=[("", "—"), *[(why.value, why.label) for why in EDITABLE]])
    status = forms.ChoiceField(label=_("状态"), choices=[("", _("所有状态")), *Status.choices], required=False)
    key_groups_only = forms.BooleanField(label=_("仅重点群体"), required=False)
    days = forms.IntegerField(label=_("最迟（天）"), min_value=0, max_value=365)
    ahead = forms.IntegerField(label=_("可提前（天）"), min_value=0, max_value=30)

    def clean(self):
        data = super().clean()
        why, days, ahead = data.get("why"), data.get("days"), data.get("ahead")
        if None in (days, ahead):
            return data
        if days == 0 and why != Why.EXAM_REVIEW:
            self.add_error("days", _("至少 1 天。"))
        if why == Why.AFTER_START and ahead:
            self.add_error("ahead", _("核实不能早于核实日，请填 0。"))
        if why in COUNTED and ahead >= max(days, 1):
            self.add_error("ahead", _("须少于最迟天数。"))
        return data


class RulesForm(forms.BaseFormSet):
    """The rules of a standard, each reason and scope once."""

    def clean(self):
        keys = [rule.key for rule in self.rules()]
        if len(set(keys)) < len(keys):
            raise forms.ValidationError(_("同一事由、状态和群体只能有一条规则。"))

    def rules(self):
        """Return the Rules that were given, without those to be dropped."""
        given = (form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data.get("why"))
        return [Rule(**{name: row[name] for name in Rule.__dataclass_fields__}) for row in given if not row["DELETE"]]


RuleSet = forms.formset_factory(RuleForm, formset=RulesForm, extra=2, can_delete=True, max_num=60)
