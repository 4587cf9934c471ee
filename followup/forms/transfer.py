"""Offering people to another station, and the answers."""

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import one_of
from followup.models import Transfer
from registry.models import Person


class TransferForm(forms.Form):
    """To which station, as what, and why."""

    receiver = forms.ModelChoiceField(label=_("接收站点"), queryset=None)
    kind = one_of(Transfer.Kind.choices, _("方式"), initial=Transfer.Kind.MOVE)
    basis = one_of(Person.Basis.choices, _("接收地是其"), initial=Person.Basis.RESIDENCE)
    stays = forms.BooleanField(label=_("转出后我方继续协同"), required=False)
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stations = apps.get_model("accounts.Station").objects.standing().select_related("parent")
        self.fields["receiver"].queryset = stations
        self.fields["receiver"].label_from_instance = _named


def _named(station):
    return f"{station} · {station.parent}" if station.parent else str(station)


class RefuseForm(forms.Form):
    answer = forms.CharField(label=_("退回原因"), max_length=200)
