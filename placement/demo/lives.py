"""Tells the months of one person: arriving, first contact, what was given, what became of them, and what comes next."""

from datetime import timedelta
from uuid import UUID

from followup.workdays import next_workday
from matching.ranking import rank
from placement.demo import giving, settling
from placement.demo.files import File, moment
from placement.demo.names import pick
from placement.demo.people import PEOPLE
from placement.demo.records import (
    BARRIERS,
    CASES,
    EVIDENCE,
    EXCUSE_NOTES,
    FINDINGS,
    LOOKS,
    STEPS,
    VISITS,
)
from registry.models import Entry
from registry.pouring import iso, text_of
from registry.statuses import OPEN, OUT, PLACED, Status, Willingness, willingness_of

REACHED = ("self", "family")
_MISSED = (
    "no_answer", "no_answer", "no_answer", "nobody_home", "off", "refused", "postponed", "elsewhere", "dead_number",
    "wrong_number", "no_such_person",
)  # fmt: skip
_AT_THE_DOOR = ("nobody_home", "elsewhere", "no_such_person")
_BY_PHONE = ("no_answer", "off", "dead_number", "wrong_number")
_PHONE_STATES = {"dead_number": "dead", "wrong_number": "wrong"}
_WHYS_OF_LOOKS = ("走访前了解情况", "准备推送岗位", "核对去向", "审核台账", "")

# what becomes of people, of a thousand
_DESTINIES = (
    (Status.SEEKING, 260), (Status.EMPLOYED, 250), (Status.EXAM_PREP, 80), (Status.INTERNING, 110), (Status.FLEXIBLE, 45),
    (Status.STUDY_PREP, 40), (Status.UNWILLING, 40), (Status.SIGNING, 35), (Status.GRASSROOTS, 30), (Status.STUDYING, 28),
    (Status.TRAINING, 20), (Status.OWN_BUSINESS, 15), (Status.STARTUP_PREP, 12), (Status.ARMY, 10), (Status.MOVED, 8),
    (Status.ARMY_PREP, 5), (Status.RESEARCH, 4), (Status.OUT_OF_SCOPE, 4), (Status.ABROAD, 3), (Status.DIED, 1),
)  # fmt: skip
_WHEEL = [status for status, share in _DESTINIES for _turn in range(share)]
_EVERY_STATUS = [status for status, _share in _DESTINIES]


class Life:
    """One person's history while it is told. Nothing happens after `upto`, the day before today."""

    def __init__(self, story, person, opened, *, is_brief=False):
        self.is_brief = is_brief  # told without the routine calls, the plan and the looks
        self.story, self.person, self.opened = story, person, opened
        self.rng, self.pourer, self.market = story.rng, story.pourer, story.market
        self.today, self.upto, self.bases = story.today, story.upto, story.market.bases
        self.officer, self.desk = person.officer, person.station
        self.file = File(person.key)
        self.note = self.file.note
        self.case_key = next(self.pourer.keys[CASES])
        self.status, self.since, self.status_note, self.changes = Status.TO_VERIFY, person.registered_on, "", 0
        self.phone_state, self.contacts, self.proofs, self.pushed = "unknown", [], {}, set()
        self.closed, self.open_answer, self.excused, self.offered = None, False, None, {}

    # --- time ---------------------------------------------------------------------------------

    def later(self, day, least, most):
        """Return a day so many days later, or None when that has not come yet."""
        day += timedelta(days=least + int(self.rng.random() * (most - least + 1)))
        return day if day <= self.upto else None

    def time_of(self, day):
        """Return a moment of a day as the database takes it."""
        return moment(day, 60 + self.person.key % 300)[1]

    def matches(self, day, number):
        """Rank some postings that were open on a day and not yet pushed; returns the best as (offer, match)."""
        enough, found = number if self.is_brief else 8, {}
        fitting = [self.market.by_title.get(title, ()) for title in self.person.occupations]
        for pool in (*fitting, self.market.in_month(day), self.market.in_month(day - timedelta(days=30))):
            start = int(self.rng.random() * len(pool))
            for place in range(start - len(pool), start):
                if len(found) >= enough:
                    break
                if self._is_open(pool[place], day):
                    found[pool[place].ranked.posting_id] = pool[place]
            if pool is fitting[-1]:
                enough = max(number, len(found))  # what is missing is filled with other work, only for want of own
        best = rank(self.person.seeker, [offer.ranked for offer in found.values()], on=day, limit=number)
        self.pushed.update(match.posting_id for match in best)
        return [(found[match.posting_id], match) for match in best]

    def _is_open(self, offer, day):
        is_open = offer.opens <= day and (not offer.closes or day <= offer.closes)
        return is_open and offer.ranked.posting_id not in self.pushed

    # --- the months ---------------------------------------------------------------------------

    def tell(self):
        """Tell everything, in the order it happened, and hand over the rows."""
        self._arrive()
        destiny = self._destiny()
        met = self._first_contact() if self.officer and self.rng.random() > self.desk.left_out else None
        if met:
            self._live(met, destiny)
        elif len(self.contacts) >= 3:
            self.become(Status.UNREACHABLE, self.contacts[-1][0])
        self._plan_next(met)
        if not self.is_brief:
            self._look()
        self._write()

    def _arrive(self):
        story, person = self.story, self.person
        self.note(person.registered_on, Entry.Act.REGISTERED, story.clerk, {"status": "to_verify"})
        self.note(self.opened, Entry.Act.CASE_OPENED, story.supervisor, {"standard": str(story.standard)})
        if self.officer:
            self.note(self.opened, Entry.Act.ASSIGNED, person.supervisor, {"was": None, "is": self.officer})

    def _destiny(self):
        """What will become of this person; the first of the city show each status once."""
        turn = self.person.key
        if turn <= len(_EVERY_STATUS):
            return _EVERY_STATUS[turn - 1]
        return pick(self.rng, _WHEEL)

    def _first_contact(self):
        """Try until somebody is reached, four times at most; returns the day, or None."""
        rng, story = self.rng, self.story
        in_time, lost = rng.random() < self.desk.diligence, rng.random() < 0.025
        day = self.later(self.opened, 1, 9) if in_time else self.later(self.opened, 11, 30)
        for turn in range(4):
            if not day:
                return None
            point = rng.random()
            result = "self" if point < 0.72 else "family" if point < 0.8 else pick(rng, _MISSED)
            result = pick(rng, _MISSED) if lost else result
            self.visit(day, "first_contact" if not turn else "retry", result, story.contact_due(self.opened))
            if result in REACHED:
                return day
            day = self.later(day, 2, 8)
        return None

    def _live(self, met, destiny):
        """From the first contact on: what the person turned out to be, what was given, what became of them."""
        rng = self.rng
        at_once = destiny in OUT or rng.random() < (0.3 if destiny in PLACED else 0.8)
        turn = met if at_once else self.later(met, 15, 110)
        if not at_once:
            self.become(Status.SEEKING, met)
        if destiny == Status.SEEKING:
            self.become(Status.SEEKING, met)
        elif destiny == Status.INTERNING:
            self.become(Status.SEEKING, met)
            turn = None
        elif at_once:
            self.become(destiny, met)
        settles = turn if destiny in PLACED or destiny in OUT else None
        taken = self._give(met, settles or self.upto, destiny)
        if turn and not at_once and destiny != Status.SEEKING:
            self.become(destiny, turn)
        if settles and destiny in PLACED:
            settling.settle(self, settles, destiny, taken)
        elif settles:
            self.close(settles, {Status.MOVED: "moved", Status.DIED: "died"}.get(destiny, "out_of_scope"))
        if not self.is_brief:
            self._follow(met, settles)

    def become(self, status, day):
        """Move to a status from a day on."""
        if status == self.status:
            return
        said = {"was": self.status.value, "is": status.value, "since": iso(day), "note": ""}
        self.note(day, Entry.Act.STATUS_CHANGED, self.officer or self.story.supervisor, said)
        self.status, self.since, self.changes = status, day, self.changes + 1

    def _give(self, met, until, destiny):
        """Give what the standard promises: all of it where people work well, a part where they do not."""
        rng = self.rng
        if willingness_of(self.status) != Willingness.WILLING:
            giving.brief(self, met)
            return None
        days = {
            "briefing": met + timedelta(days=int(rng.random() ** 2 * 10)),
            "push1": met + timedelta(days=1 + int(rng.random() * 9)),
            "guidance": met + timedelta(days=3 + int(rng.random() * 25)),
            "internship": met + timedelta(days=8 + int(rng.random() * 36)),
        }
        days["push2"] = days["push1"] + timedelta(days=3 + int(rng.random() * 9))
        days["push3"] = days["push2"] + timedelta(days=3 + int(rng.random() * 9))
        order = sorted(days, key=days.get)
        if rng.random() > self.desk.diligence:
            order = order[: int(rng.random() * 6)]
        taken = None
        for given in (given for given in order if days[given] <= min(until, self.upto)):
            taken = self._give_one(given, days[given], until, destiny) or taken
        return taken

    def _give_one(self, given, day, until, destiny):
        rng = self.rng
        if given == "briefing":
            giving.brief(self, day)
        elif given == "guidance":
            giving.guide(self, day)
            if not self.is_brief and (rng.random() < 0.55 or self.person.groups):
                giving.plan(self, day)
        elif given == "internship":
            self._intern(day, destiny)
        else:
            hired = destiny == Status.EMPLOYED and given == "push3" and rng.random() < 0.7
            return giving.push(self, day, hired=hired and (until - day).days > 15)
        return None

    def _intern(self, day, destiny):
        begins, ended, why_ended = giving.intern(self, day, accepts=destiny == Status.INTERNING)
        if begins:
            self.become(Status.INTERNING, begins)
        if ended:
            self.become(Status.SIGNING if why_ended == "retained" else Status.SEEKING, ended)

    # --- following up -------------------------------------------------------------------------

    def close(self, day, reason):
        """Close the case; nothing is planned for it any more."""
        self.closed = (day, reason)
        self.note(day, Entry.Act.CASE_CLOSED, self.person.supervisor, {"reason": reason})

    def _interval(self):
        standard = self.story.standard
        if self.open_answer:
            return standard.open_answer_days
        return standard.key_group_days if self.person.groups else standard.routine_days

    def _follow(self, met, settles):
        """Come back as often as promised, where people keep at it; not to those who are settled."""
        until = settles or (self.closed[0] if self.closed else self.upto)
        interval = self.story.standard.key_group_days if self.person.groups else self.story.standard.routine_days
        why = "key_group" if self.person.groups else "routine"
        day = met
        while True:
            gap = interval if self.rng.random() < self.desk.diligence else interval * 2
            due = next_workday(day + timedelta(days=interval))
            day = self.later(day, gap - 4, gap + 1)
            if not day or day > until:
                return
            result = "self" if self.rng.random() < 0.82 else pick(self.rng, ("family", "no_answer", "no_answer", "off"))
            self.visit(day, why, result, due)

    def visit(self, day, why, result, due, mood=None):
        """Make one contact."""
        rng, reached = self.rng, result in REACHED
        manner = pick(rng, ("phone", "phone", "door", "wechat"))
        manner = "door" if result in _AT_THE_DOOR else "phone" if result in _BY_PHONE else manner
        mood = mood or ("missed" if not reached else "first" if why in ("first_contact", "retry") else "later")
        tells = reached and mood != "settled" and rng.random() < 0.4
        barriers = sorted({pick(rng, BARRIERS) for _turn in range(2)}) if tells else []
        agreed = iso(day + timedelta(days=self._interval())) if reached and rng.random() < 0.5 else None
        key = self.pourer.add(
            VISITS, self._uuid(), self.person.key, self.officer, why, iso(min(day, due)), iso(due), iso(day),
            self.time_of(day), manner, result, text_of(barriers), pick(rng, FINDINGS[mood]), agreed, self.time_of(day),
        )  # fmt: skip
        said = {"visit": key, "manner": manner, "result": result, "barriers": barriers}
        self.note(day, Entry.Act.VISITED, self.officer, said)
        self.contacts.append((day, reached))
        if result in _PHONE_STATES or reached:
            self._mark_phone(day, "works" if reached else _PHONE_STATES[result])

    def _mark_phone(self, day, state):
        if state != self.phone_state:
            said = {"was": {"phone_state": self.phone_state}, "is": {"phone_state": state}}
            self.note(day, Entry.Act.FACTS_CHANGED, self.officer, said)
            self.phone_state = state

    def _uuid(self):
        return UUID(int=self.rng.getrandbits(128), version=4).hex

    def _plan_next(self, met):
        """Leave one planned visit where one is due; some are late, as they are."""
        if self.closed or self.status in OUT:
            return
        rng, today = self.rng, self.today
        if not self.contacts:
            why, due = "first_contact", self.story.contact_due(self.opened)
        elif not met:
            why, due = "retry", self.contacts[-1][0] + timedelta(days=5)
        elif self.status in PLACED:
            started = self.since
            due = next((started + timedelta(days=days) for days in self.story.standard.checks_after_start
                        if started + timedelta(days=days) >= today), None)  # fmt: skip
            why = "after_start"
        else:
            why = "open_answer" if self.open_answer else "key_group" if self.person.groups else "routine"
            why = "exam_review" if self.status == Status.EXAM_PREP and rng.random() < 0.4 else why
            due = max(day for day, _reached in self.contacts) + timedelta(days=self._interval())
        if not due:
            return
        if why != "first_contact" and due < today and rng.random() < self.desk.diligence:
            due = today + timedelta(days=int(rng.random() ** 1.6 * 9))
        due = next_workday(due)
        planned = due if due < today else max(today, next_workday(due - timedelta(days=2)))
        self.pourer.add(
            VISITS, self._uuid(), self.person.key, self.officer, why, iso(min(planned, due)), iso(due), None, None, "", "",
            "[]", "", None, self.time_of(self.upto),
        )  # fmt: skip
        if met and self.status in OPEN and rng.random() < (0.08 if "guidance" in self.proofs else 0.4):
            giving.book(self, today + timedelta(days=int(rng.random() * 6)))

    def _look(self):
        """Somebody opened the page a few times."""
        if self.officer:
            for _turn in range(1 + int(self.rng.random() * 3)):
                self.pourer.add(
                    LOOKS, self.person.key, pick(self.rng, (self.officer, self.officer, self.person.counsellor)),
                    self.time_of(self.opened + (self.upto - self.opened) * self.rng.random()), "page", "",
                )  # fmt: skip

    # --- rows ---------------------------------------------------------------------------------

    def prove(self, kind, day, proof, key, by):
        """Keep what proves a step; later proofs of a kind prove its next number."""
        self.proofs.setdefault(kind, []).append((day, proof, key, by))

    def _write(self):
        done, total = self._write_steps()
        person = self.person
        reached = [day for day, was_reached in self.contacts if was_reached]
        closed_on, closed_reason = self.closed or (None, "")
        complete = max(done) if done and len(done) == total else None
        self.pourer.put(
            CASES, self.case_key, person.key, self.story.standard.pk, iso(self.opened),
            iso(self.story.contact_due(self.opened)),
            iso(closed_on), closed_reason, "", iso(min(reached, default=None)), iso(max(reached, default=None)),
            iso(min(done, default=None)), iso(complete), total, len(done),
        )  # fmt: skip
        self.pourer.put(
            PEOPLE, person.key, *person.row, self.status.value, iso(self.since), willingness_of(self.status).value, "",
            self.officer, person.counsellor if self.officer else None, 1 + self.changes, iso(person.registered_on),
            self.time_of(self.upto),
        )  # fmt: skip
        self.story.crowd.put_phone(person, self.phone_state)
        self.file.pour(self.pourer)

    def _write_steps(self):
        """Write each promised step with its proof or its excuse; returns the days done, and how many count."""
        done, total = [], 0
        for promise, number, due_on in self.story.steps(self.opened):
            proofs = self.proofs.get(promise.kind, ())
            proof = proofs[number - 1] if len(proofs) >= number else None
            excused_on, excuse, excused_by = self._excuse(promise.kind, number) if not proof else (None, "", None)
            key = self.pourer.add(
                STEPS, self.case_key, promise.pk, promise.kind, number, iso(due_on),
                iso(self._offered(promise.kind, number, proof)), iso(proof and proof[0]), iso(excused_on), excuse,
                EXCUSE_NOTES.get(excuse, ""), excused_by,
            )  # fmt: skip
            total += not excused_on
            if proof:
                done.append(proof[0])
                self._write_evidence(key, *proof)
        return done, total

    def _offered(self, kind, number, proof):
        """The day a step was offered: before it was given, or without an answer yet."""
        offered = self.offered.get(kind) if number == 1 else None
        return min(offered, proof[0]) if offered and proof else offered or proof and proof[0]

    def _write_evidence(self, step, day, proof, key, by):
        keys = [key if proof == name else None for name in ("briefing", "push", "session", "internship")]
        self.pourer.add(EVIDENCE, step, *keys, self.time_of(day), by)

    def _excuse(self, kind, number):
        """Say why a step that was not given need not be: settled, unwilling, or out of reach."""
        if not self.excused and self.status in (Status.UNWILLING, Status.STUDY_PREP, Status.UNREACHABLE):
            reason = "unreachable" if self.status == Status.UNREACHABLE else "unwilling"
            day = self.later(self.since, 3, 20)
            agreed = day and self.rng.random() < self.desk.diligence
            self.excused = (day, reason, self.person.supervisor) if agreed else (None, "", None)
        if not self.excused or not self.excused[0]:
            return None, "", None
        day, reason, by = self.excused
        said = {"kind": kind, "number": number, "excuse": reason}
        self.note(day, Entry.Act.STEP_EXCUSED, by, said, EXCUSE_NOTES[reason])
        return day, reason, by
