"""Holds the rows of a list against the registry: who each one is, who it might be, and what it would change. Reads."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.apps import apps

from registry.cleaning import plain_text
from registry.comparing import COMPARED, difference, is_invalid
from registry.identity import check_id_number, fits
from registry.models import Likeness, Person, Phone, RosterRow
from registry.pouring import Table, text_of
from registry.sealed import digest, seal

Verdict = RosterRow.Verdict
ROWS = Table(RosterRow, "roster_id", "number", "content", "id_digest", "verdict", "reasons", "person_id", "suspects")


# --- Who is known ------------------------------------------------------------------------------


def known_people(digests):
    """Return {digest: Person} with everything a comparison looks at, in a constant number of queries.

    A person is known by their own number, and by every other that was once decided to be theirs.
    """
    people = Person.objects.select_related("station")
    people = people.prefetch_related("phones", "groups", "needs", "skills", "wishes")
    known = {person.id_digest: person for person in people.filter(id_digest__among=digests)}
    others = dict(
        Likeness.objects.filter(digest__among=set(digests) - known.keys(), is_same=True).values_list("digest", "person")
    )
    if others:
        by_key = people.in_bulk(set(others.values()))
        known |= {digest: by_key[key] for digest, key in others.items() if key in by_key}
    return known


def known_facts(person):
    """Return what is known of a person in the shape of a row's facts."""
    facts = {fact: getattr(person, fact) for fact in COMPARED}
    facts["graduated_on"] = person.graduated_on.isoformat() if person.graduated_on else None
    numbers = defaultdict(list)
    for phone in person.phones.all():
        numbers[phone.whose].append(phone.number)
    facts["phones"] = numbers[Phone.Whose.SELF]
    facts["family_phones"] = numbers[Phone.Whose.FAMILY]
    facts["groups"] = [row.group for row in person.groups.all() if row.until is None]
    facts["needs"] = [row.kind for row in person.needs.all()]
    facts["skills"] = [row.name for row in person.skills.all()]
    facts["wishes"] = [row.occupation for row in person.wishes.all()]
    return facts


# --- Who it might be ---------------------------------------------------------------------------


class Listed:
    """A row as read, with what identifies its person when the ID number does not."""

    def __init__(self, number, cells, facts, reasons, key, raw_id):
        self.number, self.cells, self.facts, self.reasons = number, cells, facts, reasons
        self.name = facts.get("name", "")
        self.id_digest = key
        self.raw_id = plain_text(raw_id)
        # A number that cannot be one still tells two rows apart, together with name and school.
        stand_in = f"{self.raw_id}|{self.name}|{facts.get('school', '')}"
        self.digest = key or digest(stand_in, "likeness")
        self.born = _born(facts.get("id_number") or self.raw_id)
        self.phones = [digest(phone, "phone") for phone in facts.get("phones", ())]

    @property
    def pattern(self):
        """The masked ID number, "" when it is not masked."""
        return "" if self.id_digest else check_id_number(self.raw_id, date.max).pattern

    def traits(self):
        """What a namesake must share to be suspected."""
        return [("born", self.born)] * bool(self.born) + [("phone", phone) for phone in self.phones]


def _born(text):
    """Return the birth date that 18 characters hold at its place, None when there is none."""
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14])) if len(text) == 18 else None
    except ValueError:
        return None


def suspects_of(listed, station):
    """Return {row number: [{"person", "why"}]}: namesakes below the station with the same birth date or phone, or
    with a number that fits a masked one and the same school. Pairs that were decided to differ are not in it."""
    listed = [row for row in listed if row.name]
    stations = apps.get_model("accounts.Station").objects.within(station).values("pk")
    namesakes = Person.objects.filter(station__in=stations, name__among={row.name for row in listed})
    traits = defaultdict(set)
    for key, name, born in namesakes.filter(born_on__among={row.born for row in listed if row.born}).values_list(
        "pk", "name", "born_on"
    ):
        traits[name, "born", born].add(key)
    phones = {phone for row in listed for phone in row.phones}
    owned = Phone.objects.filter(digest__among=phones, person__in=namesakes.values("pk"))
    for key, name, phone in owned.values_list("person", "person__name", "digest"):
        traits[name, "phone", phone].add(key)
    found = {row.number: _sharing(row, traits) for row in listed}
    for row, key in _masked(listed, namesakes):
        found[row.number][key].append("masked")
    return _without_decided(listed, found)


def _sharing(row, traits):
    shared = defaultdict(list)
    for trait, value in row.traits():
        for key in traits.get((row.name, trait, value), ()):
            shared[key].append(trait)
    return shared


def _masked(listed, namesakes):
    """Yield (row, person key) where a masked number fits a namesake of the same school."""
    masked = {(row.name, row.facts.get("school")): row for row in listed if row.pattern and row.facts.get("school")}
    if masked:
        schools = {school for _name, school in masked}
        for person in namesakes.filter(school__in=schools).only("name", "school", "id_number"):
            row = masked.get((person.name, person.school))
            if row and fits(row.pattern, person.id_number):
                yield row, person.pk


def _without_decided(listed, found):
    digests = [row.digest for row in listed if found[row.number]]
    differ = set(Likeness.objects.filter(digest__among=digests, is_same=False).values_list("digest", "person"))
    return {
        row.number: [
            {"person": key, "why": sorted(set(why))}
            for key, why in sorted(found[row.number].items())
            if (row.digest, key) not in differ
        ]
        for row in listed
    }


# --- What each row is --------------------------------------------------------------------------


class Judged(NamedTuple):
    """What a RosterRow is to hold, without the cost of making one."""

    number: int
    content: dict
    id_digest: str
    verdict: str
    reasons: list
    person: Person | None
    suspects: list


class Judge:
    """Gives the rows of one roster their verdicts, chunk by chunk; remembers the rows before for twins."""

    def __init__(self, roster, columns):
        self.roster = roster
        self.id_column = next((index for index, fact in columns.items() if fact == "id_number"), None)
        self.seen, self.twins = {}, {}  # {digest: row} and {hash of name and trait: row}: the latter is half the size

    def rows(self, chunk):
        """Return a Judged for every row of a chunk as staging yields it."""
        listed = [self._listed(*parts) for parts in chunk]
        known = known_people([row.digest for row in listed])
        strangers = [row for row in listed if row.digest not in known]
        suspects = suspects_of(strangers, self.roster.station)
        return [self._judged(row, known.get(row.digest), suspects.get(row.number, [])) for row in listed]

    def _listed(self, number, cells, facts, reasons, key):
        raw_id = cells[self.id_column] if self.id_column is not None and self.id_column < len(cells) else ""
        row = Listed(number, cells, facts, reasons, key, raw_id)
        if key and key in self.seen:
            row.reasons.append({"code": "bad_repeated", "fact": "id_number", "row": self.seen[key]})
        elif key:
            self.seen[key] = number
        return row

    def _judged(self, row, person, suspects):
        changes, held = {}, {}
        if person is None:
            suspects = suspects + self._twins(row)
            verdict = _verdict_of_stranger(row, suspects)
        elif not is_within(person, self.roster):
            row.reasons.append({"code": "bad_elsewhere", "fact": "id_number"})
            verdict = Verdict.INVALID
        elif is_invalid(_but_number(row.reasons)):
            verdict = Verdict.INVALID
        else:
            row.reasons = [reason for reason in row.reasons if not reason["code"].startswith("bad_id_")]
            changes, held = changes_of(row.facts, person, self.roster)
            verdict = Verdict.CHANGED if changes else Verdict.SAME
        content = {"cells": row.cells, "facts": row.facts, "changes": changes, "held": held}
        return Judged(row.number, content, row.digest, verdict, row.reasons, person, suspects)

    def _twins(self, row):
        """Return the earlier row that has the same name and birth date or phone under another number."""
        twins = {}
        for trait, value in row.traits() if row.name else ():
            earlier = self.twins.setdefault(hash((row.name, trait, value)), row.number)
            if earlier != row.number:
                twins.setdefault(earlier, []).append(trait)
        repeated = any(reason["code"] == "bad_repeated" for reason in row.reasons)
        return [] if repeated else [{"row": number, "why": sorted(set(why))} for number, why in sorted(twins.items())]


def _but_number(reasons):
    """A person who is known by decision is known whatever their number looks like on this list."""
    return [reason for reason in reasons if not reason["code"].startswith("bad_id_")]


def _verdict_of_stranger(row, suspects):
    if is_invalid(_but_number(row.reasons)):
        return Verdict.INVALID
    if suspects:
        return Verdict.DOUBTFUL
    return Verdict.INVALID if is_invalid(row.reasons) else Verdict.NEW


def changes_of(facts, person, roster):
    """Return (changes, held) of a row's facts for a known person, by what this roster's source may say."""
    return difference(facts, known_facts(person), sources=person.sources, kind=roster.source_kind)


def is_within(person, roster):
    return person.station.path.startswith(roster.station.path)


def poured(roster, row):
    """Return a Judged as the values that ROWS pours."""
    return (
        roster.pk,
        row.number,
        seal(text_of(row.content), "roster_row"),
        row.id_digest,
        str(row.verdict),
        text_of(row.reasons),
        row.person and row.person.pk,
        text_of(row.suspects),
    )
