"""What a list and the registry say of each other, found by sets: every step is one statement, whatever their size."""

from collections import defaultdict

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BinaryField,
    CharField,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Cast, Concat, RowNumber

from registry.identity import fits
from registry.lists import TELLINGS
from registry.models import Finding, GroupMembership, Likeness, Person, Sighting
from registry.parts import in_chunks
from registry.pouring import pour_objects
from registry.statuses import OUT, Group

What = Finding.What
CORRECTED = ("name", "ethnicity", "education", "school", "major", "hukou_text")
CHUNK = 5000


def find(comparison, *, whole=True):
    """Write the findings of a comparison from its sightings; those decided with an earlier list are marked so.

    Only of a whole list can be said who is not on it; of a few rows the planner need not be told.
    """
    if whole:
        acquaint(Sighting)
    known_by_decision(comparison)
    repeated(comparison)
    for step in STEPS:
        step(comparison, TELLINGS[comparison.kind])
    if whole:
        acquaint(Finding)
        find_missing_there(comparison, TELLINGS[comparison.kind])
    remember(comparison)


def counts_of(comparison):
    """Return {what: findings}, and under "left" how many of each wait for a decision, under "waiting" how many in all."""
    found = comparison.findings.order_by().values_list("what")
    counts = dict(found.annotate(rows=Count("pk")))
    left = dict(found.waiting().annotate(rows=Count("pk")))
    return counts | {"left": left, "waiting": sum(left.values())}


# --- The sets ---------------------------------------------------------------------------------


def named_here(comparison):
    """Return the digests by which the comparison's people are known, their own and those decided to be theirs."""
    people = Person.objects.filter(station__path__startswith=comparison.station.path)
    same = Likeness.objects.filter(is_same=True, person__in=people.values("pk"))
    digests = people.order_by().values_list("id_digest").union(same.order_by().values_list("digest"), all=True)
    return {bytes.fromhex(digest) for (digest,) in digests.iterator(chunk_size=10_000)}


def people_of(comparison):
    """Everyone whom the comparison's station and those below it count, and who is still in scope."""
    people = Person.objects.filter(station__path__startswith=comparison.station.path)
    return people.exclude(status__in=OUT)


def _sightings(comparison):
    return Sighting.objects.filter(comparison=comparison)


def _readable(comparison):
    return _sightings(comparison).filter(problem="")


def _of_ours(comparison):
    """Sightings of the people of the comparison, joined to them."""
    found = _readable(comparison).filter(person__gone="", person__station__path__startswith=comparison.station.path)
    return found.exclude(person__status__in=OUT)


def _of_strangers(comparison):
    """Sightings whose number is registered nowhere; a record that was merged into another is."""
    registered = Person.everyone.exclude(gone=Person.Gone.WITHDRAWN).filter(id_digest=OuterRef("person_id"))
    return _readable(comparison).filter(~Exists(registered))


def _not_doubtful(comparison):
    doubtful = Finding.objects.filter(comparison=comparison, what=What.DOUBTFUL)
    doubtful = doubtful.exclude(decision=Finding.Decision.REJECTED)
    return ~Exists(doubtful.filter(number=OuterRef("number")))


def _insert(what, sightings, *, person=None, key="person_id"):
    """Insert a finding for each of these sightings, within the database."""
    person = F(person) if person else Value(None, BigIntegerField())
    columns = {
        "comparison_id": F("comparison_id"),
        "what": Value(str(what)),
        "number": F("number"),
        "person_id": person,
        "station_id": F("station_id"),
        "id_digest": F("person_id"),
        "content": F("content"),
        "reasons": F("reasons"),
        "key": F(key) if isinstance(key, str) else key,
    }
    _insert_from(sightings, columns)


def _insert_from(rows, columns):
    """INSERT … SELECT of findings: {column: expression} over the rows of a query; the others are empty."""
    columns |= {"decision": Value(""), "note": Value("")}
    names = {field.attname: field.column for field in Finding._meta.concrete_fields}
    into = ", ".join(connection.ops.quote_name(names[name]) for name in columns)
    chosen = rows.order_by().annotate(**{f"as_{name}": expression for name, expression in columns.items()})
    sql, params = chosen.values_list(*(f"as_{name}" for name in columns)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(Finding._meta.db_table)} ({into}) {sql}", params)


def acquaint(model):
    """Let the planner look at a table that has just been filled: it would take it for empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# --- Before anything is found -----------------------------------------------------------------


def known_by_decision(comparison):
    """A number once decided to be somebody's stands for that person's own, under whatever name it is listed."""
    same = Likeness.objects.filter(is_same=True)
    own = same.filter(digest=OuterRef("person_id"))
    listed = _sightings(comparison).filter(person_id__in=same.values("digest"))
    listed.update(
        person_id=Subquery(own.values("person__id_digest")[:1]),
        name=Subquery(own.values("person__name")[:1]),
        problem="",
    )


def repeated(comparison):
    """Of several rows with one number one counts: on a list that suggests something the latest, else the first.

    Two employers one after the other are no mistake; a person who is named twice is, and the row is shown.
    """
    turn = Window(RowNumber(), partition_by="person_id", order_by=[F("began_on").desc(nulls_last=True), "number"])
    later = _readable(comparison).annotate(turn=turn).filter(turn__gt=1)
    again = Sighting.objects.filter(pk__in=later.values("pk"))
    if TELLINGS[comparison.kind].suggests is None:
        again.update(problem="repeated", reasons=[{"code": "listed_twice", "fact": "id_number"}])
    else:
        again.delete()


# --- The steps: each looks at what the kind of list can tell ----------------------------------


def find_masked(comparison, _telling):
    """A masked number that fits a namesake of the same school may be theirs. The one step that opens numbers."""
    masked = _sightings(comparison).filter(problem="masked").exclude(pattern="").exclude(school="")
    known = defaultdict(list)
    namesakes = people_of(comparison).filter(name__in=masked.values("name")).order_by()
    # All at once: a cursor would be planned for its first rows only, which here takes fifty times as long.
    for pk, id_number, *who in namesakes.values_list("pk", "id_number", "name", "school"):
        known[tuple(who)].append((pk, id_number))
    differ = set(Likeness.objects.filter(is_same=False, person__in=namesakes).values_list("digest", "person"))
    suspects = [
        (pk, person)
        for pk, digest, pattern, *who in masked.values_list("pk", "person_id", "pattern", "name", "school").iterator()
        for person, id_number in known.get(tuple(who), ())
        if fits(pattern, id_number) and (digest, person) not in differ
    ]
    for pairs in in_chunks(suspects, CHUNK):
        _suspect(pairs)


def _suspect(pairs):
    listed = Sighting.objects.in_bulk([sighting for sighting, _person in pairs])
    pour_objects([_doubtful(listed[sighting], person) for sighting, person in pairs])


def _doubtful(sighting, person):
    return Finding(
        comparison_id=sighting.comparison_id,
        what=What.DOUBTFUL,
        number=sighting.number,
        person_id=person,
        station_id=sighting.station_id,
        id_digest=sighting.person_id,
        content=sighting.content,
        reasons=sighting.reasons,
        key=sighting.person_id,
    )


def find_namesakes(comparison, telling):
    """A stranger with the name and birth date of somebody who is not on the list may be them, wrongly numbered."""
    if not telling.names_ours:
        return
    namesakes = people_of(comparison).filter(name=OuterRef("name"), born_on=OuterRef("born_on")).order_by("pk")
    # One join finds who has a namesake at all; whose it is, and whether that was decided, is asked of those few.
    listed = list(_of_strangers(comparison).filter(Exists(namesakes)).values_list("pk", flat=True))
    sighted = _readable(comparison).filter(person_id=OuterRef("id_digest"))
    differ = Likeness.objects.filter(digest=OuterRef(OuterRef("person_id")), person=OuterRef("pk"), is_same=False)
    suspect = Subquery(namesakes.filter(~Exists(sighted), ~Exists(differ)).values("pk")[:1])
    for some in in_chunks(listed, CHUNK):
        strangers = Sighting.objects.filter(pk__in=some).annotate(suspect=suspect)
        _insert(What.DOUBTFUL, strangers.exclude(suspect=None), person="suspect")


def find_other_names(comparison, telling):
    """A number of ours under another name: nothing is suggested of the person before somebody has looked."""
    if telling.suggests is None:
        return
    listed = _of_ours(comparison).exclude(person__status__in=telling.agrees)
    differ = Likeness.objects.filter(digest=OuterRef("person_id"), person=OuterRef("person__pk"), is_same=False)
    listed = listed.exclude(name="").exclude(name=F("person__name")).filter(~Exists(differ))
    _insert(What.DOUBTFUL, listed, person="person__pk")


def find_missing_here(comparison, telling):
    """Named by a list of our people, and registered nowhere."""
    if telling.names_ours:
        _insert(What.MISSING_HERE, _of_strangers(comparison).filter(_not_doubtful(comparison)))


def find_claimed_twice(comparison, telling):
    """Named as ours and registered with another station, or ours and named by another office as its own.

    Whoever is registered elsewhere is not said: the finding refers to nobody.
    """
    if telling.names_ours:
        elsewhere = _readable(comparison).filter(person__gone="")
        elsewhere = elsewhere.exclude(person__station__path__startswith=comparison.station.path)
        _insert(What.CLAIMED_TWICE, elsewhere)
    if telling.claims:
        _insert(What.CLAIMED_TWICE, _of_ours(comparison), person="person__pk")


def find_changed(comparison, telling):
    """Ours, and the list says something else of them; what exactly is worked out when somebody looks."""
    if telling.corrects:
        differing = _of_ours(comparison).filter(_differs(_groups_on(comparison)))
        _insert(What.CHANGED, differing, person="person__pk", key="key")


def _groups_on(comparison):
    listed = _readable(comparison)
    return [group for group in Group.values if listed.filter(groups__contains=f"|{group}|").exists()]


def _differs(groups):
    """Something is listed that is not registered; what is not listed says nothing."""
    differs = ~Q(graduated_on=None) & ~Q(graduated_on=F("person__graduated_on"))
    for fact in CORRECTED:
        differs |= ~Q(**{fact: ""}) & ~Q(**{fact: F(f"person__{fact}")})
    for group in groups:
        member = GroupMembership.objects.filter(person=OuterRef("person__pk"), group=group, until=None)
        differs |= Q(groups__contains=f"|{group}|") & ~Exists(member)
    return differs


def find_moved(comparison, _telling):
    """Ours, but the list has them at another of our stations."""
    moved = _of_ours(comparison).exclude(station=None).exclude(person__station__path__startswith=F("station__path"))
    key = Concat(Cast("person__pk", CharField()), Value(" > "), Cast("station_id", CharField()))
    _insert(What.MOVED, moved, person="person__pk", key=key)


def find_hits(comparison, telling):
    """Ours, and being on the list suggests what became of them, which is news."""
    if telling.suggests is None:
        return
    listed = _of_ours(comparison).exclude(person__status__in=telling.agrees)
    listed = listed.filter(Q(name="") | Q(name=F("person__name")))
    _insert(What.HIT, listed, person="person__pk", key="key")


def find_unreadable(comparison, _telling):
    """Rows whose number cannot be used, and who they are is not even suspected."""
    _insert(What.UNREADABLE, _sightings(comparison).exclude(problem="").filter(_not_doubtful(comparison)))


STEPS = (
    find_masked,
    find_namesakes,
    find_other_names,
    find_missing_here,
    find_claimed_twice,
    find_changed,
    find_moved,
    find_hits,
    find_unreadable,
)


def find_missing_there(comparison, telling):
    """Ours, of a sort that the list ought to name, and not on it."""
    named = _who_should_be_named(comparison, telling)
    if named is None:
        return
    sighted = _readable(comparison).filter(person_id=OuterRef("id_digest"))
    doubtful = Finding.objects.filter(comparison=comparison, what=What.DOUBTFUL, person=OuterRef("pk"))
    absent = people_of(comparison).filter(named, ~Exists(sighted), ~Exists(doubtful))
    columns = {
        "comparison_id": Value(comparison.pk),
        "what": Value(str(What.MISSING_THERE)),
        "person_id": F("pk"),
        "id_digest": F("id_digest"),
        "content": Value(b"", BinaryField()),
        "reasons": Value([], JSONField()),
        "key": Cast("pk", CharField()),
    }
    _insert_from(absent, columns)


def _who_should_be_named(comparison, telling):
    """Return the condition on people, or None where the list need not name anybody."""
    if telling.should_name:
        return Q(status__in=telling.should_name)
    groups = _groups_on(comparison) if telling.should_name_groups else []
    return (
        Exists(GroupMembership.objects.filter(person=OuterRef("pk"), group__in=groups, until=None)) if groups else None
    )


def remember(comparison):
    """What was decided with an earlier list of this kind is not asked again: of a person by anybody who may decide
    about them, of somebody who is nobody's here by this station."""
    earlier = Finding.objects.decided().exclude(comparison=comparison).filter(comparison__kind=comparison.kind)
    earlier = earlier.filter(Q(comparison__station=comparison.station_id) | Q(person=OuterRef("person")))
    earlier = earlier.filter(what=OuterRef("what"), key=OuterRef("key"))
    comparison.findings.waiting().filter(Exists(earlier)).update(decision=Finding.Decision.REMEMBERED)
