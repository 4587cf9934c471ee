"""The forms of the list of words."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import TermLink


class LinkForm(forms.ModelForm):
    """Two words and what they have to do with each other."""

    class Meta:
        model = TermLink
        fields = ("left", "right", "kind", "note")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = TermLink.Kind.choices


class WordFilter(forms.Form):
    """Finds a word on either side, among what stands or what was withdrawn."""

    q = forms.CharField(label=_("词语"), required=False)
    withdrawn = forms.ChoiceField(choices=[("", ""), ("yes", "")], required=False, widget=forms.HiddenInput)

    def wants_withdrawn(self):
        return self.is_valid() and self.cleaned_data["withdrawn"] == "yes"

    def apply(self, links):
        links = links.exclude(withdrawn_at=None) if self.wants_withdrawn() else links.standing()
        words = self.cleaned_data.get("q", "").strip()
        return links.filter(Q(left__icontains=words) | Q(right__icontains=words)) if words else links
