"""What one person of the demo city was given: briefing, pushes, guidance and plan, internship, each with its step."""

from datetime import timedelta

from followup.flow import Kind
from matching.models import Push
from placement.demo.files import moment
from placement.demo.names import pick
from placement.demo.records import (
    ACTIONS,
    ACTIONS_OF,
    ADVICE,
    AGREED,
    BRIEFINGS,
    GOALS,
    INTERNSHIPS,
    PLANS,
    PUSHES,
    SESSION_TOPICS,
    SESSIONS,
    SITUATIONS,
    TOPICS,
)
from registry.models import Entry
from registry.pouring import iso, text_of

_ANSWERS = ("yes",) * 7 + ("later",) * 4 + ("no",) * 6 + ("waiting",) * 3
_NO_REASONS = ("pay", "distance", "distance", "mismatch", "hours", "prospects", "family", "exams", "other")
_EMPLOYER_ANSWERS = ("waiting", "interview", "interview", "refused", "refused", "silent")
_CHANNELS = ("wechat", "wechat", "phone", "face", "face", "sms")
_MANNERS = ("office", "office", "door", "phone", "video", "wechat")
_MENTORS = ("王师傅", "李主管", "古丽老师", "马工", "张主任")


def brief(life, day):
    """Explain the policies, as a rule at the first visit."""
    rng, manner = life.rng, pick(life.rng, ("door", "door", "office", "phone", "group"))
    topics = sorted({pick(rng, TOPICS) for _turn in range(3)})
    key = life.pourer.add(
        BRIEFINGS, life.person.key, iso(day), manner, text_of(topics), int(rng.random() < 0.85), life.officer,
        life.time_of(day),
    )  # fmt: skip
    life.note(day, Entry.Act.BRIEFED, life.officer, {"briefing": key, "topics": topics})
    life.prove(Kind.BRIEFING, day, "briefing", key, life.officer)


def push(life, day, *, hired=False):
    """Push one or two postings on one day; the occasion counts once. Returns the offer that led to work, if one did."""
    proof, taken = None, None
    for position, (offer, match) in enumerate(life.matches(day, 1 if life.is_brief or life.rng.random() < 0.6 else 2)):
        is_taken = hired and position == 0
        key = _push(life, day, match, is_taken)
        proof = proof or key
        taken = offer if is_taken else taken
    if proof:
        life.prove(Kind.PUSH, day, "push", proof, life.officer)
    return taken


def _push(life, day, match, is_taken):
    rng = life.rng
    answer = "yes" if is_taken else pick(rng, _ANSWERS)
    answered = life.later(day, 1, 6) if answer != "waiting" else None
    answer = answer if answered else "waiting"
    no_reason = pick(rng, _NO_REASONS) if answer == "no" else ""
    reply, replied = "waiting", None
    if answer == "yes":
        reply = "hired" if is_taken else pick(rng, _EMPLOYER_ANSWERS)
        replied = life.later(answered, 1, 9) if reply != "waiting" else None
        reply = reply if replied else "waiting"
    key = life.pourer.add(
        PUSHES, life.person.key, match.posting_id, iso(day), life.time_of(day), life.officer, pick(rng, _CHANNELS),
        match.score, text_of(match.components), text_of(match.reasons), answer, iso(answered), no_reason, reply, iso(replied),
        Push.Arm.RANKED.value,
    )  # fmt: skip
    life.note(day, Entry.Act.PUSHED, life.officer, {"posting": match.posting_id, "score": match.score})
    if answered:
        said = {"posting": match.posting_id, "answer": answer, "reason": no_reason}
        life.note(answered, Entry.Act.ANSWERED, life.officer, said)
    if replied:
        life.note(replied, Entry.Act.ANSWERED, life.officer, {"posting": match.posting_id, "employer": reply})
    life.open_answer = life.open_answer or answer == "waiting" or reply == "interview"
    return key


def guide(life, day):
    """Hold one guidance session with the counsellor."""
    rng, minutes = life.rng, pick(life.rng, (20, 30, 30, 40, 45, 60))
    topics, manner = sorted({pick(rng, SESSION_TOPICS) for _turn in range(2)}), pick(rng, _MANNERS)
    by = life.person.counsellor
    booked = moment(day, 60)[1] if rng.random() < 0.6 else None
    agreed = pick(rng, AGREED)
    key = life.pourer.add(
        SESSIONS, life.person.key, booked, iso(day), None, manner, minutes, text_of(topics), pick(rng, ADVICE), agreed, by,
        life.time_of(day),
    )  # fmt: skip
    told = {"session": key, "minutes": minutes, "topics": topics, "agreed": agreed}
    life.note(day, Entry.Act.GUIDED, by, told)
    life.prove(Kind.GUIDANCE, day, "session", key, by)


def book(life, day):
    """Book a session that is still to come: half a pip."""
    at, stored = moment(day, 60 + 30 * int(life.rng.random() * 12))
    by = life.person.counsellor
    key = life.pourer.add(
        SESSIONS, life.person.key, stored, None, None, "office", None, "[]", "", "", by, life.time_of(life.upto)
    )  # fmt: skip
    life.note(life.upto, Entry.Act.GUIDED, by, {"session": key, "booked_for": at.isoformat()})
    life.offered[Kind.GUIDANCE] = life.upto


def plan(life, day):
    """Agree the individual plan; a fifth of them were changed once since."""
    rng = life.rng
    changed = life.later(day, 25, 60) if rng.random() < 0.22 else None
    _plan(life, 1, day, changed)
    if changed:
        _plan(life, 2, changed, None)


def _plan(life, version, day, replaced):
    rng, by = life.rng, life.person.counsellor
    review = day + timedelta(days=30)
    while review < life.today - timedelta(days=6) and rng.random() < 0.9:
        review += timedelta(days=30)
    key = life.pourer.add(
        PLANS,
        life.person.key,
        version,
        pick(rng, GOALS),
        pick(rng, SITUATIONS),
        iso(day),
        iso(review),
        iso(replaced),
        by,
    )
    first, actions = int(rng.random() * len(ACTIONS_OF)), 2 + int(rng.random() * 2)
    life.note(day, Entry.Act.PLAN_CHANGED, by, {"version": version, "actions": actions})
    for turn in range(actions):
        text, actor = ACTIONS_OF[(first + turn * 3) % len(ACTIONS_OF)]
        due = day + timedelta(days=7 + int(rng.random() * 40))
        done = life.later(day, 2, 30) if rng.random() < 0.6 else None
        done = done if done and (not replaced or done < replaced) else None
        life.pourer.add(ACTIONS, key, text, actor, iso(due), iso(done), by if done else None)
        if done:
            life.note(done, Entry.Act.PLAN_CHANGED, by, {"done": text})


def intern(life, day, *, accepts):
    """Offer an internship; whoever accepts begins within three weeks. Returns (begins, ended, why)."""
    rng, employer = life.rng, pick(life.rng, life.bases)
    position = pick(rng, life.person.titles) + "见习岗"
    answered = life.later(day, 1, 8) if accepts or rng.random() < 0.93 else None
    answer = "waiting" if not answered else "accepted" if accepts else "declined"
    begins = life.later(answered, 3, 18) if answer == "accepted" else None
    ends = begins and begins + timedelta(days=pick(rng, (91, 91, 122, 183)))
    ended = ends if ends and ends <= life.upto else None
    agreement, allowance, mentor = _agreement(life) if begins else ("", None, "")
    why_ended = pick(rng, ("finished", "finished", "retained", "left")) if ended else ""
    key = life.pourer.add(
        INTERNSHIPS, life.person.key, employer, position, iso(day), answer, iso(answered), agreement, iso(begins), iso(ends),
        allowance, mentor, iso(ended), why_ended, life.officer, life.time_of(day),
    )  # fmt: skip
    _tell(life, day, key, "offered", employer=employer)
    life.offered[Kind.INTERNSHIP] = day
    life.open_answer = life.open_answer or answer == "waiting"
    if answered:
        _tell(life, answered, key, "answered", answer=answer)
        life.prove(Kind.INTERNSHIP, answered, "internship", key, life.officer)
    if begins:
        _tell(life, begins, key, "started", starts_on=iso(begins), ends_on=iso(ends))
    if ended:
        _tell(life, ended, key, "ended", reason=why_ended)
    return begins, ended, why_ended


def _tell(life, day, internship, what, **facts):
    life.note(day, Entry.Act.INTERNSHIP, life.officer, {"internship": internship, "what": what, **facts})


def _agreement(life):
    return f"见习{life.today.year}-{life.person.key:06}", pick(life.rng, (1900, 2000, 2200)), pick(life.rng, _MENTORS)
