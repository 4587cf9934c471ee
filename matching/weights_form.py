"""The form of a version's weights: six numbers that add up to 100, the share of the unknown, and why."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import RankingVersion
from matching.ranking import COMPONENTS, MOST_UNKNOWN, TOTAL

HELP = {
    "title": gettext_lazy("意向与岗位名称相近的程度"),
    "major": gettext_lazy("专业符合要求的程度"),
    "skills": gettext_lazy("岗位要求的技能本人有几项"),
    "pay": gettext_lazy("月薪是否达到期望"),
    "distance": gettext_lazy("工作地离常住地的远近"),
    "freshness": gettext_lazy("岗位发布了几天"),
    "unknown": gettext_lazy("岗位或本人没有写明的，按该项满分的百分之几计"),
}


class WeightsForm(forms.Form):
    """Whole numbers only; the sum is checked here, by the verb and by the database."""

    note = forms.CharField(label=gettext_lazy("为什么改"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*COMPONENTS, "unknown"):
            most = MOST_UNKNOWN if name == "unknown" else TOTAL
            label = RankingVersion._meta.get_field(name).verbose_name
            self.fields[name] = forms.IntegerField(label=label, help_text=HELP[name], min_value=0, max_value=most)
        self.order_fields([*COMPONENTS, "unknown", "note"])

    def clean(self):
        cleaned = super().clean()
        total = sum(cleaned.get(name, 0) for name in COMPONENTS)
        if not any(name in self.errors for name in COMPONENTS) and total != TOTAL:
            sentence = (
                _("六项之和为 %(total)s，还差 %(n)s。") if total < TOTAL else _("六项之和为 %(total)s，多了 %(n)s。")
            )
            self.add_error("title", sentence % {"total": total, "n": abs(TOTAL - total)})
        return cleaned

    def points(self):
        """Return {component: points, "unknown": share} of a valid form."""
        return {name: self.cleaned_data[name] for name in (*COMPONENTS, "unknown")}


class SwitchForm(forms.Form):
    """Why a version is switched on before enough answers are there."""

    reason = forms.CharField(label=gettext_lazy("提前启用的理由"), max_length=200, required=False)
