"""What a row of a roster says, and what it would change. Pure: no queries, no writes."""

from datetime import date
from functools import lru_cache

from registry import cleaning, identity
from registry.catalogue import find_major
from registry.cleaning import Unclear
from registry.sources import may_overwrite
from registry.statuses import Status

TEXT_FACTS = {
    "school": 80,
    "major": 80,
    "hukou_text": 120,
    "address": 200,
    "note": 200,
    "employer": 120,
    "standing": 20,
}
COMPARED = (
    "name",
    "sex",
    "ethnicity",
    "education",
    "school",
    "major",
    "major_code",
    "graduated_on",
    "cohort",
    "hukou_text",
    "address",
)
LISTED = ("phones", "family_phones", "groups", "needs", "skills")
EMPTY = {"graduated_on": None, "cohort": None}  # what a fact is when it was emptied, where that is not ""
TORN = "\ufffd"  # what stands for a character that the file has lost
ANSWERED = ("name", "id_number")  # an empty cell is an answer too
CLEARABLE = frozenset(COMPARED) - {"name", "sex"}


def read_row(cells, *, today):
    """Return (facts, reasons) of {fact: raw cell}; facts are JSON values, empty cells are not in them.

    Reasons are dicts with "code" and "fact"; those whose code starts with "bad_" make the row invalid.
    """
    reading = _Reading(today)
    for fact, raw in cells.items():
        if raw == "" and fact not in ANSWERED:  # most cells of a wide list
            continue
        text = cleaning.plain_text(raw)
        if fact in ANSWERED or not cleaning.is_empty_word(text) or (text == "无" and fact == "willingness"):
            if fact in CLEARABLE and cleaning.is_clearing_word(text):
                reading.clear(fact)
            else:
                READERS.get(fact, _Reading.skip)(reading, fact, raw, text)
    reading.conclude()
    return reading.facts, reading.reasons


def is_invalid(reasons):
    return any(reason["code"].startswith("bad_") for reason in reasons)


class _Reading:
    """The facts and reasons gathered while one row is read."""

    def __init__(self, today):
        self.today, self.facts, self.reasons = today, {}, []
        self.sex_of_id = self.status_by_reason = ""

    def say(self, code, fact, **more):
        self.reasons.append({"code": code, "fact": fact, **more})

    def clear(self, fact):
        """The cell says that the fact is to be emptied, which an empty cell never does."""
        self.facts.setdefault("cleared", []).extend(["major", "major_code"] if fact == "major" else [fact])

    def skip(self, fact, raw, text):
        """A column we keep in the received row but draw no fact from."""

    def name(self, fact, raw, text):
        self.facts["name"], problem = identity.clean_name(raw)
        if problem:
            self.say(f"bad_name_{problem}", fact)
        elif self.facts["name"] != str(raw).strip():
            self.say("repaired_name", fact)

    def id_number(self, fact, raw, text):
        checked = identity.check_id_number(raw, self.today)
        if checked.problem:
            self.say(f"bad_id_{checked.problem}", fact)
            return
        self.facts["id_number"] = checked.value
        self.sex_of_id = checked.sex
        for repair in checked.repairs:
            self.say(f"repaired_{repair}", fact)

    def phones(self, fact, raw, text):
        numbers, problem = identity.clean_phones(raw)
        if problem:
            self.say("unread_phone" if problem == "phone" else problem, fact)
        if numbers:
            self.facts[fact] = numbers

    def text(self, fact, raw, text):
        if TORN in text:
            self.say(f"unread_{fact}", fact, text=TORN)
        else:
            self.facts[fact] = text[: TEXT_FACTS[fact]]

    def code(self, fact, raw, text):
        try:
            self.facts[fact] = cleaning.read_code(fact, text)
        except Unclear:
            self.say(f"unread_{fact}", fact, text=text[:40])

    def codes(self, fact, raw, text):
        known, unknown = [], []
        for part in cleaning.split_list(text):
            try:
                known += cleaning.read_codes(fact, part)
            except Unclear:
                unknown.append(part)
        if known:
            self.facts[fact] = list(dict.fromkeys(known))
        if unknown:
            self.say(f"unread_{fact}", fact, text="、".join(unknown)[:40])

    def day(self, fact, raw, text):
        try:
            self.facts[fact] = cleaning.read_date(raw).isoformat()
        except Unclear as unclear:
            self.say(f"bad_{unclear.code}", fact, text=text[:20])

    def cohort(self, fact, raw, text):
        try:
            self.facts["cohort"] = cleaning.read_cohort(text)
        except Unclear:
            self.say("unread_cohort", fact, text=text[:20])

    def willingness(self, fact, raw, text):
        try:
            self.facts["willing"] = cleaning.read_yes_no(text)
        except Unclear:
            self.say("unread_willingness", fact, text=text[:20])

    def reason(self, fact, raw, text):
        """未就业原因 is often a status in other words; otherwise it stays as the note."""
        try:
            self.status_by_reason = cleaning.read_code("status", text)
        except Unclear:
            self.facts["status_note"] = text[:200]

    def wish(self, fact, raw, text):
        self.facts["wishes"] = [part[:60] for part in cleaning.split_list(text)[:3]]

    def wish_area(self, fact, raw, text):
        self.facts["wish_areas"] = [part[:20] for part in cleaning.split_list(text)[:5]]

    def wish_pay(self, fact, raw, text):
        digits = "".join(ch for ch in text.split("-")[0] if ch.isdigit())
        if len(digits) in range(3, 7) and 500 <= int(digits) <= 100_000:
            self.facts["wish_pay"] = int(digits)
        else:
            self.say("unread_wish_pay", fact, text=text[:20])

    def skills(self, fact, raw, text):
        self.facts["skills"] = list(dict.fromkeys(part[:40] for part in cleaning.split_list(text)[:10]))

    def station(self, fact, raw, text):
        self.facts["station"] = text[:60]

    def conclude(self):
        facts = self.facts
        if facts.get("major"):
            facts["major_code"] = _code_of_major(facts["major"], facts.get("education", ""))
        if "cohort" not in facts and facts.get("graduated_on"):
            facts["cohort"] = date.fromisoformat(facts["graduated_on"]).year
        self.conclude_status(facts.pop("willing", None))
        if self.sex_of_id:
            if facts.get("sex", self.sex_of_id) != self.sex_of_id:
                self.say("sex_differs", "sex")
            facts["sex"] = self.sex_of_id

    def conclude_status(self, willing):
        """待就业 only says without work: the reason, then the willingness beside it, say more."""
        broad = self.facts.get("status", "") in ("", Status.TO_VERIFY, Status.SEEKING)
        if broad and self.status_by_reason:
            self.facts["status"] = str(self.status_by_reason)
        elif broad and willing is not None:
            self.facts["status"] = str(Status.SEEKING if willing else Status.UNWILLING)


@lru_cache(maxsize=cleaning.MEMORY)
def _code_of_major(text, education):
    major = find_major(text, education)
    return major.code if major else ""


READERS = {
    "name": _Reading.name,
    "id_number": _Reading.id_number,
    "phones": _Reading.phones,
    "family_phones": _Reading.phones,
    "sex": _Reading.code,
    "ethnicity": _Reading.code,
    "education": _Reading.code,
    "status": _Reading.code,
    "groups": _Reading.codes,
    "needs": _Reading.codes,
    "school": _Reading.text,
    "hukou_text": _Reading.text,
    "address": _Reading.text,
    "note": _Reading.text,
    "major": _Reading.text,
    "graduated_on": _Reading.day,
    "cohort": _Reading.cohort,
    "willingness": _Reading.willingness,
    "unemployed_reason": _Reading.reason,
    "wish": _Reading.wish,
    "wish_area": _Reading.wish_area,
    "wish_pay": _Reading.wish_pay,
    "skills": _Reading.skills,
    "station": _Reading.station,
    # Only on the lists of other departments: see lists.py.
    "employer": _Reading.text,
    "began_on": _Reading.day,
    "standing": _Reading.text,
}


def difference(facts, known, *, sources=None, kind=""):
    """Return (changes, held): {fact: [was, becomes]} of what a row would change in a known person, and of what it
    would change if a stronger source had not spoken.

    An empty cell changes nothing; a cell that says so empties. `known` is a dict of the same shape as `facts`,
    `sources` the person's, `kind` the roster's source kind. Phones, skills and needs only ever gain. Status is not
    compared: the caseworker's word is stronger than a later list's.
    """
    differing = {
        fact: [known.get(fact), facts[fact]]
        for fact in COMPARED
        if facts.get(fact) not in (None, "") and facts[fact] != known.get(fact)
    }
    differing |= {fact: [known[fact], EMPTY.get(fact, "")] for fact in facts.get("cleared", ()) if known.get(fact)}
    changes = {fact: pair for fact, pair in differing.items() if may_overwrite(sources or {}, fact, kind)}
    held = {fact: pair for fact, pair in differing.items() if fact not in changes}
    if "major" in held:
        changes.pop("major_code", None)  # the code follows the words it was read from
    changes |= _gained(facts, known)
    return changes, held


def _gained(facts, known):
    changes = {}
    for fact in LISTED:
        added = [value for value in facts.get(fact, ()) if value not in known.get(fact, ())]
        if added:
            changes[fact] = [list(known.get(fact, ())), [*known.get(fact, ()), *added]]
    if facts.get("wishes") and not known.get("wishes"):
        changes["wishes"] = [[], facts["wishes"]]
    return changes
