"""Overdue visits explained, visits moved together, a date granted, and leave."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of
from followup.models import Escalation


class OverdueForm(forms.Form):
    """Why a visit is overdue."""

    reason = one_of(Escalation.Reason.choices, _("逾期原因"))
    note_text = forms.CharField(label=_("说明"), max_length=200, required=False)


class GrantForm(forms.Form):
    """Another latest day, with the reason."""

    due_on = Day(label=_("新的最迟日期"))
    reason = forms.CharField(label=_("原因"), max_length=200)


class SpanForm(forms.Form):
    """The days over which visits are spread."""

    first = Day(label=_("起"))
    last = Day(label=_("止"))


class MoveForm(forms.Form):
    """The confirmation of a preview: what it told, and why this is done."""

    reason = forms.CharField(label=_("原因"), max_length=200)
    grants = forms.BooleanField(label=_("超过最迟日期的，准予以新日期为最迟日期"), required=False)
    previewed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, may_grant, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_grant:
            del self.fields["grants"]


class AbsenceForm(forms.Form):
    """From when to when somebody is away, and who stands in."""

    begins_on = Day(label=_("起"))
    ends_on = Day(label=_("止"))
    stand_in = forms.ModelChoiceField(label=_("代理人"), queryset=None, required=False, empty_label=_("无人代理"))
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].queryset = colleagues
        self.fields["stand_in"].label_from_instance = lambda one: f"{one} · {one.station}"
