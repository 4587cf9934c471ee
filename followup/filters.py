"""Narrows the people a user may see, and says so as a sentence. It can never widen."""

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from followup.flow import Kind
from followup.models import Case, Step
from followup.opening import without_case
from registry.models import GroupMembership, Person
from registry.searching import narrow
from registry.statuses import Education, Group, Status, Willingness


class PeopleFilter(forms.Form):
    """Every way the list is narrowed; `apply` takes the scoped queryset and returns part of it."""

    q = forms.CharField(label=_("查找"), required=False)
    station = forms.ModelChoiceField(label=_("站点"), queryset=None, required=False, empty_label="—")
    owner = forms.ModelChoiceField(label=_("责任专员"), queryset=None, required=False, empty_label="—")
    cohort = forms.TypedChoiceField(label=_("届别"), coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(label=_("状态"), choices=[("", "—"), *Status.choices], required=False)
    willingness = forms.ChoiceField(label=_("就业意愿"), choices=[("", "—"), *Willingness.choices], required=False)
    education = forms.ChoiceField(label=_("学历"), choices=[("", "—"), *Education.choices], required=False)
    group = forms.ChoiceField(label=_("重点群体"), choices=[("", "—"), *Group.choices], required=False)
    lacking = forms.ChoiceField(label=_("缺少服务"), choices=[("", "—"), *Kind.choices], required=False)
    late = forms.BooleanField(label=_("有逾期"), required=False)
    unassigned = forms.BooleanField(label=_("无人负责"), required=False)
    uncontacted = forms.BooleanField(label=_("未联系上"), required=False)
    no_case = forms.BooleanField(label=_("未建账"), required=False)

    def __init__(self, data, *, user, today):
        super().__init__(data)
        self.user, self.today = user, today
        stations = apps.get_model("accounts.Station").objects.within(user.station)
        self.fields["station"].queryset = stations
        if user.reach == "own":  # one's own people have one owner; there is nothing to choose
            del self.fields["owner"]
        else:
            staff = get_user_model().objects.filter(role="caseworker", station__in=stations)
            self.fields["owner"].queryset = staff.order_by("name", "pk")
        for field in self.fields.values():
            field.quiet = True
        years = range(today.year, today.year - 6, -1)
        self.fields["cohort"].choices = [("", "—"), *((year, _("%(year)s 届") % {"year": year}) for year in years)]

    def chosen(self):
        """The values that were chosen and make sense; a bad one narrows nothing but is shown beside its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}

    def apply(self, people):
        for name, value in self.chosen().items():
            people = getattr(self, f"by_{name}")(people, value)
        return people

    def by_q(self, people, words):
        return narrow(people, words)

    def by_station(self, people, station):
        stations = apps.get_model("accounts.Station").objects.within(station)
        return people.filter(station__in=stations.values("pk"))

    def by_owner(self, people, owner):
        return people.filter(owner=owner)

    def by_cohort(self, people, cohort):
        return people.filter(cohort=cohort)

    def by_status(self, people, status):
        return people.filter(status=status)

    def by_willingness(self, people, willingness):
        return people.filter(willingness=willingness)

    def by_education(self, people, education):
        return people.filter(education=education)

    def by_group(self, people, group):
        members = GroupMembership.objects.filter(person=OuterRef("pk"), group=group, until=None)
        return people.filter(Exists(members))

    def by_lacking(self, people, kind):
        return people.filter(Exists(Step.objects.unmet().filter(case__person=OuterRef("pk"), kind=kind)))

    def by_late(self, people, _yes):
        return people.filter(Exists(Step.objects.overdue(self.today).filter(case__person=OuterRef("pk"))))

    def by_unassigned(self, people, _yes):
        return people.unassigned()

    def by_uncontacted(self, people, _yes):
        return people.filter(Exists(Case.objects.uncontacted().filter(person=OuterRef("pk"))))

    def by_no_case(self, people, _yes):
        return without_case(people)

    def sentence(self, query):
        """Return the chips: what narrows the list, each with the address without it. `query` is the QueryDict."""
        return [{"label": self._told(name), "remove_url": _without(query, name)} for name in self.chosen()]

    def _told(self, name):
        value, field = self.cleaned_data[name], self.fields[name]
        if value is True:
            return field.label
        if name == "lacking":
            return _("缺%(kind)s") % {"kind": Kind(value).label}
        if name in ("status", "willingness", "education", "group"):
            return dict(field.choices)[value]
        if name == "cohort":
            return _("%(year)s 届") % {"year": value}
        return f"“{value}”" if name == "q" else str(value)


def _without(query, name):
    rest = query.copy()
    for key in list(rest):
        if key in (name, "page") or not rest[key]:
            del rest[key]
    return "?" + rest.urlencode()


def people_of(request, today):
    """Return (filter, narrowed people) for a request's query: the one path of listing, ticking and acting."""
    chosen = PeopleFilter(request.GET, user=request.user, today=today)
    return chosen, chosen.apply(Person.objects.visible_to(request.user))
