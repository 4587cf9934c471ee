"""A compared roster becomes people: chunk by chunk, resumable, and what it writes is kept for undoing."""

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
from registry.pouring import learn_sizes, pour_values, without_collecting
from registry.readings import search_keys
from registry.refusals import Refusal
from registry.registering import identity_of
from registry.sealed import digest
from registry.searching import Named, index_people
from registry.statuses import Sex, Status, WorkKind, willingness_of

CHUNK = 2000
MOST_COLLISIONS = 20
LARGE = 5000  # rows after which the database looks at its tables anew
Stage, Verdict, Decision = Roster.Stage, RosterRow.Verdict, RosterRow.Decision
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
    collisions = last = 0
    # Each chunk begins where the one before ended: rows that are written are not gone through again.
    while last or roster.rows_to_write().exists():
        try:
            with without_collecting():
                last = _apply_chunk(roster, office, by=by, on=on, after=last)
        except IntegrityError:  # another roster registered one of these people meanwhile: look again
            collisions += 1
            if collisions > MOST_COLLISIONS:
                raise
    if Roster.objects.filter(pk=roster.pk, stage=Stage.APPLYING).update(stage=Stage.APPLIED, applied_at=timezone.now()):
        RosterFile.objects.filter(roster=roster).delete()
        if roster.rows_total >= LARGE:
            learn_sizes()
    roster.refresh_from_db()
    return roster


class Office:
    """The stations below a roster's, and which of them a row means."""

    def __init__(self, roster):
        self.own = roster.station
        self.named = apps.get_model("accounts.Station").objects.within(roster.station).by_every_name()

    def station_of(self, facts):
        """Return the station a row names, else the lowest one that its address names, else the roster's own."""
        if facts.get("station") in self.named:
            return self.named[facts["station"]]
        address = facts.get("address", "")
        found = [station for name, station in self.named.items() if name in address] if address else []
        return max(found, key=lambda station: len(station.path), default=self.own)


@transaction.atomic
def _apply_chunk(roster, office, *, by, on, after=0):
    """Write the next chunk and return the number of its last row, 0 when there is none after that one.

    Of two workers at one roster the second waits here, and then finds these rows written.
    """
    left = roster.rows_to_write().filter(number__gt=after)
    rows = list(left.order_by("number").select_for_update()[:CHUNK])
    taken, last = len(rows), rows[-1].number if rows else 0
    known = _known_and_held(rows)
    rows = _without_elsewhere(roster, rows, known)
    new = [row for row in rows if row.id_digest not in known]
    _register(roster, new, office, by=by, on=on)
    _change(roster, [(row, known[row.id_digest]) for row in rows if row.id_digest in known], by=by, on=on)
    _mark(roster, rows, known)
    Roster.objects.filter(pk=roster.pk).update(rows_done=F("rows_done") + taken, moved_at=timezone.now())
    return last


def _known_and_held(rows):
    """Return {digest: person}, held until the chunk is written, so that nobody's correction is written over.

    A row that was decided to be somebody is somebody, whatever number it bears.
    """
    digests = [row.id_digest for row in rows]
    decided = {row.id_digest: row.person_id for row in rows if row.decision == Decision.SAME}
    held = Person.objects.select_for_update().filter(Q(id_digest__among=digests) | Q(pk__among=decided.values()))
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
    roster.rows.filter(pk__among=found).update(applied=True)
    others = [row.pk for row in rows if row.id_digest not in known]
    roster.rows.filter(pk__among=others).update(applied=True, person=Subquery(theirs))


# --- New people --------------------------------------------------------------------------------


def _register(roster, rows, office, *, by, on):
    """Add the people of new rows with everything the rows say of them; who was withdrawn before comes back."""
    source = source_line(roster, on)
    people = [_columns(row.content["facts"], office, source, on) for row in rows]
    back = _bring_back(people)
    pour_values(Person, [person for person in people if person["id_digest"] not in back])
    keys = _keys_of(people)
    for model, belongings in _belongings(source, zip(keys, (row.content["facts"] for row in rows), strict=True), on):
        pour_values(model, belongings)
    index_people([_named(key, person) for key, person in zip(keys, people, strict=True)])
    facts = {"roster": roster.pk}
    lines = [
        Line(key, Entry.Act.REGISTERED, facts | {"status": person["status"], "again": person["id_digest"] in back})
        for key, person in zip(keys, people, strict=True)
    ]
    note_many(lines, by=by)


def _keys_of(people):
    """Return the keys that the database gave these people, in their order."""
    digests = [person["id_digest"] for person in people]
    keys = dict(Person.objects.filter(id_digest__among=digests).values_list("id_digest", "pk"))
    return [keys[key] for key in digests]


def _named(key, person):
    return Named(key, person["station_id"], None, person["name"], person["name_keys"], person["school"])


def _bring_back(people):
    """Write those whose record was withdrawn over it, under the same key; return their digests."""
    digests = [person["id_digest"] for person in people]
    gone = Person.everyone.filter(gone=Person.Gone.WITHDRAWN, id_digest__among=digests)
    keys = dict(gone.values_list("id_digest", "pk"))
    returning = [Person(pk=keys[one["id_digest"]], **one) for one in people if one["id_digest"] in keys]
    write_over(returning, [field.name for field in Person._meta.concrete_fields if not field.primary_key])
    return keys


def write_over(people, fields):
    """Write these fields of known people in one statement a batch: cheaper than an UPDATE that names every row twice."""
    Person.everyone.bulk_create(
        people, update_conflicts=True, unique_fields=["pk"], update_fields=fields, batch_size=500
    )


NOTHING = dict.fromkeys(COMPARED, "") | {"sex": Sex.UNKNOWN.value, "graduated_on": None, "cohort": None}


def _columns(facts, office, source, on):
    """Return the columns of a new person. No object is made: it would cost more than the rest of the work."""
    status = facts.get("status", Status.TO_VERIFY.value)
    number = facts["id_number"]
    return {
        **identity_of(number),
        **{fact: facts.get(fact, nothing) for fact, nothing in NOTHING.items()},
        "graduated_on": date.fromisoformat(facts["graduated_on"]) if facts.get("graduated_on") else None,
        "born_on": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        "hukou_area": number[:6],
        "name_keys": search_keys(facts["name"]),
        "station_id": office.station_of(facts).pk,
        "status": status,
        "status_since": on,
        "status_note": facts.get("status_note", ""),
        "willingness": willingness_of(status),
        "registered_on": on,
        "sources": {"*": source},
        "updated_at": None,
    }


def source_line(roster, on):
    """Return the line of Person.sources for what a roster says on a day."""
    return [roster.source_kind, on.isoformat(), (roster.source or roster.file_name)[:60]]


def _belongings(source, pairs, on):
    """Return (model, columns of its rows) of the phones, groups, needs, skills and wishes of (person key, facts)."""
    phones, groups, needs, skills, wishes = [], [], [], [], []
    for key, facts in pairs:
        phones += _phones(key, facts, source[-1], on)
        groups += [{"person_id": key, "group": group, "since": on} for group in facts.get("groups", ())]
        needs += [{"person_id": key, "kind": kind, "asked_on": on} for kind in facts.get("needs", ())]
        skills += [{"person_id": key, "name": name} for name in facts.get("skills", ())]
        wishes += _wishes(key, facts)
    return zip((Phone, GroupMembership, Need, Skill, Wish), (phones, groups, needs, skills, wishes), strict=True)


def _phones(key, facts, source, on):
    owned = dict.fromkeys(facts.get("phones", ()), Phone.Whose.SELF)
    for number in facts.get("family_phones", ()):
        owned.setdefault(number, Phone.Whose.FAMILY)
    return [
        {
            "person_id": key,
            "number": number,
            "digest": digest(number, "phone"),
            "whose": whose,
            "source": source,
            "rank": rank,
            "added_on": on,
        }
        for rank, (number, whose) in enumerate(owned.items(), 1)
    ]


def _wishes(key, facts):
    return [
        {
            "person_id": key,
            "rank": rank,
            "occupation": occupation,
            "areas": facts.get("wish_areas") or [],
            "pay_floor": facts.get("wish_pay"),
            "kind": WorkKind.FULL_TIME,
        }
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
        pairs = [(person.pk, facts) for person, facts in changed]
        for model, belongings in _belongings(source_line(roster, on), pairs, on):
            # What is there already stays as it is.
            model.objects.bulk_create([model(**columns) for columns in belongings], ignore_conflicts=True)
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
