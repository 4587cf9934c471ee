"""What a selection is handed over as, to whom, and why."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from followup.caseloads import Part, Selection
from registry.models import Tier


class WhatForm(forms.Form):
    """Which responsibility is given: the owner's, the counsellor's, or that of one rung of helpers."""

    what = forms.ChoiceField(label=_("分配"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tiers = {f"tier-{tier.pk}": tier for tier in Tier.objects.all()}
        rungs = [(code, _("包保人：%(tier)s") % {"tier": tier}) for code, tier in self.tiers.items()]
        parts = [(part.value, part.label) for part in (Part.OWNER, Part.COUNSELLOR)]
        self.fields["what"].choices = [*parts, *rungs]

    def selection(self, people, by):
        """Return the Selection that was asked for; anything else is about the owner."""
        what = self.cleaned_data.get("what") if self.is_valid() else ""
        if what in self.tiers:
            return Selection(people, by, part=Part.HELPER, tier=self.tiers[what])
        return Selection(people, by, part=what or Part.OWNER)


class LeaverForm(forms.Form):
    """Who leaves: anyone of the own stations, also somebody whose account was closed already."""

    leaver = forms.ModelChoiceField(label=_("移交人"), queryset=get_user_model().objects.none(), required=False)

    def __init__(self, *args, leavers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaver"].queryset = leavers
        self.fields["leaver"].label_from_instance = _named


def _named(officer):
    named = f"{officer.name} · {officer.station}"
    return named if officer.is_active else _("%(name)s（已停用）") % {"name": named}


class ConfirmForm(forms.Form):
    """The confirmation of a preview: what it told, sealed, and why this is done."""

    reason = forms.CharField(label=_("原因"), max_length=200, required=False)
    previewed = forms.CharField(widget=forms.HiddenInput)
