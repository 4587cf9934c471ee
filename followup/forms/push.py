"""The forms of pushing to many: how it is said, and how many postings one person gets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.models import Push

MOST_EACH = 5
USUAL_EACH = 2


class SendForm(forms.Form):
    channel = forms.ChoiceField(label=_("方式"), choices=Push.Channel.choices, initial=Push.Channel.WECHAT.value)


class EachForm(forms.Form):
    """How many postings one person gets of a basket."""

    each = forms.TypedChoiceField(label=_("每人最多"), coerce=int, choices=[(n, n) for n in range(1, MOST_EACH + 1)])

    @classmethod
    def asked(cls, query):
        """Return (the form, how many): as asked for, or two where nothing sensible was."""
        form = cls({"each": query.get("each", USUAL_EACH)})
        return (form, form.cleaned_data["each"]) if form.is_valid() else (cls({"each": USUAL_EACH}), USUAL_EACH)


class LetterForm(forms.Form):
    """Why the whole ID number has to be on a letter."""

    reason = forms.CharField(label=_("打印完整身份证号码的原因"), min_length=2, max_length=200)
