"""The people list and the visit list as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.db.models import Prefetch
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableListData

from followup import flow
from followup.models import Visit
from followup.workdays import is_overdue
from registry.identity import mask_id_number, mask_phone
from registry.models import GroupMembership, Helper, Person, Phone
from registry.sources import SourceKind, source_of
from registry.statuses import Willingness

STATUS_COLOURS = {Willingness.SETTLED: "badge-green", Willingness.WILLING: "", Willingness.UNWILLING: "badge-amber"}

# How a cell behaves: on the desk only, without its label on a phone, never broken in two.
DESK = {"td": {"class": "hide-phone nowrap"}}
PLAIN = {"td": {"class": "plain"}}
DAY = {"td": {"class": "nowrap"}}


# What the list shows unless somebody chose otherwise; the name is always there.
USUAL = ("name", "pips", "school", "status", "station", "owner", "contact", "planned")
# Columns whose facts are fetched only when they are shown.
FETCHED = {
    "groups": Prefetch("groups", GroupMembership.objects.filter(until=None), to_attr="current_groups"),
    "phone": Prefetch("phones", Phone.objects.order_by("rank", "pk"), to_attr="numbers"),
    "helpers": Prefetch("helpers", Helper.objects.select_related("user", "tier").order_by("tier__rank"), "helping"),
    "also": "also_station",
}
# Expressions of the orders below that may have no value.
NULLABLE = {"cohort", "owner__name"}


class PersonTable(tables.Table):
    """Rows come from ledger.with_service and with_columns: what a row shows is there already."""

    tick = tables.Column(
        verbose_name="", accessor="pk", orderable=False, attrs={"td": {"class": "tick"}, "th": {"class": "tick"}}
    )
    name = tables.Column(verbose_name=_("姓名"), order_by=("name", "pk"), attrs={"td": {"class": "lead"}})
    pips = tables.Column(verbose_name=_("1311 进度"), orderable=False, empty_values=(), attrs={"td": {"class": "mark"}})
    school = tables.Column(verbose_name=_("院校与专业"), order_by=("school", "pk"), empty_values=(), attrs=PLAIN)
    education = tables.Column(verbose_name=_("学历"), orderable=False, attrs=DESK)
    cohort = tables.Column(verbose_name=_("届别"), order_by=("cohort", "pk"), attrs=DESK)
    status = tables.Column(verbose_name=_("状态"), order_by=("status", "pk"), attrs=PLAIN)
    willingness = tables.Column(verbose_name=_("就业意愿"), orderable=False, attrs=DESK)
    groups = tables.Column(verbose_name=_("重点群体"), orderable=False, empty_values=(), attrs=PLAIN)
    phone = tables.Column(verbose_name=_("电话"), orderable=False, empty_values=(), attrs=DAY)
    station = tables.Column(verbose_name=_("站点"), order_by=("station__path", "pk"), attrs=DESK)
    also = tables.Column(verbose_name=_("协同站点"), accessor="also_station", orderable=False, attrs=DESK)
    owner = tables.Column(verbose_name=_("责任专员"), order_by=("owner__name", "pk"), empty_values=())
    helpers = tables.Column(verbose_name=_("包保人"), orderable=False, empty_values=(), attrs=PLAIN)
    contact = tables.Column(verbose_name=_("最近联系"), orderable=False, empty_values=(), attrs=DESK)
    planned = tables.Column(verbose_name=_("下次"), orderable=False, empty_values=(), attrs=DAY)
    registered = tables.DateColumn(
        verbose_name=_("入册日期"),
        accessor="registered_on",
        order_by=("registered_on", "pk"),
        format="Y-m-d",
        attrs=DESK,
    )
    source = tables.Column(verbose_name=_("信息来源"), orderable=False, empty_values=(), attrs=DESK)

    class Meta:
        model = Person
        fields = ()
        order_by_field = "sort"
        row_attrs = {"data-href": lambda record: record.get_absolute_url()}
        empty_text = _("没有符合条件的毕业生")

    def __init__(self, *args, today, may_tick, columns=USUAL, **kwargs):
        shown = ("tick", *columns) if may_tick else tuple(columns)
        hidden = [name for name in self.base_columns if name not in shown]
        super().__init__(*args, sequence=(*shown, "..."), exclude=hidden, **kwargs)
        self.today = today

    def render_tick(self, value):
        label = _("选择")
        return format_html('<input type="checkbox" name="people" value="{}" aria-label="{}">', value, label)

    def render_name(self, record):
        return format_html(
            '<a href="{}">{}</a> <span class="sub">{}</span>',
            record.get_absolute_url(),
            record.name,
            mask_id_number(record.id_number),
        )

    def render_pips(self, record):
        if not record.open_cases:
            return format_html('<span class="muted small">{}</span>', _("未建账"))
        pips = flow.draw(record.open_cases[0].steps.all(), self.today)
        return get_template("_pips.html").render({"pips": pips})

    def render_school(self, record):
        return format_html(
            '{} <span class="sub">{} {}</span>', record.school or "—", record.major, record.get_education_display()
        )

    def render_cohort(self, value):
        return _("%(year)s 届") % {"year": value}

    def render_status(self, record):
        colour = STATUS_COLOURS.get(record.willingness, "")
        return format_html('<span class="badge {}">{}</span>', colour, record.get_status_display())

    def render_groups(self, record):
        return "、".join(str(membership) for membership in record.current_groups) or "—"

    def render_phone(self, record):
        return mask_phone(record.numbers[0].number) if record.numbers else "—"

    def render_owner(self, record):
        if record.owner is None:
            return format_html('<span class="red">{}</span>', _("无人负责"))
        return record.owner.name

    def render_helpers(self, record):
        told = [_("%(name)s（%(tier)s）") % {"name": one.user.name, "tier": one.tier.name} for one in record.helping]
        return "、".join(told) or "—"

    def render_contact(self, record):
        case = record.open_cases[0] if record.open_cases else None
        return case.last_contact_on.isoformat() if case and case.last_contact_on else "—"

    def render_planned(self, record):
        if not record.planned:
            return "—"
        visit = record.planned[0]
        return format_html(
            '<span class="{}">{}</span> <span class="sub">{}</span>',
            "red strong" if is_overdue(visit.due_on, self.today) else "",
            visit.planned_for.isoformat(),
            visit.get_why_display(),
        )

    def render_source(self, record):
        kind, day, words = source_of(record.sources, "*")
        label = SourceKind(kind).label if kind in SourceKind else kind
        return format_html('{} <span class="sub">{}</span>', words or label or "—", day)


class RowsInOrder(TableListData):
    """One page, in the order of the list already: the table marks the sorted column and sorts nothing."""

    def order_by(self, aliases):
        pass


def columns_of(text):
    """Return the columns a query asks for, in its order: only those that exist, each once, never without the name."""
    asked = [name for name in (text or "").split(",") if name in PersonTable.base_columns and name != "tick"]
    return tuple(dict.fromkeys(["name", *asked])) if asked else USUAL


def choices_of(columns):
    """Return every column as (name, label, place among the shown or None), those shown first."""
    others = [name for name in PersonTable.base_columns if name not in (*columns, "tick")]
    places = {name: place for place, name in enumerate(columns, 1)}
    return [(name, PersonTable.base_columns[name].verbose_name, places.get(name)) for name in (*columns, *others)]


def arranged(shown, ticked, earlier=None):
    """Return the ticked columns: those shown already in their order, new ones after; one may move a place forward."""
    known = columns_of(shown)
    wanted = columns_of(",".join(ticked)) if ticked else ("name",)
    columns = [name for name in known if name in wanted] + [name for name in wanted if name not in known]
    if earlier in columns[2:]:
        place = columns.index(earlier)
        columns[place - 1 : place + 1] = columns[place], columns[place - 1]
    return columns


def order_of(sort, usual):
    """Return the order a query asks for, e.g. "-name", as expressions; an unknown one is the usual order."""
    name = (sort or "").removeprefix("-")
    column = PersonTable.base_columns.get(name)
    if column is None or not column.orderable:
        return usual
    return [f"-{term}" for term in column.order_by] if sort.startswith("-") else list(column.order_by)


def with_columns(people, columns):
    """Let each person carry what the chosen columns show: a query for each column that needs one, none for a row."""
    return people.prefetch_related(*(FETCHED[name] for name in columns if name in FETCHED))


class VisitTable(tables.Table):
    """Planned visits, the most pressing first."""

    person = tables.Column(verbose_name=_("姓名"), order_by=("person__name", "pk"), attrs={"td": {"class": "lead"}})
    why = tables.Column(verbose_name=_("事由"), attrs=PLAIN)
    planned_for = tables.DateColumn(verbose_name=_("计划日期"), format="Y-m-d", attrs=DESK)
    due_on = tables.DateColumn(verbose_name=_("最迟日期"), format="Y-m-d", attrs=DAY)
    station = tables.Column(
        verbose_name=_("站点"), accessor="person__station", order_by=("person__station__path", "pk")
    )
    officer = tables.Column(verbose_name=_("走访人"), default="—", order_by=("officer__name", "pk"))
    act = tables.TemplateColumn(
        verbose_name="", orderable=False, template_name="followup/_visit_act.html", attrs={"td": {"class": "mark"}}
    )

    class Meta:
        model = Visit
        fields = ()
        order_by_field = "sort"
        row_attrs = {"data-href": lambda record: record.person.get_absolute_url()}
        empty_text = _("没有待办的走访")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def render_person(self, record):
        return format_html('<a href="{}">{}</a>', record.person.get_absolute_url(), record.person.name)

    def render_due_on(self, record):
        late = is_overdue(record.due_on, self.today)
        return format_html('<span class="{}">{}</span>', "red strong" if late else "", record.due_on.isoformat())
