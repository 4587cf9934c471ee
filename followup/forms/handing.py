"""What a selection is handed over as, to whom, and why."""

from django import forms
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
        parts = [(part.value, part.label) for part in (Part.OWNER, Part.ALSO, Part.COUNSELLOR)]
        self.fields["what"].choices = [*parts, *rungs]

    def selection(self, people, by):
        """Return the Selection that was asked for; anything else is about the owner."""
        what = self.cleaned_data.get("what") if self.is_valid() else ""
        if what in self.tiers:
            return Selection(people, by, part=Part.HELPER, tier=self.tiers[what])
        return Selection(people, by, part=what or Part.OWNER)


class ConfirmForm(forms.Form):
    """The confirmation of a preview: what it told, sealed, and why this is done."""

    reason = forms.CharField(label=_("原因"), max_length=200, required=False)
    previewed = forms.CharField(widget=forms.HiddenInput)


class ResponsibleForm(forms.Form):
    """Everybody who is responsible for one person; what is left as it was changes nothing."""

    def __init__(self, *args, responsible, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = {name: officer for name, _label, officer in responsible.held()}
        for name, label, officer in responsible.held():
            near = {one.pk: f"{one} · {one.station}" for one in staff(name)}
            if officer:
                near.setdefault(officer.pk, str(officer))
            may_be_nobody = officer is None or name.startswith("tier-")
            choices = [*([("", "—")] if may_be_nobody else []), *near.items()]
            field = forms.TypedChoiceField(
                label=label, coerce=int, empty_value=None, required=not may_be_nobody, choices=choices
            )
            field.quiet = True
            self.fields[name], self.initial[name] = field, officer and officer.pk

    def changed(self):
        """Return [(name, officer's key)] of what is to be someone else from now on."""
        held = {name: officer and officer.pk for name, officer in self.held.items()}
        return [(name, key) for name, key in self.cleaned_data.items() if key != held[name]]
