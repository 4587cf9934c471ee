"""Whether the ranking is any good: what came of pushes by how they were chosen, with how sure one can be of it."""

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.intervals import compared, wilson
from matching.models import Push
from matching.models.push import EXPIRE_AFTER

WINDOWS = (30, 90, 180, 365)
USUAL = 90
FORMS = {"pushes": _("按推送"), "people": _("按人")}
Arm, Answer, Employer = Push.Arm, Push.Answer, Push.EmployerAnswer


class Measure(NamedTuple):
    """What is counted of the pushes that are old enough."""

    code: str
    label: str
    counts: Q
    rule: str


# What each way of choosing is set beside: controls beside the proposals they were drawn among, for only those differ in
# nothing but the choice; what officers took by themselves beside what they took off the ranked list.
BESIDE = {
    Arm.PROPOSED: "",
    Arm.CONTROL_NEWEST: Arm.PROPOSED,
    Arm.CONTROL_RANDOM: Arm.PROPOSED,
    Arm.RANKED: "",
    Arm.NEWEST: Arm.RANKED,
    Arm.HAND: Arm.RANKED,
}
BY_MATCH = (Arm.PROPOSED, Arm.RANKED)

MEASURES = (
    Measure(
        "answered",
        _("答复率"),
        Q(answer__in=(Answer.YES, Answer.LATER, Answer.NO)),
        _("分子：本人作过答复（愿意、再考虑、不愿意）。逾期未答和仍待答复的不算。"),
    ),
    Measure("yes", _("愿意率"), Q(answer=Answer.YES), _("分子：本人最近一次答复为愿意。")),
    Measure(
        "interview",
        _("面试率"),
        Q(employer_answer__in=(Employer.INTERVIEW, Employer.HIRED)),
        _("分子：单位现在的反馈为安排面试或录用；面试后未录用的只记未录用，不在其中。"),
    ),
    Measure(
        "hired",
        _("录用率"),
        Q(employer_answer=Employer.HIRED),
        _("分子：单位反馈为录用。录用往往晚于 14 天，近期偏低。"),
    ),
)
BY_CODE = {measure.code: measure for measure in MEASURES}


class Row(NamedTuple):
    """One way of choosing: how many pushes (or people) it is about, and each measure beside that of the ranking."""

    label: str
    total: int
    url: str  # the pushes behind it
    figures: list  # [(Measure, Share, what can be said of it beside another, or "", the pushes behind it)]


def judged(*, on, days):
    """Return the pushes of a window that were given long enough to be answered: the same time for each."""
    return Push.objects.filter(
        pushed_on__gt=on - timedelta(days=days), pushed_on__lte=on - timedelta(days=EXPIRE_AFTER)
    )


def too_young(*, on):
    """Return how many pushes are not judged yet."""
    return Push.objects.filter(pushed_on__gt=on - timedelta(days=EXPIRE_AFTER), pushed_on__lte=on).count()


def by_arm(*, on, days, form):
    """Return a Row for every way of choosing, each behind what it is set beside; one query."""
    found = _counted(judged(on=on, days=days), "arm", form)
    rows = [
        _row(
            arm.label, found.get(arm, _nothing()), beside and found.get(beside, _nothing()), {"days": days, "arm": arm}
        )
        for arm, beside in BESIDE.items()
    ]
    if "" in found:  # before it was written down
        rows.append(_row(_("未记录"), found[""], None, {"days": days, "arm": ""}))
    return rows


def by_version(current, *, on, days, form):
    """Return a Row for every version by whose ranking was pushed, the one in force first to be compared with."""
    found = _counted(judged(on=on, days=days).filter(arm__in=BY_MATCH), "ranking", form)
    now = found.get(current, _nothing())
    return [
        _row(_named(number), found[number], None if number == current else now, {"days": days, "version": number})
        for number in sorted(found, reverse=True)
    ]


def _counted(pushes, path, form):
    """Return {value of a column: {"total": n, measure: n}}; of people, each counts once in each."""
    what, distinct = ("person", True) if form == "people" else ("pk", False)
    counts = {one.code: Count(what, distinct=distinct, filter=one.counts) for one in MEASURES}
    rows = pushes.order_by().values(path).annotate(total=Count(what, distinct=distinct), **counts)
    return {row[path]: row for row in rows}


def _nothing():
    return {"total": 0, **dict.fromkeys(BY_CODE, 0)}


def _named(number):
    return _("第 %(n)s 版") % {"n": number}


def _row(label, counts, beside, query):
    url, figures = f"{reverse('matching:truth_pushes')}?{urlencode(query)}", []
    for measure in MEASURES:
        share = wilson(counts[measure.code], counts["total"])
        other = beside and wilson(beside[measure.code], beside["total"])
        figures.append((measure, share, compared(share, other) if other else "", f"{url}&measure={measure.code}"))
    return Row(label, counts["total"], url, figures)


def behind(query, *, on, days):
    """Return the pushes behind a figure that a query names: by arm, version, measure, and on which side of it."""
    found = judged(on=on, days=days)
    if "arm" in query:
        found = found.filter(arm=query["arm"])
    if query.get("version", "").isdecimal():
        found = found.filter(arm__in=BY_MATCH, ranking=int(query["version"]))
    measure = BY_CODE.get(query.get("measure"))
    if measure is None:
        return found
    return found.exclude(measure.counts) if query.get("side") == "left_out" else found.filter(measure.counts)
