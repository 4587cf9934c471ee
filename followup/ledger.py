"""A person's case page, assembled in a constant number of queries."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth import get_user_model
from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup import flow
from followup.models import Case, Internship, OutcomeCheck, Step, Visit
from followup.proposals import leads_of
from followup.telling import hindrances, staff_of, tell
from followup.workdays import is_overdue
from registry.identity import age_on, mask_id_number, mask_phone
from registry.statuses import OPEN

SHOWN = 60  # lines of the file and visits on the page; the file itself is longer


@dataclass
class Next:
    """The one thing to do now: what, why, and the page that does it."""

    label: str
    why: str
    url: str
    late: bool = False


@dataclass
class Ledger:
    """Everything the case page shows."""

    person: object
    case: object
    may_open: bool
    pips: flow.Pips
    steps: list
    next: Next | None
    why_not: list
    leads: list
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
    check_due: bool
    days: list
    past_cases: list
    merges: list


def ledger_of(person, today):
    """Return the Ledger of a person that was loaded through visible_to()."""
    cases = list(person.cases.select_related("standard").order_by("-opened_on", "-pk"))
    shown = next((case for case in cases if case.closed_on is None), cases[0] if cases else None)
    steps = list(_steps_of(shown)) if shown else []
    planned = person.visits.planned().select_related("officer").first()
    visits = person.visits.written().select_related("officer", "withdrawn_by").annotate(after=F("corrected_by"))
    visits = list(visits.order_by("-made_on", "-pk")[:SHOWN])
    pushes = list(person.pushes.select_related("posting__employer", "by").order_by("-pushed_at", "-pk"))
    sessions = list(person.sessions.filter(cancelled_on=None).select_related("by"))
    internships = list(person.internships.select_related("employer"))
    outcome = person.outcomes.filter(ended_on=None).first()
    checks = list(OutcomeCheck.objects.filter(outcome=outcome).order_by("days")) if outcome else []
    is_open = shown is not None and shown.closed_on is None
    return Ledger(
        person=person,
        case=shown,
        may_open=not is_open and person.status in OPEN,
        pips=flow.draw(steps, today),
        steps=steps,
        next=_next(shown, steps, planned, checks, sessions, internships, today) if is_open else None,
        why_not=hindrances(person, visits, pushes, steps, today) if is_open and not outcome else [],
        leads=leads_of(person, visits),
        visit=planned,
        masked_id=mask_id_number(person.id_number),
        age=age_on(person.born_on, today),
        phones=[(phone, mask_phone(phone.number)) for phone in person.phones.all()],
        groups=[row for row in person.groups.all() if row.until is None],
        wishes=list(person.wishes.all()),
        skills=list(person.skills.all()),
        needs=list(person.needs.all()),
        pushes=pushes,
        visits=visits,
        sessions=sessions,
        briefings=list(person.briefings.select_related("by")),
        plan=person.plans.filter(replaced_on=None).select_related("by").prefetch_related("actions").first(),
        internships=internships,
        outcome=outcome,
        checks=checks,
        check_due=_due(checks, today) is not None,
        days=_days(person, pushes),
        past_cases=[old for old in cases if old is not shown],
        merges=list(person.merges.filter(undone_at=None).select_related("gone")),
    )


def _steps_of(case):
    steps = Step.objects.filter(case=case).select_related("promise", "excused_by")
    return steps.order_by("promise__rank", "number")


def _days(person, pushes):
    """The newest lines of the file as sentences, day by day: [(date, [(entry, sentence)])]."""
    entries = list(person.entries.select_related("by").order_by("-number")[:SHOWN])
    staff = get_user_model().objects.filter(pk__in=staff_of(entries))
    known = {
        "staff": dict(staff.values_list("pk", "name")),
        "postings": {push.posting_id: push.posting.title for push in pushes},
    }
    told = [(entry, tell(entry, known)) for entry in entries]
    return [(day, list(lines)) for day, lines in groupby(told, lambda line: timezone.localdate(line[0].at))]


# --- What is next -----------------------------------------------------------------------------


def _next(case, steps, visit, checks, sessions, internships, today):
    """The most pressing thing, by the order in which the office would take it up."""
    person = case.person_id
    unmet = [step for step in steps if step.done_on is None and step.excused_on is None]
    late = [step for step in unmet if is_overdue(step.due_on, today)]
    if case.contacted_on is None:
        return _visit(person, _("记录首次联系"), _("尚未联系到本人"), is_overdue(case.contact_due_on, today))
    return (
        _due_check(person, checks, today)
        or _met_today(sessions, today)
        or (late and _give(person, min(late, key=_urgency), internships, today))
        or (visit and visit.planned_for <= today and _planned(person, visit, today))
        or (unmet and _give(person, min(unmet, key=_urgency), internships, today))
        or _visit(person, _("记走访"), _("承诺已全部兑现，继续回访至稳定就业"))
    )


def _urgency(step):
    return step.due_on, step.promise.rank, step.number


def _visit(person, label, why, late=False):
    return Next(label, why, reverse("followup:visit_new", args=[person]), late)


def _planned(person, visit, today):
    return _visit(person, _("记走访"), str(visit.get_why_display()), is_overdue(visit.due_on, today))


def _due(checks, today):
    return next((check for check in checks if check.checked_on is None and check.due_on <= today), None)


def _due_check(person, checks, today):
    check = _due(checks, today)
    if check is None:
        return None
    why = _("就业后 %(days)s 天核实已到期") % {"days": check.days}
    return Next(
        _("核实是否在岗"), why, reverse("followup:outcome_check", args=[person]), is_overdue(check.due_on, today)
    )


def _met_today(sessions, today):
    """A session whose appointment has come is written up before anything new is begun."""
    booked = [session for session in sessions if session.held_on is None and session.booked_for]
    due = [session for session in booked if timezone.localdate(session.booked_for) <= today]
    if not due:
        return None
    session = min(due, key=lambda session: (session.booked_for, session.pk))
    why = _("预约于 %(day)s") % {"day": timezone.localdate(session.booked_for).isoformat()}
    return Next(_("记录职业指导"), why, reverse("followup:session_hold", args=[session.pk]))


def _give(person, step, internships, today):
    late = is_overdue(step.due_on, today)
    values = {"kind": flow.Kind(step.kind).label, "due": step.due_on.isoformat(), "days": (today - step.due_on).days}
    why = _("%(kind)s已逾期 %(days)s 天") % values if late else _("%(kind)s应于 %(due)s 前完成") % values
    offered = next((offer for offer in internships if offer.answer == Internship.Answer.WAITING), None)
    if step.kind == flow.Kind.INTERNSHIP and offered:
        return Next(_("记录见习答复"), why, reverse("followup:internship_answer", args=[offered.pk]), late)
    label, url_name = _SERVICES.get(step.kind, (_("记走访"), "followup:visit_new"))
    return Next(str(label), why, reverse(url_name, args=[person]), late)


_SERVICES = {
    flow.Kind.BRIEFING: (gettext_lazy("记录政策宣讲"), "followup:briefing_new"),
    flow.Kind.PUSH: (gettext_lazy("推送岗位"), "followup:jobs"),
    flow.Kind.GUIDANCE: (gettext_lazy("安排职业指导"), "followup:session_new"),
    flow.Kind.INTERNSHIP: (gettext_lazy("提供就业见习"), "followup:internship_new"),
}


# --- The list ---------------------------------------------------------------------------------


def with_service(people):
    """Let each person of a queryset carry `.open_cases` (with steps) and `.planned`: a constant number of queries."""
    steps = Prefetch("steps", Step.objects.order_by("promise__rank", "number"))
    cases = Case.objects.open().select_related("standard").prefetch_related(steps)
    return people.select_related("station", "owner").prefetch_related(
        Prefetch("cases", cases, to_attr="open_cases"),
        Prefetch("visits", Visit.objects.planned(), to_attr="planned"),
    )
