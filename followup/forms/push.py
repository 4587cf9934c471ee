"""The forms of pushing to many: how it is said, and how many postings one person gets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.models import Push

MOST_EACH = 5


class SendForm(forms.Form):
    channel = forms.ChoiceField(label=_("方式"), choices=Push.Channel.choices, initial=Push.Channel.WECHAT.value)


class EachForm(forms.Form):
    """How many postings one person gets of a basket; left out, two."""

    use_required_attribute = False

    each = forms.TypedChoiceField(
        label=_("每人最多"),
        coerce=int,
        choices=[(n, n) for n in range(1, MOST_EACH + 1)],
        required=False,
        empty_value=2,
        initial=2,
    )

    def chosen(self):
        """Return what was asked for, or two where that is nonsense."""
        return self.cleaned_data["each"] if self.is_valid() else 2
