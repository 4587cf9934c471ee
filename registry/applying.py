"""A compared roster becomes people: chunk by chunk, resumable, and what it writes is kept for undoing."""

from collections import defaultdict
from datetime import date

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.comparing import COMPARED
from registry.history import Line, note_many
from registry.importing import recount
from registry.judging import changes_of, is_within, known_people
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
from registry.pouring import pour_objects
from registry.readings import search_keys
from registry.refusals import Refusal
from registry.registering import identity_of
from registry.sealed import digest
from registry.searching import index_people
from registry.statuses import Status, WorkKind, willingness_of

CHUNK = 1000
MOST_COLLISIONS = 20
Stage, Verdict, Decision = Roster.Stage, RosterRow.Verdict, RosterRow.Decision
BELONGINGS = (Phone, GroupMembership, Need, Skill, Wish)
WRITTEN = (Verdict.NEW, Verdict.CHANGED)


def start_applying(roster, *, by):
    """Take a compared roster for applying; of two who press at once, one is refused.

    One that was applied is taken again for the rows that have been put right or decided since.
    """
    ready = Q(stage=Stage.COMPARED) | Q(stage=Stage.APPLIED) & Q(pk__in=_with_rows_left())
    taken = Roster.objects.filter(ready, pk=roster.pk).update(
        stage=Stage.APPLYING,
        applied_by=by,
        began_at=timezone.now(),
        rows_done=roster.rows.filter(applied=True).count(),
    )
    roster.refresh_from_db()
    if not taken:
        raise Refusal(_("名册当前为“%(stage)s”，不能入库。") % {"stage": roster.get_stage_display()})
    return roster


def _with_rows_left():
    return RosterRow.objects.filter(applied=False, verdict__in=WRITTEN).values("roster")


def apply_roster(roster, *, by, on):
    """Write what a taken roster says, chunk by chunk; run again after a kill it goes on where it stopped.

    Every chunk is compared once more against the registry as it is now, so nothing is written that was not true
    at that moment. Returns the Roster.
    """
    if roster.stage != Stage.APPLYING:
        return roster
    office = Office(roster)
    collisions = 0
    while roster.rows_to_write().exists():
        try:
            _apply_chunk(roster, office, by=by, on=on)
        except IntegrityError:  # another roster registered one of these people meanwhile: look again
            collisions += 1
            if collisions > MOST_COLLISIONS:
                raise
    if Roster.objects.filter(pk=roster.pk, stage=Stage.APPLYING).update(stage=Stage.APPLIED, applied_at=timezone.now()):
        RosterFile.objects.filter(roster=roster).delete()
    roster.refresh_from_db()
    return roster


class Office:
    """The stations below a roster's, and which of them a row means."""

    def __init__(self, roster):
        self.own = roster.station
        below = apps.get_model("accounts.Station").objects.within(roster.station)
        named = defaultdict(list)
        for station in below:
            named[station.name].append(station)
        # A name that two bear decides nothing.
        self.named = {name: found[0] for name, found in named.items() if len(found) == 1}

    def station_of(self, facts):
        """Return the station a row names, else the lowest one that its address names, else the roster's own."""
        if facts.get("station") in self.named:
            return self.named[facts["station"]]
        address = facts.get("address", "")
        found = [station for name, station in self.named.items() if name in address] if address else []
        return max(found, key=lambda station: len(station.path), default=self.own)


@transaction.atomic
def _apply_chunk(roster, office, *, by, on):
    """Write the next chunk. Of two workers at one roster the second waits here, and then finds these rows written."""
    rows = list(roster.rows_to_write().order_by("number").select_for_update()[:CHUNK])
    taken = len(rows)
    known = _known_and_held(rows)
    rows = _without_elsewhere(roster, rows, known)
    new = [row for row in rows if row.id_digest not in known]
    _register(roster, new, office, by=by, on=on)
    _change(roster, [(row, known[row.id_digest]) for row in rows if row.id_digest in known], by=by, on=on)
    _mark(roster, rows, known)
    Roster.objects.filter(pk=roster.pk).update(rows_done=F("rows_done") + taken, moved_at=timezone.now())


def _known_and_held(rows):
    """Return {digest: person}, held until the chunk is written, so that nobody's correction is written over.

    A row that was decided to be somebody is somebody, whatever number it bears.
    """
    digests = [row.id_digest for row in rows]
    decided = {row.id_digest: row.person_id for row in rows if row.decision == Decision.SAME}
    held = Person.objects.select_for_update().filter(Q(id_digest__in=digests) | Q(pk__in=decided.values()))
    list(held.order_by("pk").values_list("pk"))
    return known_people(digests)


def _without_elsewhere(roster, rows, known):
    """Return the rows that may still be written; who was registered elsewhere meanwhile is said, not changed."""
    mine, others = [], []
    for row in rows:
        person = known.get(row.id_digest)
        (mine if person is None or is_within(person, roster) else others).append(row)
    for row in others:
        row.verdict, row.person = Verdict.INVALID, known[row.id_digest]
        row.reasons = [*row.reasons, {"code": "bad_elsewhere", "fact": "id_number"}]
    RosterRow.objects.bulk_update(others, ["verdict", "person", "reasons"])
    if others:
        recount(roster)
    return mine


def _mark(roster, rows, known):
    """Say of every row of the chunk that it is applied, and whose it became."""
    theirs = Person.objects.filter(id_digest=OuterRef("id_digest")).values("pk")
    found = [row.pk for row in rows if row.id_digest in known]
    roster.rows.filter(pk__in=found).update(applied=True)
    others = [row.pk for row in rows if row.id_digest not in known]
    roster.rows.filter(pk__in=others).update(applied=True, person=Subquery(theirs))


# --- New people --------------------------------------------------------------------------------


def _register(roster, rows, office, *, by, on):
    """Add the people of new rows with everything the rows say of them; who was withdrawn before comes back."""
    people = [_person(roster, row.content["facts"], office, on) for row in rows]
    back = _bring_back(people)
    _pour_people([person for person in people if person.pk is None])
    pairs = [(person, row.content["facts"]) for person, row in zip(people, rows, strict=True)]
    for belongings in _belongings(roster, pairs, on):
        pour_objects(belongings)
    index_people(people)
    facts = {"roster": roster.pk}
    lines = [Line(p.pk, Entry.Act.REGISTERED, facts | {"status": p.status, "again": p.pk in back}) for p in people]
    note_many(lines, by=by)


def _pour_people(people):
    """Write new people and give each the key that the database gave."""
    pour_objects(people)
    written = Person.objects.filter(id_digest__in=[person.id_digest for person in people])
    keys = dict(written.values_list("id_digest", "pk"))
    for person in people:
        person.pk = keys[person.id_digest]


def _bring_back(people):
    """Give those whose record was withdrawn their key again, and write them; return these keys."""
    gone = Person.everyone.filter(gone=Person.Gone.WITHDRAWN, id_digest__in=[person.id_digest for person in people])
    keys = dict(gone.values_list("id_digest", "pk"))
    returning = [person for person in people if person.id_digest in keys]
    for person in returning:
        person.pk = keys[person.id_digest]
    write_over(returning, [field.name for field in Person._meta.concrete_fields if not field.primary_key])
    return {person.pk for person in returning}


def write_over(people, fields):
    """Write these fields of known people in one statement a batch: cheaper than an UPDATE that names every row twice."""
    Person.everyone.bulk_create(
        people, update_conflicts=True, unique_fields=["pk"], update_fields=fields, batch_size=500
    )


def _person(roster, facts, office, on):
    status = facts.get("status", str(Status.TO_VERIFY))
    plain = {fact: facts[fact] for fact in COMPARED if fact in facts and fact != "graduated_on"}
    number = facts["id_number"]
    return Person(
        **identity_of(number),
        **plain,
        graduated_on=date.fromisoformat(facts["graduated_on"]) if facts.get("graduated_on") else None,
        born_on=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        hukou_area=number[:6],
        name_keys=search_keys(facts["name"]),
        station=office.station_of(facts),
        status=status,
        status_since=on,
        status_note=facts.get("status_note", ""),
        willingness=willingness_of(status),
        registered_on=on,
        sources={"*": source_line(roster, on)},
    )


def source_line(roster, on):
    """Return the line of Person.sources for what a roster says on a day."""
    return [roster.source_kind, on.isoformat(), (roster.source or roster.file_name)[:60]]


def _belongings(roster, pairs, on):
    """Return unsaved phones, groups, needs, skills and wishes of (person, facts)."""
    source = (roster.source or roster.file_name)[:60]
    phones, groups, needs, skills, wishes = [], [], [], [], []
    for person, facts in pairs:
        phones += _phones(person, facts, source, on)
        groups += [GroupMembership(person=person, group=group, since=on) for group in facts.get("groups", ())]
        needs += [Need(person=person, kind=kind, asked_on=on) for kind in facts.get("needs", ())]
        skills += [Skill(person=person, name=name) for name in facts.get("skills", ())]
        wishes += _wishes(person, facts)
    return phones, groups, needs, skills, wishes


def _phones(person, facts, source, on):
    owned = dict.fromkeys(facts.get("phones", ()), Phone.Whose.SELF)
    for number in facts.get("family_phones", ()):
        owned.setdefault(number, Phone.Whose.FAMILY)
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
        for rank, (number, whose) in enumerate(owned.items(), 1)
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


# --- People known before -----------------------------------------------------------------------


def _change(roster, pairs, *, by, on):
    """Write the differences of changed rows, worked out against the people as they are now."""
    changed, lines = [], []
    for row, person in pairs:
        changes, _held = changes_of(row.content["facts"], person, roster)
        row.content = {**row.content, "written": changes, "sources": person.sources}
        if not changes:
            continue
        _set(person, changes, roster, on)
        wished = {fact: row.content["facts"].get(fact) for fact in ("wish_areas", "wish_pay")}
        changed.append((person, {fact: is_ for fact, (_was, is_) in changes.items()} | wished))
        lines.append(Line(person.pk, Entry.Act.FACTS_CHANGED, {"roster": roster.pk, **told(changes)}))
    RosterRow.objects.bulk_update([row for row, _person in pairs], ["content"], batch_size=200)
    if changed:
        people = [person for person, _facts in changed]
        write_over(people, [*COMPARED, "name_keys", "sources", "version", "updated_at"])
        for model, belongings in zip(BELONGINGS, _belongings(roster, changed, on), strict=True):
            model.objects.bulk_create(belongings, ignore_conflicts=True)  # what is there already stays as it is
        index_people(people)
        note_many(lines, by=by)


def _set(person, changes, roster, on):
    for fact in set(changes) & set(COMPARED):
        value = changes[fact][1]
        setattr(person, fact, date.fromisoformat(value) if fact == "graduated_on" and value else value)
    person.sources = person.sources | {fact: source_line(roster, on) for fact in changes}
    person.name_keys = search_keys(person.name)
    person.version += 1


def told(changes):
    """Return was and is for the file; numbers and addresses only as having changed."""
    hidden = {"phones", "family_phones", "address"}
    was = {fact: "***" if fact in hidden else was for fact, (was, _is) in changes.items()}
    is_ = {fact: "***" if fact in hidden else is_ for fact, (_was, is_) in changes.items()}
    return {"was": was, "is": is_}
