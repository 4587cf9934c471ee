"""What a saved view is called and who else sees it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ViewForm(forms.Form):
    """A name, and whether one's station has the view too."""

    name = forms.CharField(label=_("名称"), max_length=40)
    shared = forms.BooleanField(label=_("本站共享"), required=False)
