"""What a station becomes, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from placement.accounts.models import Station


class ReasonedForm(forms.Form):
    """Every change of a station says why: the paper it follows, or what happened."""

    field_order = None
    reason = forms.CharField(label=_("依据或原因"), max_length=200)

    def order_fields(self, field_order):
        """The reason comes last."""
        super().order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class RenameForm(ReasonedForm):
    name = forms.CharField(label=_("名称"), max_length=60)
    code = forms.CharField(label=_("站点代码"), max_length=20)
    area_code = forms.RegexField(label=_("行政区划代码"), regex=r"^(\d{6}|\d{9}|\d{12})$", required=False)
    parent = forms.ModelChoiceField(label=_("上级站点"), queryset=None, required=False)

    def __init__(self, *args, station, **kwargs):
        kwargs.setdefault("initial", {name: getattr(station, name) for name in ("name", "code", "area_code", "parent")})
        super().__init__(*args, **kwargs)
        self.station = station
        self.fields["parent"].queryset = Station.objects.standing().exclude(path__startswith=station.path)

    def clean_code(self):
        return free_code(self.cleaned_data["code"], self.station)


class MergeForm(ReasonedForm):
    into = forms.ModelChoiceField(label=_("并入站点"), queryset=None)

    def __init__(self, *args, station, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Station.objects.standing().exclude(path__startswith=station.path)


class SplitForm(ReasonedForm):
    name = forms.CharField(label=_("新站点名称"), max_length=60)
    code = forms.CharField(label=_("新站点代码"), max_length=20)
    area_code = RenameForm.base_fields["area_code"]
    staff = forms.ModelMultipleChoiceField(
        label=_("划到新站点的工作人员（名下毕业生随之划出）"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, station, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = station.staff.filter(is_active=True).order_by("name", "pk")

    def clean_code(self):
        return free_code(self.cleaned_data["code"])


def free_code(code, station=None):
    """Refuse a code that another station has."""
    others = Station.objects.filter(code=code)
    if (others.exclude(pk=station.pk) if station else others).exists():
        raise forms.ValidationError(_("已有站点使用此代码。"))
    return code
