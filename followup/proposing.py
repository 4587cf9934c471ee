"""Decisions on what a list told: taken on, turned down, or sent to the caseworker to verify; each once, and remembered."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.closing import record_outcomes
from followup.models import Case, Outcome, Transfer, Visit
from followup.planning import plan_follow_ups
from followup.schedules import office_calendar
from followup.transferring import ask_transfer
from followup.workdays import add_workdays
from registry.accepting import (
    correct_person,
    look_again,
    people_compared,
    send_on,
    take_as_different,
    take_as_same,
)
from registry.history import Line, hold, note_many
from registry.lists import TELLINGS, ListKind, suggestion_of
from registry.models import Entry, Finding, Person
from registry.parts import in_chunks
from registry.reconciling import recount
from registry.statuses import OUT

CHUNK = 500
VERIFY_WITHIN = 5  # working days
What, Decision = Finding.What, Finding.Decision
OPEN = ("", Decision.REMEMBERED)  # what may still be decided; an earlier decision can be thought over
OUTCOMES = {
    ListKind.INSURANCE: (Outcome.Kind.OTHER_HIRE, Outcome.Proof.INSURANCE),
    ListKind.ENROLMENT: (Outcome.Kind.STUDY, Outcome.Proof.ADMISSION),
    ListKind.ARMY: (Outcome.Kind.CONSCRIPT, Outcome.Proof.NOTICE),
    ListKind.BUSINESS: (Outcome.Kind.OWN_BUSINESS, Outcome.Proof.LICENCE),
}


class Decided(NamedTuple):
    """How many findings were decided, why others were left {code: how many}, and the roster made of missing rows."""

    done: int
    left: Counter
    roster: object = None


def decide_findings(comparison, findings, decision, *, by, on, note=""):
    """Decide the findings of a queryset, ticked or matched alike: what cannot be done is left and said."""
    decision = Decision(decision)
    wanted = findings.filter(comparison=comparison, decision__in=OPEN)
    done, left, roster = 0, Counter(), None
    if decision == Decision.ACCEPTED:
        done, roster = _send_missing_on(comparison, wanted.filter(what=What.MISSING_HERE), by, note)
    keys = list(wanted.order_by("pk").values_list("pk", flat=True))
    for some in in_chunks(keys, CHUNK):
        decided, why_left = _decide_chunk(some, decision, by, on, note)
        done += decided
        left += why_left
    recount(comparison)
    return Decided(done, left, roster)


@transaction.atomic
def _send_missing_on(comparison, missing, by, note):
    """All of them go on as one roster, so they are taken at once. Returns (how many, Roster or None)."""
    rows = list(missing.select_for_update(of=("self",)).select_related("comparison").order_by("number"))
    if not rows:
        return 0, None
    roster = send_on(comparison, rows, by=by)
    _close(rows, Decision.ACCEPTED, by, note)
    return len(rows), roster


@transaction.atomic
def _decide_chunk(keys, decision, by, on, note):
    chosen = Finding.objects.filter(pk__in=keys, decision__in=OPEN)
    hold(*chosen.exclude(person=None).values_list("person", flat=True))
    found = chosen.select_for_update(of=("self",)).select_related("comparison__station", "person", "station")
    together = defaultdict(list)
    for finding in found.order_by("pk"):
        together[finding.what].append(finding)
    done, left = [], Counter()
    for what, findings in together.items():
        act = ACTS.get((what, decision))
        why_left = act(findings, by, on) if act else dict.fromkeys((finding.pk for finding in findings), "not_so")
        done += [finding for finding in findings if finding.pk not in why_left]
        left.update(why_left.values())
    _close(done, decision, by, note)
    doubtful = [finding for finding in done if finding.what == What.DOUBTFUL]
    if doubtful:
        look_again(doubtful)
    return len(done), left


def _close(findings, decision, by, note):
    """Mark findings as decided, and say so in the file of each person concerned."""
    Finding.objects.filter(pk__in=[finding.pk for finding in findings]).update(
        decision=decision, decided_by=by, decided_at=timezone.now(), note=note[:200]
    )
    lines = [
        Line(finding.person_id, Entry.Act.FINDING, _noted(finding, decision), note)
        for finding in findings
        if finding.person_id
    ]
    note_many(lines, by=by)


def _noted(finding, decision):
    suggestion = suggestion_of(finding.comparison.kind, finding.content.get("facts", {}), finding.comparison.listed_on)
    said = {"list": finding.comparison.kind, "what": finding.what, "decision": str(decision)}
    if finding.what == What.HIT:
        said |= {"where": suggestion.where, "since": suggestion.since.isoformat()}
    return said


# --- Acts: each does it for many findings of one sort and returns {finding key: why it was left} ----


def _turn_down(findings, by, on):
    return {}


def _place(findings, by, on):
    """Record what the list suggests as the outcome, proved by the list, with its checks; one in force stays."""
    people = [finding.person_id for finding in findings]
    in_force = set(Outcome.objects.filter(person__in=people, ended_on=None).values_list("person", flat=True))
    outcomes, left = {}, {}
    for finding in findings:
        why_not = _why_not_placed(finding, in_force)
        if why_not:
            left[finding.pk] = why_not
        else:
            outcomes[finding.person_id] = _outcome(finding, by)
    if outcomes:
        record_outcomes(list(outcomes.values()), by=by, on=on)
    return left


def _why_not_placed(finding, in_force):
    if finding.person_id in in_force:
        return "in_force"
    if finding.person.gone or finding.person.status in OUT:
        return "out"
    return "agrees" if finding.person.status in TELLINGS[finding.comparison.kind].agrees else ""


def _outcome(finding, by):
    comparison = finding.comparison
    suggestion = suggestion_of(comparison.kind, finding.content["facts"], comparison.listed_on)
    kind, proof = OUTCOMES[comparison.kind]
    return Outcome(
        person_id=finding.person_id,
        kind=kind,
        proof=proof,
        employer=suggestion.where,
        started_on=suggestion.since,
        insured=True if comparison.kind == ListKind.INSURANCE else None,
        by=by,
    )


def _correct(findings, by, on):
    people, left = people_compared(findings), {}
    for finding in findings:
        person = people.get(finding.person_id)
        if person is None:
            left[finding.pk] = "out"
        elif not correct_person(finding, person, by=by, on=on):
            left[finding.pk] = "weaker"
    plan_follow_ups(on=on, cases=Case.objects.open().filter(person__in=people).values("pk"))
    return left


def _offer(findings, by, on):
    """Offer people to the station that the list has them at; it answers as to any other offer."""
    people = [finding.person_id for finding in findings]
    waiting = set(Transfer.objects.waiting().filter(person__in=people).values_list("person", flat=True))
    left, together = {}, defaultdict(list)
    for finding in findings:
        if finding.person_id in waiting:
            left[finding.pk] = "offered"
        elif finding.station_id in (None, finding.person.station_id):
            left[finding.pk] = "there"
        else:
            together[finding.station].append(finding)
    terms = {"kind": Transfer.Kind.MOVE, "basis": Person.Basis.RESIDENCE, "stays": False}
    for station, some in together.items():
        movers = Person.objects.filter(pk__in=[finding.person_id for finding in some])
        ask_transfer(movers, receiver=station, reason=some[0].comparison.file_name, by=by, on=on, **terms)
    return left


def _same(findings, by, on):
    same = take_as_same(findings, by=by)
    return {finding.pk: "taken" for finding in findings if finding not in same}


def _different(findings, by, on):
    take_as_different(findings, by=by)
    return {}


def _verify(findings, by, on):
    """Plan a visit to each person's officer; a day agreed with the person stays, and whoever has no officer is left."""
    left = {finding.pk: _why_not_visited(finding.person) for finding in findings}
    left = {key: why_not for key, why_not in left.items() if why_not}
    people = {finding.person_id: finding.person for finding in findings if finding.pk not in left}
    due_on = add_workdays(on, VERIFY_WITHIN, office_calendar())
    planned = Visit.objects.planned().filter(person__in=people)
    planned.exclude(why=Visit.Why.AGREED).update(why=Visit.Why.VERIFY, planned_for=on, due_on=due_on)
    unplanned = people.keys() - set(planned.values_list("person", flat=True))
    Visit.objects.bulk_create(
        [
            Visit(
                person=people[key], officer_id=people[key].owner_id, why=Visit.Why.VERIFY, planned_for=on, due_on=due_on
            )
            for key in sorted(unplanned)
        ],
        ignore_conflicts=True,
    )
    told = {"why": str(Visit.Why.VERIFY), "planned_for": on.isoformat()}
    note_many([Line(key, Entry.Act.VISIT_PLANNED, told) for key in sorted(people)], by=by)
    return left


def _why_not_visited(person):
    if person and (person.gone or person.status in OUT):
        return "out"
    return "" if person and person.owner_id else "nobody"


ACTS = {
    (What.HIT, Decision.ACCEPTED): _place,
    (What.CHANGED, Decision.ACCEPTED): _correct,
    (What.MOVED, Decision.ACCEPTED): _offer,
    (What.DOUBTFUL, Decision.ACCEPTED): _same,
    (What.DOUBTFUL, Decision.REJECTED): _different,
    **{(what, Decision.REJECTED): _turn_down for what in What if what != What.DOUBTFUL},
    **{
        (what, Decision.TO_VISIT): _verify
        for what in (What.HIT, What.CHANGED, What.MOVED, What.MISSING_THERE, What.CLAIMED_TWICE)
    },
}
SENT_ON = (What.MISSING_HERE, Decision.ACCEPTED)


def choices_of(what):
    """Return the decisions that a sort of finding admits."""
    return [decision for decision in Decision if (what, decision) in ACTS or (what, decision) == SENT_ON]


def sentences_left(left):
    """Return a sentence for each reason for which findings were left."""
    why = {
        "in_force": _("%(n)s 人已有有效去向，未改动。"),
        "agrees": _("%(n)s 人的状态已与名单一致。"),
        "out": _("%(n)s 人已不在服务范围。"),
        "weaker": _("%(n)s 条由更可靠的来源核实过，未覆盖；可交专员核实。"),
        "taken": _("%(n)s 行的号码已归于另一人。"),
        "there": _("%(n)s 人已在名单所列站点。"),
        "offered": _("%(n)s 人正等待别的站点接收。"),
        "nobody": _("%(n)s 条没有责任专员，请先分配。"),
        "not_so": _("%(n)s 条不能这样处置。"),
    }
    return [why[code] % {"n": n} for code, n in left.items()]
