"""A person's case page, assembled in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from followup import flow
from followup.models import Case, OutcomeCheck, Step, Visit
from registry.identity import age_on, mask_id_number, mask_phone


@dataclass
class Next:
    """The one thing to do now: what, why, and the page that does it."""

    label: str
    why: str
    url_name: str
    late: bool = False


@dataclass
class Ledger:
    """Everything the case page shows."""

    person: object
    case: object
    pips: flow.Pips
    steps: list
    next: Next | None
    visit: object
    masked_id: str
    age: int | None
    phones: list
    groups: list
    wishes: list
    skills: list
    needs: list
    pushes: list
    visits: list
    sessions: list
    briefings: list
    plan: object
    internships: list
    outcome: object
    checks: list
    entries: list
    past_cases: list


FORMS = {
    "briefing": "followup:briefing_new",
    "push": "followup:jobs",
    "guidance": "followup:session_new",
    "internship": "followup:internship_new",
}


def ledger_of(person, today):
    """Return the Ledger of a person that was loaded through visible_to()."""
    cases = list(person.cases.select_related("standard").order_by("-opened_on", "-pk"))
    case = next((case for case in cases if case.closed_on is None), None)
    shown = case or (cases[0] if cases else None)
    steps = list(_steps_of(shown)) if shown else []
    visits = list(person.visits.select_related("officer").order_by("-made_on", "-planned_for", "-pk")[:40])
    planned = next((visit for visit in visits if visit.made_on is None and visit.cancelled_on is None), None)
    outcome = person.outcomes.filter(ended_on=None).first()
    checks = list(OutcomeCheck.objects.filter(outcome=outcome).order_by("days")) if outcome else []
    return Ledger(
        person=person,
        case=shown,
        pips=flow.draw(steps, today),
        steps=steps,
        next=_next(case, steps, planned, checks, today) if case else None,
        visit=planned,
        masked_id=mask_id_number(person.id_number),
        age=age_on(person.born_on, today),
        phones=[(phone, mask_phone(phone.number)) for phone in person.phones.all()],
        groups=[row for row in person.groups.all() if row.until is None],
        wishes=list(person.wishes.all()),
        skills=list(person.skills.all()),
        needs=list(person.needs.all()),
        pushes=list(person.pushes.select_related("posting__employer", "by").order_by("-pushed_at", "-pk")),
        visits=[visit for visit in visits if visit is not planned],
        sessions=list(person.sessions.select_related("by").order_by("-held_on", "-booked_for", "-pk")),
        briefings=list(person.briefings.select_related("by")),
        plan=person.plans.filter(replaced_on=None).select_related("by").prefetch_related("actions").first(),
        internships=list(person.internships.select_related("employer")),
        outcome=outcome,
        checks=checks,
        entries=list(person.entries.select_related("by").order_by("-number")[:60]),
        past_cases=[old for old in cases if old is not shown],
    )


def _steps_of(case):
    steps = Step.objects.filter(case=case).select_related("promise", "excused_by")
    return steps.order_by("promise__rank", "number")


def _next(case, steps, visit, checks, today):
    """The most pressing thing: a check that is due, an overdue promise, the planned visit, the next promise."""
    check = next((check for check in checks if check.checked_on is None and check.due_on <= today), None)
    if check:
        return Next(_("核实是否在岗"), _("就业后 %(days)s 天核实已到期") % {"days": check.days}, "followup:outcome_check")
    unmet = [step for step in steps if step.done_on is None and step.excused_on is None]
    late = [step for step in unmet if step.due_on < today]
    if case.contacted_on is None:
        return Next(_("记录首次联系"), _("尚未联系到本人"), "followup:visit_new", case.contact_due_on < today)
    if late:
        return _give(min(late, key=lambda step: step.due_on), today)
    if visit and visit.planned_for <= today:
        return Next(_("记走访"), str(visit.get_why_display()), "followup:visit_new", visit.due_on < today)
    if unmet:
        return _give(min(unmet, key=lambda step: (step.due_on, step.promise.rank, step.number)), today)
    return Next(_("记走访"), _("承诺已全部兑现，继续回访至稳定就业"), "followup:visit_new")


def _give(step, today):
    kind = flow.Kind(step.kind).label
    why = _("%(due)s 前应完成") % {"due": step.due_on.isoformat()}
    if step.due_on < today:
        why = _("已逾期 %(days)s 天") % {"days": (today - step.due_on).days}
    labels = {
        "briefing": _("记录政策宣讲"),
        "push": _("推送岗位"),
        "guidance": _("安排职业指导"),
        "internship": _("提供就业见习"),
    }
    label = labels.get(step.kind, _("完成%(kind)s") % {"kind": kind})
    return Next(label, f"{kind}：{why}", FORMS.get(step.kind, "followup:visit_new"), step.due_on < today)


def with_service(people):
    """Let each person of a queryset carry `.open_cases` (with steps) and `.planned`: a constant number of queries."""
    steps = Prefetch("steps", Step.objects.order_by("promise__rank", "number"))
    cases = Case.objects.open().select_related("standard").prefetch_related(steps)
    return people.select_related("station", "owner").prefetch_related(
        Prefetch("cases", cases, to_attr="open_cases"),
        Prefetch("visits", Visit.objects.planned(), to_attr="planned"),
    )
