"""What a finding says, as sentences in the reader's language, and as columns. No queries beyond what was fetched."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.proposing import OPEN, choices_of
from registry.accepting import changes_said
from registry.columns import printed
from registry.identity import mask_id_number
from registry.lists import suggestion_of
from registry.models import Comparison, Finding
from registry.statuses import Education, Status
from registry.tables import shown
from registry.telling import is_blocking, tell

What, Decision = Finding.What, Finding.Decision
VISIT = Decision.TO_VISIT
DECISION_COLOURS = {Decision.ACCEPTED: "badge-green", Decision.TO_VISIT: "badge-amber"}
ACTS = {
    (What.HIT, Decision.ACCEPTED): gettext_lazy("采纳"),
    (What.CHANGED, Decision.ACCEPTED): gettext_lazy("按名单更正"),
    (What.MOVED, Decision.ACCEPTED): gettext_lazy("请该站点接收"),
    (What.MISSING_HERE, Decision.ACCEPTED): gettext_lazy("转为名册"),
    (What.DOUBTFUL, Decision.ACCEPTED): gettext_lazy("是同一人"),
    (What.DOUBTFUL, Decision.REJECTED): gettext_lazy("不是同一人"),
    (What.HIT, Decision.REJECTED): gettext_lazy("不采纳"),
    (What.CHANGED, Decision.REJECTED): gettext_lazy("不采纳"),
}
ACT = {Decision.REJECTED: gettext_lazy("无需处理"), Decision.TO_VISIT: gettext_lazy("交专员核实")}


def acts_of(what):
    """Return [(decision, label)] of what can be done with a sort of finding."""
    return [(decision, ACTS.get((what, decision)) or ACT[decision]) for decision in choices_of(what)]


def fetched(findings, what):
    """Return the findings with what their columns show, in a constant number of queries."""
    found = findings.select_related("person__station", "person__owner", "station", "comparison", "decided_by")
    if what == What.CHANGED:
        belongings = ("phones", "groups", "needs", "skills", "wishes")
        found = found.prefetch_related(*(f"person__{belonging}" for belonging in belongings))
    return found.order_by("number", "pk")


# --- What it says -------------------------------------------------------------------------------


def said(finding):
    """Return the lines of what a finding says."""
    return _SAID[finding.what](finding, finding.content.get("facts", {}))


def _line(text, colour=""):
    return format_html('<span class="sub {}">{}</span>', colour, text)


def _hit(finding, facts):
    likely, since = _suggested(finding, facts)
    return format_html("<strong>{}</strong> {}", likely, _line(since))


def _suggested(finding, facts):
    """Return (what a list suggests became of the person, since when and where)."""
    comparison = finding.comparison
    suggestion = suggestion_of(comparison.kind, facts, comparison.listed_on)
    when = {"day": suggestion.since.isoformat()}
    since = _("%(day)s 起") % when if suggestion.is_dated else _("%(day)s 在名单上") % when
    likely = _("可能%(status)s") % {"status": Status(suggestion.status).label}
    return likely, " · ".join(filter(None, [since, suggestion.where]))


def _changed(finding, _facts):
    changes, held = changes_said(finding, finding.person)
    lines = format_html_join("", '<span class="sub">{}：{} → <strong>{}</strong></span>', _pairs(changes))
    kept = [(*pair, _("来源较弱，不会覆盖")) for pair in _pairs(held)]
    lines += format_html_join("", '<span class="sub muted">{}：{} ← <s>{}</s> {}</span>', kept)
    return lines or _line(_("现在已与名单一致"))


def _pairs(changes):
    return [
        (printed(fact), shown(fact, was), shown(fact, is_))
        for fact, (was, is_) in changes.items()
        if fact != "major_code"
    ]


def _moved(finding, _facts):
    return format_html("{} → <strong>{}</strong>", finding.person.station, finding.station or "—")


def _claimed(finding, _facts):
    if finding.person_id:
        return _("外县市的名单也列有此人")
    return _("已在另一站点登记，须由上级站点处理")


def _listed(_finding, facts):
    education = facts.get("education")
    parts = [facts.get("school"), facts.get("major"), education and Education(education).label, facts.get("station")]
    return _line(" · ".join(str(part) for part in parts if part) or "—")


def _missing_there(finding, _facts):
    return _("登记为“%(status)s”，名单上没有") % {"status": finding.person.get_status_display()}


def _doubtful(finding, facts):
    person = finding.person
    theirs = " · ".join(filter(None, [person.name, mask_id_number(person.id_number), person.school]))
    listed = " · ".join(
        filter(None, [facts.get("name"), mask_id_number(facts.get("id_number", "")), facts.get("school")])
    )
    return format_html(
        '<span class="sub">{}：{}</span> <span class="sub">{}：<strong>{}</strong></span>',
        _("册中"),
        theirs,
        _("名单"),
        listed,
    )


def _unreadable(finding, _facts):
    return format_html_join(
        "", '<span class="sub {}">{}</span>', (("red" if is_blocking(r) else "", tell(r)) for r in finding.reasons)
    )


_SAID = {
    What.HIT: _hit,
    What.CHANGED: _changed,
    What.MOVED: _moved,
    What.CLAIMED_TWICE: _claimed,
    What.MISSING_HERE: _listed,
    What.MISSING_THERE: _missing_there,
    What.DOUBTFUL: _doubtful,
    What.UNREADABLE: _unreadable,
}


# --- For whoever is sent to verify ---------------------------------------------------------------


def leads_of(person, visits):
    """Return a sentence for each finding about a person that is to be verified and no visit has followed yet."""
    sent = (
        person.findings.filter(decision=Decision.TO_VISIT).select_related("comparison").order_by("-decided_at", "-pk")
    )
    last = max((visit.made_at for visit in visits if visit.made_at and visit.stands), default=None)
    return [_lead(finding) for finding in sent if last is None or finding.decided_at > last]


def _lead(finding):
    said = [finding.comparison.get_kind_display()]
    if finding.what == What.HIT:
        said += _suggested(finding, finding.content["facts"])
    else:
        said.append(finding.get_what_display())
    return " · ".join(filter(None, [*map(str, said), finding.note]))


# --- As columns ---------------------------------------------------------------------------------


class ComparisonTable(tables.Table):
    file_name = tables.Column(verbose_name=gettext_lazy("名单"), linkify=True, attrs={"td": {"class": "lead"}})
    kind = tables.Column(verbose_name=gettext_lazy("类别"))
    stage = tables.Column(verbose_name=gettext_lazy("进度"), attrs={"td": {"class": "mark"}})
    station = tables.Column(verbose_name=gettext_lazy("站点"))
    listed_on = tables.DateColumn(
        verbose_name=gettext_lazy("截止日期"), format="Y-m-d", attrs={"td": {"class": "nowrap"}}
    )
    waiting = tables.Column(
        verbose_name=gettext_lazy("待处置"),
        accessor="counts__waiting",
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    received_by = tables.Column(verbose_name=gettext_lazy("接收人"))

    class Meta:
        model = Comparison
        fields = ()
        orderable = False
        empty_text = gettext_lazy("还没有比对过名单")


class FindingTable(tables.Table):
    """Findings of one sort: who, what the list says, and a button for each thing that can be done."""

    tick = tables.Column(verbose_name="", accessor="pk", attrs={"td": {"class": "tick"}, "th": {"class": "tick"}})
    name = tables.Column(verbose_name=gettext_lazy("姓名"), empty_values=(), attrs={"td": {"class": "lead"}})
    says = tables.Column(verbose_name=gettext_lazy("名单所示"), empty_values=(), attrs={"td": {"class": "plain"}})
    now = tables.Column(verbose_name=gettext_lazy("现状"), empty_values=(), attrs={"td": {"class": "plain"}})
    number = tables.Column(verbose_name=gettext_lazy("行号"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    act = tables.Column(verbose_name=gettext_lazy("处置"), empty_values=(), attrs={"td": {"class": "acts"}})

    class Meta:
        model = Finding
        fields = ()
        orderable = False
        empty_text = gettext_lazy("没有这样的结果")

    def __init__(self, *args, may_decide, **kwargs):
        super().__init__(*args, exclude=() if may_decide else ("tick",), **kwargs)
        self.may_decide = may_decide

    def render_tick(self, value, record):
        if record.decision not in OPEN:
            return ""
        return format_html('<input type="checkbox" name="findings" value="{}" aria-label="{}">', value, _("选择"))

    def render_name(self, record):
        if record.person and record.what != What.DOUBTFUL:
            masked = mask_id_number(record.person.id_number)
            link = format_html('<a href="{}">{}</a>', record.person.get_absolute_url(), record.person)
        else:
            facts = record.content.get("facts", {})
            masked, link = mask_id_number(facts.get("id_number", "")), facts.get("name") or "—"
        return format_html('{} <span class="sub">{}</span>', link, masked)

    def render_says(self, record):
        told = [tell(reason) for reason in record.reasons] if record.what != What.UNREADABLE else []
        return format_html(
            "{}{}", said(record), format_html_join("", '<span class="sub amber">{}</span>', ((t,) for t in told))
        )

    def render_now(self, record):
        person = record.person
        if person is None:
            return "—"
        owner = person.owner or format_html('<span class="amber">{}</span>', _("无人负责"))
        return format_html('{} <span class="sub">{} · {}</span>', person.get_status_display(), person.station, owner)

    def render_act(self, record):
        if record.decision:
            told = format_html(
                '<span class="badge {}">{}</span>',
                DECISION_COLOURS.get(record.decision, ""),
                record.get_decision_display(),
            )
            who = " · ".join(filter(None, [str(record.decided_by or ""), record.note]))
            told = format_html('{} <span class="sub">{}</span>', told, who)
            if record.decision != Decision.REMEMBERED or not self.may_decide:
                return told
            return format_html("{}{}", told, self._buttons(record))
        return self._buttons(record) if self.may_decide else "—"

    def _buttons(self, record):
        acts = [(decision, label) for decision, label in acts_of(record.what) if record.person_id or decision != VISIT]
        buttons = ((f"{decision}-{record.pk}", label) for decision, label in acts)
        return format_html_join(" ", '<button class="button button-small" name="only" value="{}">{}</button>', buttons)
