"""What became of one person of the demo city: the outcome with its proof, what it makes needless, whether it lasts."""

from datetime import timedelta

from placement.demo.names import pick
from placement.demo.records import CHECKS, OUTCOMES
from registry.models import Entry
from registry.pouring import iso
from registry.statuses import Status

# status → (outcome code, proof); the ministry's codes
_OUTCOMES = {
    Status.EMPLOYED: ("11", "contract"), Status.FLEXIBLE: ("76", "payslip"), Status.OWN_BUSINESS: ("75", "licence"),
    Status.GRASSROOTS: ("51", "notice"), Status.RESEARCH: ("27", "contract"), Status.STUDYING: ("80", "admission"),
    Status.ARMY: ("46", "notice"), Status.ABROAD: ("85", "stated"),
}  # fmt: skip
_AT_WORK = (Status.EMPLOYED, Status.FLEXIBLE, Status.OWN_BUSINESS, Status.GRASSROOTS, Status.RESEARCH)
_HIRED = (Status.EMPLOYED, Status.RESEARCH, Status.GRASSROOTS)


def settle(life, day, status, taken):
    """Record where the person went, excuse what is no longer needed, and look whether it lasts."""
    rng, (kind, proof) = life.rng, _OUTCOMES[status]
    proof = proof if rng.random() < 0.9 else "stated"
    employer, position, pay = _work(life, status, taken)
    insured = int(rng.random() < 0.8) if status in _HIRED else None
    relevant = int(rng.random() < 0.6) if status == Status.EMPLOYED else None
    area = "659012" if rng.random() < 0.6 else ""
    lasts = status in _AT_WORK or rng.random() < 0.3
    closed = None if lasts else life.later(day, 20, 40)
    key = next(life.pourer.keys[OUTCOMES])
    life.note(day, Entry.Act.OUTCOME, life.officer, {"outcome": key, "kind": kind, "proof": proof})
    life.excused = (life.later(day, 1, 8), "placed", life.person.supervisor)
    gone = _check(life, key, day, closed)
    life.pourer.put(
        OUTCOMES, key, life.person.key, kind, employer, position, area, iso(day), pay, insured, relevant, proof, iso(gone),
        life.officer, life.time_of(day),
    )  # fmt: skip
    if closed:
        life.close(closed, "placed")


def _work(life, status, taken):
    """Return (employer, position, pay): of the pushed job that was taken, or found without us."""
    if taken:
        return taken.employer, taken.ranked.title, taken.ranked.pay_max or taken.ranked.pay_min
    found_alone = status in (Status.EMPLOYED, Status.GRASSROOTS)
    employer = pick(life.rng, life.market.by_month[None]).employer if found_alone else ""
    position = pick(life.rng, life.person.titles) if status == Status.EMPLOYED else ""
    return employer, position, 3200 + 100 * int(life.rng.random() * 40) if status in _AT_WORK else None


def _check(life, outcome, started, closed):
    """Look after the person at 30, 90 and 180 days; returns the day the person was found to have left, or None.

    Whoever is still there at the last check is stable and the case closes; who has left seeks again.
    """
    checked, gone = started, None
    for days in life.story.standard.checks_after_start:
        due = started + timedelta(days=days)
        checked = checked and not gone and life.later(due, 0, 8 if life.rng.random() < life.desk.diligence else 30)
        if closed and checked and checked >= closed:
            checked = None
        still_there = checked and life.rng.random() < 0.94
        by = life.officer if checked else None
        life.pourer.add(
            CHECKS, outcome, days, iso(due), iso(checked or None), int(still_there) if checked else None, by
        )
        if checked:
            life.visit(checked, "after_start", "self", due, "settled" if still_there else "later")
            life.note(checked, Entry.Act.OUTCOME, life.officer, {"check": days, "still_there": bool(still_there)})
            gone = None if still_there else checked
    if gone:
        life.become(Status.SEEKING, gone)
    elif checked:
        life.close(checked, "stable")
    return gone
