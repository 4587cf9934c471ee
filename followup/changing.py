"""Facts brought home by a visit: taken over where nobody changed them meanwhile, kept beside each other where one did."""

import json

from django.db import transaction
from pydantic import BaseModel

from followup.models import FactConflict, Visit
from followup.versions import values_of, version_of
from registry.history import note
from registry.models import Entry, Person
from registry.registering import add_phone, change_status, set_skills, set_wishes

APPLY, SAME, OVERTAKEN, CONFLICT = "apply", "same", "overtaken", "conflict"


def with_facts(person):
    """Return the person as the database has them now, with what is kept in other tables."""
    return Person.objects.prefetch_related("wishes", "skills", "phones").get(pk=person.pk)


class Changes:
    """What one visit brings, each fact judged against the values as they are now.

    A phone that was out of reach for two visits read only the value before the first: what it brought itself since
    is no conflict, and what it brought of a later visit is not undone by an earlier one.
    """

    def __init__(self, person, changes, *, made_at, device):
        self.person = _with_facts(person) if changes else person
        self.values = values_of(self.person) if changes else {}
        self.made_at, self.device, self.own = made_at, device, None
        self.judged = {change.fact: (self._judge(change), change) for change in changes}

    def _judge(self, change):
        value = self.values[change.fact]
        if change.fact == "phone":
            return APPLY
        if plain(change) == value:
            return SAME
        version = version_of(change.fact, value)
        if change.version == version:
            return APPLY
        return self._after_all(change, version) if self.device else CONFLICT

    def _after_all(self, change, version):
        if self.own is None:
            self.own = _brought_by(self.device, self.person)
        brought = sorted((at, facts[change.fact]) for at, facts in self.own if change.fact in facts)
        if any(at > self.made_at for at, _versions in brought):
            return OVERTAKEN
        return APPLY if _leads(change.version, version, dict(versions for _at, versions in brought)) else CONFLICT

    def told(self):
        """What the file says of it: {fact: [version read, version made]} of what became so."""
        made = {
            fact: [change.version, version_of(fact, plain(change))]
            for fact, (verdict, change) in self.judged.items()
            if verdict in (APPLY, SAME) and fact != "phone"
        }
        return {"brought": made} if made else {}

    def bring(self, visit, *, by):
        """Take over what may be taken over, keep both values of what may not; returns what a visit keeps of it."""
        taken = {fact: plain(change) for fact, (verdict, change) in self.judged.items() if verdict == APPLY}
        was = self.person.status
        if taken:
            take_over(self.person, taken, on=visit.made_on, by=by)
        for verdict, change in self.judged.values():
            if verdict == CONFLICT:
                self._keep_both(visit, change, by)
        return {"status": taken["status"], "status_was": was} if "status" in taken else {}

    def _keep_both(self, visit, change, by):
        fact = change.fact
        kept = {"brought": json.dumps(plain(change)), "found": json.dumps(self.values[fact])}
        FactConflict.objects.create(visit=visit, person=self.person, fact=fact, **kept)
        note(self.person, Entry.Act.CONFLICT, by=by, facts={"fact": fact, "visit": visit.pk})


def _with_facts(person):
    """The person as the database has them now, with what is kept in other tables."""
    return Person.objects.prefetch_related("wishes", "skills", "phones").get(pk=person.pk)


def plain(change):
    """Return the value a change wants, in the form of values_of()."""
    if change.fact == "skills":
        return sorted(change.to)
    return change.to.model_dump() if isinstance(change.to, BaseModel) else change.to


def _leads(version, to, follows):
    """Return whether one version became another step by step."""
    for _step in range(len(follows)):
        version = follows.get(version)
        if version is None or version == to:
            break
    return version == to


def _brought_by(device, person):
    """Return [(made at, {fact: (version read, version made)})] of the visits this device brought of a person."""
    made = dict(Visit.objects.made().filter(person=person, device=device).values_list("pk", "made_at"))
    lines = Entry.objects.filter(person=person, act=Entry.Act.VISITED).values_list("facts", flat=True)
    return [(made[facts["visit"]], facts.get("brought", {})) for facts in lines if facts.get("visit") in made]


# --- Writing ----------------------------------------------------------------------------------


@transaction.atomic
def take_over(person, taken, *, on, by):
    """Give facts of a person new values, as of a day, through the verbs that keep them."""
    person = _with_facts(person)
    if {"status", "status_note"} & taken.keys():
        status, words = taken.get("status", person.status), taken.get("status_note", person.status_note)
        since = on if status != person.status else person.status_since
        change_status(person, status, on=since, by=by, status_note=words)
    if "wish" in taken:
        _take_wish(person, taken["wish"], by)
    if "skills" in taken:
        _take_skills(person, taken["skills"], by)
    if "phone" in taken:
        phone = taken["phone"]
        add_phone(person, phone["number"], whose=phone["whose"], by=by, on=on, source="走访")


def _take_wish(person, wish, by):
    """The first wish changes, with what was not spoken of as it was; the others stay."""
    names = ("occupation", "areas", "pay_floor", "kind", "other_province", "available_from")
    wishes = [{name: getattr(row, name) for name in names} for row in person.wishes.all()]
    first = [{**(wishes[0] if wishes else {}), **wish}] if wish else []
    set_wishes(person, first + wishes[1:], by=by)


def _take_skills(person, skills, by):
    """Level and certificate of a skill that stays, stay."""
    known = {skill.name: skill for skill in person.skills.all()}
    rows = [
        {"name": name, "level": known[name].level, "certificate": known[name].certificate}
        if name in known
        else {"name": name}
        for name in skills
    ]
    set_skills(person, rows, by=by)
