"""Narrows the findings of a comparison, and says so as a sentence. It can never widen."""

from django import forms
from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from registry.models import Finding, Person
from registry.statuses import Status


class State(TextChoices):
    WAITING = "waiting", _("待处置")
    REMEMBERED = "remembered", _("以往已判定")
    DECIDED = "decided", _("已处置")
    ALL = "all", _("全部")


class FindingFilter(forms.Form):
    """Every way the findings of a comparison are narrowed: looking, ticking and deciding by filter use the same."""

    what = forms.ChoiceField(choices=Finding.What.choices, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("处置"), choices=State.choices, required=False)
    q = forms.CharField(label=_("姓名"), required=False, max_length=60)
    station = forms.ModelChoiceField(label=_("站点"), queryset=None, required=False, empty_label="—")
    status = forms.ChoiceField(label=_("当前状态"), choices=[("", "—"), *Status.choices], required=False)
    ownerless = forms.BooleanField(label=_("无人负责"), required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        self.fields["station"].queryset = apps.get_model("accounts.Station").objects.within(user.station)
        for field in self.fields.values():
            field.quiet = True
        self.is_valid()

    def chosen(self, name):
        return self.cleaned_data.get(name)

    def apply(self, findings):
        """Return those findings that are meant; without a state, those that wait. What makes no sense means none."""
        if self.errors:
            return findings.none()
        found = getattr(findings, self.chosen("state") or State.WAITING)()
        if self.chosen("what"):
            found = found.filter(what=self.chosen("what"))
        people = self._people()
        return found if people is None else found.filter(person__in=people.values("pk"))

    def _people(self):
        """The people whom the filter means, None where it says nothing about them."""
        narrowing = {
            "name__contains": self.chosen("q"),
            "status": self.chosen("status"),
            "station__path__startswith": self.chosen("station") and self.chosen("station").path,
            "owner__isnull": self.chosen("ownerless"),
        }
        narrowing = {lookup: value for lookup, value in narrowing.items() if value}
        return Person.objects.visible_to(self.user).filter(**narrowing) if narrowing else None

    def sentence(self, query):
        """Return the chips: what narrows the list, each with the address without it."""
        chips = []
        for name in ("state", "q", "station", "status", "ownerless"):
            if self.chosen(name):
                rest = query.copy()
                rest.pop(name, None)
                rest.pop("page", None)
                chips.append({"label": self._told(name), "remove_url": "?" + rest.urlencode()})
        return chips

    def _told(self, name):
        field, value = self.fields[name], self.chosen(name)
        if value is True:
            return field.label
        return (
            dict(field.choices)[value]
            if isinstance(field, forms.ChoiceField) and name in ("state", "status")
            else str(value)
        )
