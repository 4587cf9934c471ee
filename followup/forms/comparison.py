"""A list to be compared, and what is decided about its findings."""

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day
from registry.lists import ListKind
from registry.models import Finding

LARGEST = 120 * 1024 * 1024  # bytes: a million rows of six columns are about 80 MB as text, 45 MB as a workbook
DECISIONS = (Finding.Decision.ACCEPTED, Finding.Decision.REJECTED, Finding.Decision.TO_VISIT)


class ListForm(forms.Form):
    """Another department's list, whose it is, and the day up to which it is true."""

    file = forms.FileField(
        label=_("名单文件"),
        help_text=_(".xlsx、.xls、.csv 或 .txt，最大 %(n)s MB；须有身份证号码一列。") % {"n": LARGEST // 1024**2},
    )
    kind = forms.ChoiceField(label=_("名单类别"), choices=[("", "—"), *ListKind.choices])
    listed_on = Day(label=_("名单截止日期"), help_text=_("名单反映的是哪一天的情况。"))
    station = forms.ModelChoiceField(label=_("与哪个站点的名册比对"), queryset=None, help_text=_("含其下级站点。"))

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = apps.get_model("accounts.Station").objects.within(user.station)
        self.fields["station"].initial = user.station_id
        self.fields["listed_on"].initial = today
        self.fields["listed_on"].widget.attrs["max"] = today.isoformat()
        self.today = today

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 %(n)s MB，请分成几份。") % {"n": LARGEST // 1024**2})
        return file

    def clean_listed_on(self):
        day = self.cleaned_data["listed_on"]
        if day > self.today:
            raise forms.ValidationError(_("不能晚于今天。"))
        return day


class DecisionForm(forms.Form):
    """What is decided, of everything that matches, of those ticked, or of one ("accepted-17" on its own button)."""

    decision = forms.ChoiceField(choices=Finding.Decision.choices, required=False)
    only = forms.RegexField(r"^(accepted|rejected|to_visit)-\d{1,18}$", required=False)
    note = forms.CharField(max_length=200, required=False)

    def clean(self):
        data = super().clean()
        if data.get("only"):
            data["decision"], key = data["only"].split("-")
            data["only"] = int(key)
        if data.get("decision") not in DECISIONS:
            raise forms.ValidationError(_("请选择如何处置。"))
        return data
