"""The form in which two files of one person become one, and the pair of two who are not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.merging import CHOICES, proposed

PREFIX = "take_"


class MergeForm(forms.Form):
    """For each fact in which the files differ, whose is right; and why they are one person."""

    reason = forms.CharField(
        label=_("合并原因"), min_length=2, max_length=200, help_text=_("写明如何确认是同一人；记入两份档案。")
    )

    def __init__(self, *args, kept, gone, **kwargs):
        super().__init__(*args, **kwargs)
        for choice, whose in proposed(kept, gone).items():
            self.fields[PREFIX + choice] = forms.ChoiceField(
                label=CHOICES[choice].label,
                choices=[("kept", _("保留的档案")), ("gone", _("并入的档案"))],
                initial=whose,
                widget=forms.RadioSelect,
            )

    def chosen(self):
        """Return what the verb asks for: the choices taken from the file that goes, and the reason."""
        data = self.cleaned_data
        taken = [name.removeprefix(PREFIX) for name, whose in data.items() if whose == "gone"]
        return {"from_gone": taken, "reason": data["reason"]}


class PairForm(forms.Form):
    """Two persons within reach."""

    one = forms.ModelChoiceField(queryset=None)
    other = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].queryset = people

    def clean(self):
        data = super().clean()
        if not self.errors and data["one"] == data["other"]:
            raise forms.ValidationError(_("请选择另一份档案。"))
        return data
