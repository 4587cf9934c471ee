"""A whole roster taken back: what it registered is withdrawn, what it changed is put back, unless acted on since."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.applying import told, write_over
from registry.comparing import COMPARED
from registry.history import Line, hold, note_many
from registry.importing import move
from registry.judging import known_facts
from registry.models import Entry, GroupMembership, Need, Person, Phone, Roster, RosterRow, SearchKey, Skill, Wish
from registry.readings import search_keys
from registry.refusals import Refusal
from registry.sealed import digest
from registry.searching import index_people

Stage, Verdict = Roster.Stage, RosterRow.Verdict
CHUNK = 500
# Lines in a person's file that nobody acted by.
QUIET = (Entry.Act.REVEALED, Entry.Act.WITHDRAWN)


# --- What can be undone ------------------------------------------------------------------------


def rows_to_undo(roster):
    """The rows that were written and can be taken back: registered ones without another line in the file, and all
    changed ones, whose facts are put back as far as they still stand as the roster wrote them."""
    return _written(roster).exclude(_acted_on(roster))


def rows_to_leave(roster):
    """The rows whose new people have been acted on since: they stay."""
    return _written(roster).filter(_acted_on(roster))


def _written(roster):
    return roster.rows.filter(applied=True, undone=False, verdict__in=(Verdict.NEW, Verdict.CHANGED))


def _acted_on(roster):
    """A registered person has more in the file than this roster's own line, looks aside."""
    begun = Q(act=Entry.Act.REGISTERED, facts__roster=roster.pk)
    later = Entry.objects.filter(person=OuterRef("person")).exclude(begun).exclude(act__in=QUIET)
    last = Entry.objects.filter(person=OuterRef("person"), act=Entry.Act.WITHDRAWN).order_by("-number")
    since = later.filter(number__gt=last.values("number")[:1])
    withdrawn = Exists(last)
    return Q(verdict=Verdict.NEW) & (Q(Exists(since)) | ~Q(withdrawn) & Q(Exists(later)))


# --- Undone ------------------------------------------------------------------------------------


def start_undoing(roster, *, by):
    """Take an applied roster for undoing; of two who press at once, one is refused."""
    taken = Roster.objects.filter(pk=roster.pk, stage=Stage.APPLIED).update(
        stage=Stage.UNDOING, undone_by=by, began_at=timezone.now(), moved_at=timezone.now(), rows_done=0
    )
    roster.refresh_from_db()
    if not taken:
        raise Refusal(_("名册当前为“%(stage)s”，不能撤销。") % {"stage": roster.get_stage_display()})
    return roster


def undo_roster(roster, *, by, on):
    """Take back what a roster wrote, chunk by chunk; run again after a kill it goes on where it stopped.

    What cannot be taken back stays, and its row says why. Returns the Roster.
    """
    if roster.stage != Stage.UNDOING:
        return roster
    last = 0
    while keys := list(_written(roster).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        _undo_chunk(roster, keys, by=by, on=on)
        last = keys[-1]
    return move(roster, Stage.UNDONE, undone_at=timezone.now())


@transaction.atomic
def _undo_chunk(roster, keys, *, by, on):
    hold(*roster.rows.filter(pk__in=keys).values_list("person", flat=True))
    undone = list(rows_to_undo(roster).filter(pk__in=keys).select_related("person"))
    _withdraw(roster, [row.person for row in undone if row.verdict == Verdict.NEW], by)
    _put_back(roster, [row for row in undone if row.verdict == Verdict.CHANGED], by, on)
    for row in undone:
        row.undone = True
    left = list(rows_to_leave(roster).filter(pk__in=keys))
    for row in left:
        row.reasons = [*row.reasons, {"code": "undo_left", "fact": ""}]
    RosterRow.objects.bulk_update([*undone, *left], ["undone", "reasons"])
    Roster.objects.filter(pk=roster.pk).update(rows_done=F("rows_done") + len(keys), moved_at=timezone.now())


def _withdraw(roster, people, by):
    """Nobody sees or counts them any more; the record and its file stay, and a later list brings them back."""
    keys = [person.pk for person in people]
    Person.objects.filter(pk__in=keys).update(gone=Person.Gone.WITHDRAWN, version=F("version") + 1)
    for belonging in (Phone, GroupMembership, Need, Skill, Wish, SearchKey):
        belonging.objects.filter(person__in=keys).delete()
    note_many([Line(key, Entry.Act.WITHDRAWN, {"roster": roster.pk}) for key in keys], by=by)


# --- Facts put back ----------------------------------------------------------------------------


def _put_back(roster, rows, by, on):
    """Give the facts their values from before, where they still stand as written; say which do not."""
    people = Person.objects.prefetch_related("phones", "groups", "needs", "skills", "wishes")
    people = people.in_bulk([row.person_id for row in rows])
    lines, changed = [], []
    for row in rows:
        person = people.get(row.person_id)
        if person is None:  # merged or withdrawn since: there is nothing left to put back
            continue
        back, lost = _backwards(row.content.get("written", {}), known_facts(person))
        _restore(person, back, row.content.get("sources", {}))
        _remove_gained(person, back, on)
        row.reasons = [*row.reasons, *({"code": "undo_changed_since", "fact": fact} for fact in lost)]
        if back:
            changed.append(person)
            lines.append(Line(person.pk, Entry.Act.FACTS_CHANGED, {"undone": roster.pk, **told(back)}))
    write_over(changed, [*COMPARED, "name_keys", "sources", "version", "updated_at"])
    index_people(changed)
    note_many(lines, by=by)


def _backwards(written, known):
    """Return ({fact: [is, becomes]}, [facts changed since]) that put back what was written."""
    back, lost = {}, []
    for fact, (was, is_) in written.items():
        gained = isinstance(is_, list)
        stands = set(is_) <= set(known[fact]) if gained else known[fact] == is_
        if stands:
            back[fact] = [is_, was]
        else:
            lost.append(fact)
    return back, lost


def _restore(person, back, sources):
    for fact in set(back) & set(COMPARED):
        value = back[fact][1]
        # Dates come out of the row as text; the field turns them into what Python has.
        setattr(person, fact, Person._meta.get_field(fact).to_python(value) if fact == "graduated_on" else value)
    kept = {fact: line for fact, line in person.sources.items() if fact not in back}
    person.sources = kept | {fact: sources[fact] for fact in back if fact in sources}
    person.name_keys = search_keys(person.name)
    person.version += 1


def _remove_gained(person, back, on):
    """Take away what the roster added to lists, and nothing that was there before."""
    gained = {fact: set(is_) - set(was) for fact, (is_, was) in back.items() if isinstance(is_, list)}
    numbers = gained.get("phones", set()) | gained.get("family_phones", set())
    person.phones.filter(digest__in=[digest(number, "phone") for number in numbers]).delete()
    person.groups.filter(group__in=gained.get("groups", ()), until=None).update(until=on)
    person.needs.filter(kind__in=gained.get("needs", ())).delete()
    person.skills.filter(name__in=gained.get("skills", ())).delete()
    person.wishes.filter(occupation__in=gained.get("wishes", ())).delete()
