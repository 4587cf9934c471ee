"""Every write to one person's facts: registering, correcting, changing status, wishes, skills, groups and needs."""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.history import Line, note, note_many
from registry.identity import check_id_number
from registry.models import Entry, GroupMembership, Need, Person, Phone, Skill, Wish
from registry.readings import search_keys
from registry.refusals import Refusal
from registry.sealed import digest
from registry.searching import index_people
from registry.sources import SourceKind
from registry.statuses import Status, willingness_after, willingness_of

# Facts that change_facts may set; identity, status, owner and the rest have verbs of their own.
PLAIN_FACTS = (
    "name",
    "sex",
    "ethnicity",
    "hukou_area",
    "hukou_text",
    "residence_area",
    "address",
    "work_area",
    "school",
    "major",
    "major_code",
    "education",
    "graduated_on",
    "cohort",
)
SEALED_FACTS = ("address",)


def identity_of(id_number):
    """Return the columns that follow from a valid ID number."""
    return {
        "id_number": id_number,
        "id_digest": digest(id_number, "id_number"),
        "id_tail_digest": digest(id_number[-4:], "id_tail"),
    }


@transaction.atomic
def register_person(*, id_number, name, station, by, on, status=Status.TO_VERIFY, phones=(), **facts):
    """Add a person by ID number and return them; refuses a number that is invalid or already registered.

    `facts` are fields named in PLAIN_FACTS; `phones` are numbers as text; `on` is the day of registration.
    """
    checked = check_id_number(id_number, today=on)
    if checked.problem:
        raise Refusal(_("身份证号码无效：%(why)s") % {"why": checked.sentence})
    unknown = set(facts) - set(PLAIN_FACTS)
    if unknown:
        raise TypeError(f"Not plain facts: {sorted(unknown)}")
    facts.setdefault("sex", checked.sex)
    person = Person(
        **identity_of(checked.value),
        **facts,
        name=name,
        name_keys=search_keys(name),
        born_on=checked.born_on,
        station=station,
        status=status,
        status_since=on,
        willingness=willingness_of(status),
        registered_on=on,
        sources={"*": [SourceKind.COUNTER.value, on.isoformat(), ""]},
    )
    gone = Person.everyone.filter(id_digest=person.id_digest, gone=Person.Gone.WITHDRAWN).values_list("pk", flat=True)
    person.pk = gone.first()  # who was withdrawn with a roster comes back under the same key
    try:
        with transaction.atomic():
            person.save(force_insert=person.pk is None)
    except IntegrityError as error:
        raise Refusal(_("该身份证号码已在册。")) from error
    index_people([person])
    note(person, Entry.Act.REGISTERED, by=by, facts={"status": str(status)})
    for number in phones:
        add_phone(person, number, by=by, on=on)
    return person


@transaction.atomic
def change_facts(person, facts, *, by, reason="", source=None):
    """Set plain facts, only those that differ; the file keeps was and is (sealed facts only as "changed").

    `source` is (kind, words) of whose word it is, the office's own staff by default: theirs is the strongest.
    Returns the names of what changed. Refuses when someone else changed the person since it was read.
    """
    changed = {name: value for name, value in facts.items() if getattr(person, name) != value}
    unknown = set(changed) - set(PLAIN_FACTS)
    if unknown:
        raise TypeError(f"Not plain facts: {sorted(unknown)}")
    if not changed:
        return []
    before = {name: _shown(name, getattr(person, name)) for name in changed}
    _take_version(person)
    for name, value in changed.items():
        setattr(person, name, value)
    if "name" in changed:
        person.name_keys = search_keys(person.name)
    kind, words = source or (SourceKind.STAFF, "")
    line = [str(kind), timezone.localdate().isoformat(), words[:60]]
    person.sources = person.sources | dict.fromkeys(changed, line)
    person.save(update_fields=[*changed, "name_keys", "sources", "updated_at"])
    if {"name", "school"} & set(changed):
        index_people([person])
    after = {name: _shown(name, value) for name, value in changed.items()}
    note(person, Entry.Act.FACTS_CHANGED, by=by, facts={"was": before, "is": after}, reason=reason)
    return sorted(changed)


def _shown(name, value):
    if name in SEALED_FACTS:
        return "***" if value else ""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _take_version(person):
    """Claim the right to change a person: the version it was read at must still be the current one."""
    claimed = Person.objects.filter(pk=person.pk, version=person.version).update(version=F("version") + 1)
    if not claimed:
        raise Refusal(_("此人信息刚被他人修改，请刷新后重试。"))
    person.version += 1


@transaction.atomic
def change_status(person, status, *, on, by, status_note="", reason="", finding=None):
    """Move a person to a status from a day on; willingness follows. The same status again changes nothing.

    Nobody is called unreachable but by a finding that a supervisor agreed to: `finding` is its key.
    """
    status = Status(status)
    held = Person.objects.select_for_update(no_key=True).values_list("status", "status_note", "willingness")
    before, note_before, willingness = held.get(pk=person.pk)
    if (before, note_before) == (status, status_note):
        return False
    if status == Status.UNREACHABLE != before and finding is None:
        raise Refusal(_("失联须先按阶梯寻访、再由主管认定，不能直接登记。"))
    Person.objects.filter(pk=person.pk).update(
        status=status,
        status_since=on,
        status_note=status_note,
        willingness=willingness_after(status, willingness),
        version=F("version") + 1,
    )
    person.refresh_from_db(fields=["status", "status_since", "status_note", "willingness", "version"])
    facts = {"was": before, "is": status.value, "since": on.isoformat(), "note": status_note}
    if finding is not None:
        facts["finding"] = finding
    note(person, Entry.Act.STATUS_CHANGED, by=by, facts=facts, reason=reason)
    return True


@transaction.atomic
def change_statuses(since, status, *, by):
    """Move many people to one status, each from a day on ({person key: day}), set by set; returns how many moved."""
    status = Status(status)
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=since).order_by("pk")
    before = dict(held.exclude(status=status, status_note="").values_list("pk", "status"))
    together = defaultdict(list)
    for key in before:
        together[since[key]].append(key)
    settled = {"status": status, "status_note": "", "willingness": willingness_of(status)}
    for day, keys in together.items():
        Person.objects.filter(pk__in=keys).update(**settled, status_since=day, version=F("version") + 1)
    note_many(
        [
            Line(
                key,
                Entry.Act.STATUS_CHANGED,
                {"was": was, "is": status.value, "since": since[key].isoformat(), "note": ""},
            )
            for key, was in before.items()
        ],
        by=by,
    )
    return len(before)


@transaction.atomic
def add_phone(person, number, *, by, on, whose=Phone.Whose.SELF, source="", state=Phone.State.UNKNOWN):
    """Add a number (or return the one already there)."""
    rank = person.phones.count() + 1
    phone, added = Phone.objects.get_or_create(
        person=person,
        digest=digest(number, "phone"),
        defaults={
            "number": number,
            "whose": whose,
            "source": source,
            "state": state,
            "rank": rank,
            "added_on": on,
        },
    )
    if added:
        note(person, Entry.Act.FACTS_CHANGED, by=by, facts={"is": {"phone": f"***{number[-4:]}"}})
    return phone


@transaction.atomic
def set_phone_state(phone, state, *, by):
    """Say whether a number works."""
    if Phone.objects.filter(pk=phone.pk).exclude(state=state).update(state=state):
        facts = {"was": {"phone_state": phone.state}, "is": {"phone_state": str(state)}}
        note(phone.person, Entry.Act.FACTS_CHANGED, by=by, facts=facts)
        phone.state = state


@transaction.atomic
def set_wishes(person, wishes, *, by):
    """Replace the ranked wishes (at most three dicts of Wish fields without person and rank)."""
    if len(wishes) > 3:
        raise Refusal(_("就业意向最多三个。"))
    before = [wish.occupation for wish in person.wishes.all()]
    person.wishes.all().delete()
    Wish.objects.bulk_create(Wish(person=person, rank=rank, **wish) for rank, wish in enumerate(wishes, 1))
    after = [wish["occupation"] for wish in wishes]
    note(person, Entry.Act.FACTS_CHANGED, by=by, facts={"was": {"wishes": before}, "is": {"wishes": after}})


@transaction.atomic
def set_skills(person, skills, *, by):
    """Replace the skills (dicts of Skill fields without person)."""
    before = [skill.name for skill in person.skills.all()]
    after = [skill["name"] for skill in skills]
    if before == after:
        return
    person.skills.all().delete()
    Skill.objects.bulk_create(Skill(person=person, **skill) for skill in skills)
    note(person, Entry.Act.FACTS_CHANGED, by=by, facts={"was": {"skills": before}, "is": {"skills": after}})


@transaction.atomic
def set_groups(person, groups, *, on, by, evidence=""):
    """Make these the key groups the person belongs to: new ones begin, missing ones end on this day."""
    current = {membership.group: membership for membership in person.groups.filter(until=None)}
    begun, ended = set(groups) - current.keys(), current.keys() - set(groups)
    if not begun and not ended:
        return
    person.groups.filter(until=None, group__in=ended).update(until=on)
    GroupMembership.objects.bulk_create(
        GroupMembership(person=person, group=group, since=on, evidence=evidence) for group in sorted(begun)
    )
    facts = {"was": {"groups": sorted(current)}, "is": {"groups": sorted(groups)}}
    note(person, Entry.Act.FACTS_CHANGED, by=by, facts=facts)


@transaction.atomic
def set_needs(person, kinds, *, on, by):
    """Make these the services the person asks for."""
    before = set(person.needs.values_list("kind", flat=True))
    if before == set(kinds):
        return
    person.needs.exclude(kind__in=kinds).delete()
    Need.objects.bulk_create(Need(person=person, kind=kind, asked_on=on) for kind in sorted(set(kinds) - before))
    facts = {"was": {"needs": sorted(before)}, "is": {"needs": sorted(kinds)}}
    note(person, Entry.Act.FACTS_CHANGED, by=by, facts=facts)
