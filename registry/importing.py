"""A roster's way in: received as it is, compared row by row, believed only when applied."""

import hashlib
from collections import Counter, defaultdict
from datetime import date

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import columns
from registry.comparing import COMPARED, difference, is_invalid, read_row
from registry.history import Line, note_many
from registry.models import (
    Entry,
    GroupMembership,
    Need,
    Person,
    Phone,
    Roster,
    RosterFile,
    RosterRow,
    Skill,
    Wish,
)
from registry.readings import search_keys
from registry.refusals import Refusal
from registry.registering import identity_of
from registry.sealed import digest, seal_bytes, unseal_bytes
from registry.spreadsheets import read_table
from registry.statuses import Status, WorkKind, willingness_of

CHUNK = 500
MOST_COLLISIONS = 20
Stage, Verdict = Roster.Stage, RosterRow.Verdict


# --- Received ----------------------------------------------------------------------------------


@transaction.atomic
def receive_roster(*, station, file_name, content, by, source=""):
    """Keep a file as received, sealed, and return its Roster; nothing is read or believed yet."""
    if not content:
        raise Refusal(_("文件是空的。"))
    roster = Roster.objects.create(
        station=station,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        source=source[:40],
        received_by=by,
        received_at=timezone.now(),
    )
    RosterFile.objects.create(roster=roster, content=seal_bytes(content, "roster_file"))
    return roster


# --- Compared ----------------------------------------------------------------------------------


def compare_roster(roster, *, today):
    """Read the file and store a verdict for every row; a file that cannot be read says why. Safe to run again."""
    if roster.stage not in (Stage.RECEIVED, Stage.COMPARING, Stage.FAILED):
        return roster
    try:
        table = _table_of(roster)
    except Refusal as refusal:
        return _move(roster, Stage.FAILED, problem=refusal.sentence)
    roster.rows.all().delete()  # a comparison that was cut short begins again
    found = columns.recognise(table.header)
    _move(roster, Stage.COMPARING, header=table.header, rows_total=len(table.rows), rows_done=0, problem="")
    roster.columns = {str(index): fact for index, fact in found.items()}
    roster.save(update_fields=["columns"])
    counts, seen = Counter(), {}
    for start in range(0, len(table.rows), CHUNK):
        rows = _compared_rows(roster, table.rows[start : start + CHUNK], found, seen, today)
        RosterRow.objects.bulk_create(rows)
        counts.update(str(row.verdict) for row in rows)
        Roster.objects.filter(pk=roster.pk).update(rows_done=start + len(rows))
    remark = ""
    if "several_sheets" in table.remarks:
        remark = _("工作簿里有多张名单，只读取了“%(sheet)s”；其余请分别上传。") % {"sheet": table.sheet}
    return _move(roster, Stage.COMPARED, counts=dict(counts), rows_done=len(table.rows), problem=remark[:300])


def _table_of(roster):
    content = unseal_bytes(roster.file.content, "roster_file")
    table = read_table(roster.file_name, content, columns.header_score)
    absent = columns.missing(columns.recognise(table.header))
    if absent:
        names = "、".join(columns.printed(fact) for fact in absent)
        raise Refusal(_("表头中没有必需的列：%(names)s。") % {"names": names})
    if not table.rows:
        raise Refusal(_("表头下面没有任何数据行。"))
    return table


def _move(roster, stage, **fields):
    for name, value in {**fields, "stage": stage}.items():
        setattr(roster, name, value)
    roster.save(update_fields=["stage", *fields])
    return roster


def _compared_rows(roster, numbered, found, seen, today):
    """Return unsaved RosterRows of a chunk; `seen` is {id digest: row number} of the rows before."""
    read = []
    for number, cells in numbered:
        raw = {fact: cells[index] for index, fact in found.items() if index < len(cells)}
        facts, reasons = read_row(raw, today=today)
        key = digest(facts["id_number"], "id_number") if facts.get("id_number") else ""
        if key and key in seen:
            reasons.append({"code": "bad_repeated", "fact": "id_number", "row": seen[key]})
        seen.setdefault(key, number)
        read.append((number, cells, facts, reasons, key))
    known = known_people([key for *_rest, key in read if key])
    return [_row(roster, known, *parts) for parts in read]


def _row(roster, known, number, cells, facts, reasons, key):
    changes = {}
    person = known.get(key)
    if person and not _is_within(person, roster):
        reasons.append({"code": "bad_elsewhere", "fact": "id_number"})
    if is_invalid(reasons):
        verdict = Verdict.INVALID
    elif person is None:
        verdict = Verdict.NEW
    else:
        changes = difference(facts, known_facts(person))
        verdict = Verdict.CHANGED if changes else Verdict.SAME
    content = {"cells": [_plain(cell) for cell in cells], "facts": facts, "changes": changes}
    return RosterRow(
        roster=roster, number=number, content=content, id_digest=key, verdict=verdict, reasons=reasons, person=person
    )


def _plain(cell):
    return cell if isinstance(cell, (str, int, float, bool, type(None))) else str(cell)


def known_people(digests):
    """Return {id digest: Person} with everything a comparison looks at, in a constant number of queries."""
    people = Person.objects.filter(id_digest__in=digests).select_related("station")
    people = people.prefetch_related("phones", "groups", "needs", "skills", "wishes")
    return {person.id_digest: person for person in people}


def known_facts(person):
    """Return what is known of a person in the shape of a row's facts."""
    facts = {fact: getattr(person, fact) for fact in COMPARED}
    facts["graduated_on"] = person.graduated_on.isoformat() if person.graduated_on else None
    numbers = {phone.whose: [] for phone in person.phones.all()}
    for phone in person.phones.all():
        numbers[phone.whose].append(phone.number)
    facts["phones"] = numbers.get(Phone.Whose.SELF, [])
    facts["family_phones"] = numbers.get(Phone.Whose.FAMILY, [])
    facts["groups"] = [row.group for row in person.groups.all() if row.until is None]
    facts["needs"] = [row.kind for row in person.needs.all()]
    facts["skills"] = [row.name for row in person.skills.all()]
    facts["wishes"] = [row.occupation for row in person.wishes.all()]
    return facts


# --- Applied -----------------------------------------------------------------------------------


def start_applying(roster, *, by):
    """Take a compared roster for applying; of two who press at once, one is refused."""
    taken = Roster.objects.filter(pk=roster.pk, stage=Stage.COMPARED).update(
        stage=Stage.APPLYING, applied_by=by, rows_done=0
    )
    roster.refresh_from_db()
    if not taken:
        raise Refusal(_("名册当前为“%(stage)s”，不能入库。") % {"stage": roster.get_stage_display()})
    return roster


def apply_roster(roster, *, by, on):
    """Write what a taken roster says, chunk by chunk; run again after a kill it goes on where it stopped.

    Every chunk is compared once more against the registry as it is now, so nothing is written that was not true
    at that moment. Returns the Roster.
    """
    if roster.stage != Stage.APPLYING:
        return roster
    stations = _stations_below(roster.station)
    collisions = 0
    while True:
        try:
            if not _apply_chunk(roster, stations, by=by, on=on):
                break
        except IntegrityError:  # another roster registered one of these people meanwhile: look again
            collisions += 1
            if collisions > MOST_COLLISIONS:
                raise
    if Roster.objects.filter(pk=roster.pk, stage=Stage.APPLYING).update(stage=Stage.APPLIED, applied_at=timezone.now()):
        RosterFile.objects.filter(roster=roster).delete()
    roster.refresh_from_db()
    return roster


def _stations_below(station):
    below = apps.get_model("accounts.Station").objects.within(station)
    named = defaultdict(list)
    for station in below:
        named[station.name].append(station)
    return {name: found[0] for name, found in named.items() if len(found) == 1}  # a name that two bear decides nothing


def _station_of(facts, stations, default):
    """Return the station a row names, else the lowest one that its address names, else the roster's own."""
    if facts.get("station") in stations:
        return stations[facts["station"]]
    address = facts.get("address", "")
    named = [station for name, station in stations.items() if name in address] if address else []
    return max(named, key=lambda station: len(station.path), default=default)


@transaction.atomic
def _apply_chunk(roster, stations, *, by, on):
    waiting = roster.rows.filter(applied=False, verdict__in=(Verdict.NEW, Verdict.CHANGED)).order_by("number")
    rows = list(waiting.select_for_update()[:CHUNK])
    taken = len(rows)
    known = _known_and_held([row.id_digest for row in rows])
    rows = _without_elsewhere(roster, rows, known)
    new = [row for row in rows if row.id_digest not in known]
    _register(roster, new, stations, by=by, on=on)
    _change([(row, known[row.id_digest]) for row in rows if row.id_digest in known], by=by, on=on, roster=roster)
    theirs = Person.objects.filter(id_digest=OuterRef("id_digest")).values("pk")
    roster.rows.filter(pk__in=[row.pk for row in rows]).update(applied=True, person=Subquery(theirs))
    done = roster.rows.filter(applied=True).count()
    Roster.objects.filter(pk=roster.pk).update(rows_done=done)
    return taken == CHUNK


def _known_and_held(digests):
    """Return the known people, held until the chunk is written, so that nobody's correction is written over."""
    held = Person.objects.select_for_update().filter(id_digest__in=digests).order_by("pk")
    list(held.values_list("pk"))
    return known_people(digests)


def _without_elsewhere(roster, rows, known):
    """Return the rows that may still be written; who was registered elsewhere meanwhile is said, not changed."""
    mine, others = [], []
    for row in rows:
        person = known.get(row.id_digest)
        (mine if person is None or _is_within(person, roster) else others).append(row)
    for row in others:
        row.verdict, row.person = Verdict.INVALID, known[row.id_digest]
        row.reasons = [*row.reasons, {"code": "bad_elsewhere", "fact": "id_number"}]
    RosterRow.objects.bulk_update(others, ["verdict", "person", "reasons"])
    if others:
        verdicts = roster.rows.order_by().values_list("verdict").annotate(rows=Count("pk"))
        Roster.objects.filter(pk=roster.pk).update(counts=dict(verdicts))
    return mine


def _is_within(person, roster):
    return person.station.path.startswith(roster.station.path)


def _register(roster, rows, stations, *, by, on):
    """Add the people of new rows with everything the rows say of them."""
    people = [_person(roster, row.content["facts"], stations, on) for row in rows]
    Person.objects.bulk_create(people)
    _add_belongings([(person, row.content["facts"]) for person, row in zip(people, rows, strict=True)], roster, on)
    lines = [Line(p.pk, Entry.Act.REGISTERED, {"roster": roster.pk, "status": p.status}) for p in people]
    note_many(lines, by=by)


def _person(roster, facts, stations, on):
    status = facts.get("status", str(Status.TO_VERIFY))
    plain = {fact: facts[fact] for fact in COMPARED if fact in facts and fact != "graduated_on"}
    return Person(
        **identity_of(facts["id_number"]),
        **plain,
        graduated_on=date.fromisoformat(facts["graduated_on"]) if facts.get("graduated_on") else None,
        born_on=date(int(facts["id_number"][6:10]), int(facts["id_number"][10:12]), int(facts["id_number"][12:14])),
        hukou_area=facts["id_number"][:6],
        name_keys=search_keys(facts["name"]),
        station=_station_of(facts, stations, roster.station),
        status=status,
        status_since=on,
        status_note=facts.get("status_note", ""),
        willingness=willingness_of(status),
        registered_on=on,
    )


def _add_belongings(pairs, roster, on):
    """Add phones, groups, needs, skills and wishes; what is already there stays as it is."""
    source = roster.source or roster.file_name[:60]
    phones, groups, needs, skills, wishes = [], [], [], [], []
    for person, facts in pairs:
        phones += _phones(person, facts, source, on)
        groups += [GroupMembership(person=person, group=group, since=on) for group in facts.get("groups", ())]
        needs += [Need(person=person, kind=kind, asked_on=on) for kind in facts.get("needs", ())]
        skills += [Skill(person=person, name=name) for name in facts.get("skills", ())]
        wishes += _wishes(person, facts)
    Phone.objects.bulk_create(phones, ignore_conflicts=True)
    GroupMembership.objects.bulk_create(groups, ignore_conflicts=True)
    Need.objects.bulk_create(needs, ignore_conflicts=True)
    Skill.objects.bulk_create(skills, ignore_conflicts=True)
    Wish.objects.bulk_create(wishes, ignore_conflicts=True)


def _phones(person, facts, source, on):
    owned = [(number, Phone.Whose.SELF) for number in facts.get("phones", ())]
    owned += [(number, Phone.Whose.FAMILY) for number in facts.get("family_phones", ())]
    return [
        Phone(
            person=person,
            number=number,
            digest=digest(number, "phone"),
            whose=whose,
            source=source,
            rank=rank,
            added_on=on,
        )
        for rank, (number, whose) in enumerate(owned, 1)
    ]


def _wishes(person, facts):
    return [
        Wish(
            person=person,
            rank=rank,
            occupation=occupation,
            areas=facts.get("wish_areas") or [],
            pay_floor=facts.get("wish_pay"),
            kind=WorkKind.FULL_TIME,
        )
        for rank, occupation in enumerate(facts.get("wishes", ()), 1)
    ]


def _change(pairs, *, by, on, roster):
    """Write the differences of changed rows, worked out against the people as they are now."""
    changed, lines = [], []
    for row, person in pairs:
        changes = difference(row.content["facts"], known_facts(person))
        if not changes:
            continue
        for fact in set(changes) & set(COMPARED):
            value = changes[fact][1]
            setattr(person, fact, date.fromisoformat(value) if fact == "graduated_on" else value)
        person.name_keys = search_keys(person.name)
        person.version += 1
        wished = {fact: row.content["facts"].get(fact) for fact in ("wish_areas", "wish_pay")}
        changed.append((person, {fact: is_ for fact, (_was, is_) in changes.items()} | wished))
        lines.append(Line(person.pk, Entry.Act.FACTS_CHANGED, {"roster": roster.pk, **_told(changes)}))
    people = [person for person, _facts in changed]
    if people:
        Person.objects.bulk_update(people, [*COMPARED, "name_keys", "version"], batch_size=100)
        _add_belongings(changed, roster, on)
        note_many(lines, by=by)


def _told(changes):
    """Return was and is for the file; numbers and addresses only as having changed."""
    hidden = {"phones", "family_phones", "address"}
    was = {fact: "***" if fact in hidden else was for fact, (was, _is) in changes.items()}
    is_ = {fact: "***" if fact in hidden else is_ for fact, (_was, is_) in changes.items()}
    return {"was": was, "is": is_}
