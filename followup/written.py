"""One recorded visit as it was written, for its page and for paper: every fact with its label, and what it was before."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from followup.conflicting import LABELS
from followup.ladder import Rung
from followup.models import Briefing, FactConflict, Visit
from followup.telling import label, labels
from registry.identity import mask_phone
from registry.statuses import Status


@dataclass
class Written:
    """Everything the page of a visit shows."""

    visit: object
    facts: list  # [(label, value)], only what was said
    clocks: list  # the same, of a visit that came from a phone
    before: object  # the visit this one corrects
    after: object  # the visit that corrects this one
    photos: list
    conflicts: list  # [(label of the fact, conflict)]


def written_visit(visit):
    """Return the Written of a visit that was loaded through visible_to(), in a constant number of queries."""
    pages = visit, *_before(visit)
    return Written(
        visit=visit,
        facts=[(name, value) for name, value in _facts(visit) if value],
        clocks=_clocks(visit) if visit.device_at else [],
        before=visit.corrects,
        after=Visit.objects.filter(corrects=visit).first(),
        photos=[photo for page in pages for photo in page.photos.order_by("pk")],
        conflicts=[(LABELS.get(one.fact, one.fact), one) for one in _conflicts(pages)],
    )


def _before(visit):
    """The visits that were put right, back to the first: photos and conflicts hang on the one that arrived."""
    while visit.corrects:
        visit = visit.corrects
        yield visit


def _conflicts(pages):
    return FactConflict.objects.filter(visit__in=pages).order_by("pk")


def _facts(visit):
    status = label(Status, visit.status)
    changed = f"{label(Status, visit.status_was)} → {status}" if visit.status_was != visit.status else status
    return (
        (_("走访日期"), visit.made_on.isoformat()),
        (_("方式"), visit.get_manner_display()),
        (_("联系结果"), visit.get_result_display()),
        (_("走访人"), str(visit.officer or "")),
        (_("事由"), visit.get_why_display()),
        (_("计划日期"), _span(visit)),
        (_("拨打的号码"), mask_phone(visit.phone.number) if visit.phone else ""),
        (_("寻访途径"), label(Rung, visit.rung)),
        (_("状态"), changed if visit.status else ""),
        (_("就业障碍"), labels(Visit.Barrier, visit.barriers)),
        (_("政策宣讲"), labels(Briefing.Topic, visit.topics)),
        (_("预约职业指导"), _moment(visit.session.booked_for) if visit.session else ""),
        (_("下次联系"), visit.next_on.isoformat() if visit.next_on else ""),
        (_("情况"), visit.findings),
    )


def _span(visit):
    if not visit.planned_for:
        return ""
    until = _("最迟 %(day)s") % {"day": visit.due_on.isoformat()} if visit.due_on else ""
    return " · ".join(filter(None, (visit.planned_for.isoformat(), until)))


def _clocks(visit):
    """Both clocks: the phone's own, and the office's by which the visit counts."""
    off = visit.clock_off or 0
    ahead = _("快 %(n)s 秒") if off > 0 else _("慢 %(n)s 秒")
    return [
        (_("手机时间"), _moment(visit.device_at)),
        (_("手机时钟"), ahead % {"n": abs(off)} if off else _("一致")),
        (_("按办公时间"), _moment(visit.made_at)),
        (_("送达时间"), _moment(visit.stored_at)),
    ]


def _moment(at):
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""
