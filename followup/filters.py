"""Narrows the people a user may see, and says so as a sentence. It can never widen."""

from datetime import timedelta

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from followup.flow import Kind
from followup.models import Case, Step, Visit
from followup.opening import without_case
from registry.models import GroupMembership, Person
from registry.searching import from_school, narrow
from registry.statuses import Education, Group, Status, Willingness

OFFICERS = 200  # names a choice of officers holds at most; a city has thousands
PASSED_ON = ("columns", "sort")


class Due(TextChoices):
    """When the next visit is planned."""

    LATE = "late", _("已过期")
    TODAY = "today", _("今天及以前")
    WEEK = "week", _("7 天内")
    MONTH = "month", _("30 天内")
    NONE = "none", _("未安排")


_WITHIN = {Due.TODAY: 0, Due.WEEK: 7, Due.MONTH: 30}  # days from today


class PeopleFilter(forms.Form):
    """Every way the list is narrowed; `apply` takes the scoped queryset and returns part of it."""

    columns = forms.CharField(required=False, widget=forms.HiddenInput)  # passed on: they narrow nothing
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("查找"), required=False)
    station = forms.ModelChoiceField(label=_("站点"), queryset=None, required=False, empty_label="—")
    owner = forms.ModelChoiceField(label=_("责任专员"), queryset=None, required=False, empty_label="—")
    school = forms.CharField(label=_("毕业院校"), required=False, max_length=80)
    cohort = forms.TypedChoiceField(label=_("届别"), coerce=int, empty_value=None, required=False)
    education = forms.ChoiceField(label=_("学历"), choices=[("", "—"), *Education.choices], required=False)
    status = forms.ChoiceField(label=_("状态"), choices=[("", "—"), *Status.choices], required=False)
    willingness = forms.ChoiceField(label=_("就业意愿"), choices=[("", "—"), *Willingness.choices], required=False)
    group = forms.ChoiceField(label=_("重点群体"), choices=[("", "—"), *Group.choices], required=False)
    basis = forms.ChoiceField(label=_("计数依据"), choices=[("", "—"), *Person.Basis.choices], required=False)
    lacking = forms.ChoiceField(label=_("缺少服务"), choices=[("", "—"), *Kind.choices], required=False)
    due = forms.ChoiceField(label=_("下次走访"), choices=[("", "—"), *Due.choices], required=False)
    since = forms.DateField(
        label=_("入册不早于"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    late = forms.BooleanField(label=_("有逾期"), required=False)
    unassigned = forms.BooleanField(label=_("无人负责"), required=False)
    uncontacted = forms.BooleanField(label=_("未联系上"), required=False)
    no_case = forms.BooleanField(label=_("未建账"), required=False)
    past = forms.BooleanField(label=_("往届"), required=False)
    shared = forms.BooleanField(label=_("两地协同"), required=False)
    counted = forms.BooleanField(label=_("由本站计数"), required=False)

    def __init__(self, data, *, user, today):
        super().__init__(data)
        self.user, self.today = user, today
        stations = apps.get_model("accounts.Station").objects.within(user.station)
        self.fields["station"].queryset = stations.standing()
        if user.reach == "own":  # one's own people have one owner; there is nothing to choose
            del self.fields["owner"]
        else:
            self._offer_officers(stations)
        for field in self.fields.values():
            field.quiet = True
        years = range(today.year, today.year - 6, -1)
        self.fields["cohort"].choices = [("", "—"), *((year, _("%(year)s 届") % {"year": year}) for year in years)]

    def _offer_officers(self, stations):
        """Offer the officers of the station that was chosen; any other within reach is understood, too."""
        field, station = self.fields["owner"], self.data.get("station", "")
        field.queryset = get_user_model().objects.filter(role="caseworker", station__in=stations)
        offered = field.queryset.order_by("name", "pk")
        if station.isdecimal() and len(station) < 19:
            offered = offered.filter(station__path__contains=f"/{int(station)}/")
        offered = [(officer.pk, str(officer)) for officer in offered[: OFFICERS + 1]]
        if len(offered) > OFFICERS:
            field.help_text = _("先选站点，再选专员")
        field.choices = [("", "—"), *offered[:OFFICERS]]

    @property
    def officers(self):
        """The officers offered, as choices, the empty one first."""
        return self.fields["owner"].choices if "owner" in self.fields else []

    def chosen(self):
        """The values that were chosen and make sense; a bad one narrows nothing but is shown beside its field."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        return {name: value for name, value in chosen.items() if name not in PASSED_ON}

    def apply(self, people, *, one_by_one=False):
        """Return those of the people who are meant; one by one suits a list that is read until a page is full."""
        self.one_by_one = one_by_one
        for name, value in self.chosen().items():
            people = getattr(self, f"by_{name}")(people, value)
        return people

    def _having(self, people, rows, path="person"):
        if self.one_by_one:
            return people.filter(Exists(rows.filter(**{path: OuterRef("pk")})))
        return people.filter(pk__in=rows.values(path))

    def by_q(self, people, words):
        return narrow(people, words, one_by_one=self.one_by_one)

    def by_station(self, people, station):
        stations = apps.get_model("accounts.Station").objects.within(station)
        return people.filter(station__in=stations.values("pk"))

    def by_owner(self, people, owner):
        return people.filter(owner=owner)

    def by_cohort(self, people, cohort):
        return people.filter(cohort=cohort)

    def by_school(self, people, school):
        return from_school(people, school, one_by_one=self.one_by_one)

    def by_basis(self, people, basis):
        return people.filter(basis=basis)

    def by_due(self, people, due):
        planned = Visit.objects.planned()
        if due == Due.NONE:
            return people.filter(~Exists(planned.filter(person=OuterRef("pk"))))
        if due == Due.LATE:
            return self._having(people, Visit.objects.overdue(self.today))
        return self._having(people, planned.filter(planned_for__lte=self.today + timedelta(days=_WITHIN[due])))

    def by_since(self, people, day):
        return people.filter(registered_on__gte=day)

    def by_past(self, people, _yes):
        return people.filter(cohort__lt=self.today.year)

    def by_shared(self, people, _yes):
        return people.exclude(also_station=None)

    def by_counted(self, people, _yes):
        return people.counted_for(self.user)

    def by_status(self, people, status):
        return people.filter(status=status)

    def by_willingness(self, people, willingness):
        return people.filter(willingness=willingness)

    def by_education(self, people, education):
        return people.filter(education=education)

    def by_group(self, people, group):
        return self._having(people, GroupMembership.objects.filter(group=group, until=None))

    def by_lacking(self, people, kind):
        return self._having(people, Step.objects.unmet().filter(kind=kind), "case__person")

    def by_late(self, people, _yes):
        return self._having(people, Step.objects.overdue(self.today), "case__person")

    def by_unassigned(self, people, _yes):
        return people.unassigned()

    def by_uncontacted(self, people, _yes):
        return self._having(people, Case.objects.uncontacted())

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
        if name in ("status", "willingness", "education", "group", "basis"):
            return dict(field.choices)[value]
        if name == "due":
            return _("下次走访：%(when)s") % {"when": Due(value).label}
        if name == "since":
            return _("%(day)s 起入册") % {"day": value.isoformat()}
        if name == "cohort":
            return _("%(year)s 届") % {"year": value}
        return f"“{value}”" if name == "q" else str(value)


def _without(query, name):
    rest = query.copy()
    for key in list(rest):
        if key in (name, "page", "at") or not rest[key]:
            del rest[key]
    return "?" + rest.urlencode()


def people_of(request, today):
    """Return (filter, narrowed people) for a request's query: the one path of listing, ticking and acting."""
    chosen = PeopleFilter(request.GET, user=request.user, today=today)
    return chosen, chosen.apply(Person.objects.visible_to(request.user))
