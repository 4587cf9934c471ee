"""What a supervisor asks of the log: whose looks, at what, since when."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from registry.models import Look

WHAT = {
    "": (_("查看完整信息"), {"what__in": Look.SEALED}),
    "export": (_("导出"), {"what": Look.What.EXPORT}),
    "page": (_("查看台账"), {"what": Look.What.PAGE}),
    "all": (_("全部"), {}),
}


class LookLogForm(forms.Form):
    """Everything may stay empty."""

    what = forms.ChoiceField(
        label=_("内容"), required=False, choices=[(key, label) for key, (label, _q) in WHAT.items()]
    )
    by = forms.ModelChoiceField(label=_("查看人"), required=False, queryset=None)
    since = forms.DateField(label=_("不早于"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, stations, **kwargs):
        super().__init__(*args, **kwargs)
        staff = get_user_model().objects.filter(station__in=stations.values("pk"))
        self.fields["by"].queryset = staff.select_related("station").order_by("name", "pk")

    def narrow(self, looks):
        """Return the looks that are asked for; what cannot be read narrows nothing but the kind."""
        data = self.cleaned_data if self.is_valid() else {}
        looks = looks.filter(**WHAT[data.get("what") or ""][1])
        if data.get("by"):
            looks = looks.filter(by=data["by"])
        if data.get("since"):
            looks = looks.filter(at__date__gte=data["since"])
        return looks
