"""Asking for a finding, and deciding on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import one_of, words

AGREE, REFUSE = "agree", "refuse"
DECISIONS = ((AGREE, _("同意认定")), (REFUSE, _("不予认定")))


class AskLostForm(forms.Form):
    """What the officer adds to the tries."""

    note_text = words(_("说明"), rows=2, max_length=200, required=False)


class DecideLostForm(forms.Form):
    """Agree, or say why not."""

    decision = one_of(DECISIONS, _("认定"))
    remark = words(_("意见"), rows=2, max_length=200, required=False, help_text=_("不予认定时必填。"))

    def clean(self):
        data = super().clean()
        if data.get("decision") == REFUSE and not data.get("remark", "").strip():
            self.add_error("remark", _("不予认定须说明理由。"))
        return data
