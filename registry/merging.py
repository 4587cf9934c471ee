"""Two records that prove to be one person become one: facts chosen one by one, rows moved, and all of it undone."""

from typing import NamedTuple

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.history import Line, hold, note_many
from registry.models import (
    Entry,
    Finding,
    GroupMembership,
    Helper,
    Likeness,
    Merge,
    Need,
    Person,
    Phone,
    RosterRow,
    Skill,
    Wish,
)
from registry.refusals import Refusal
from registry.searching import forget, index_people
from registry.sources import source_of


class Choice(NamedTuple):
    """A fact that is chosen as one: what it is called, and the columns that go with it."""

    label: str
    columns: tuple


CHOICES = {
    "id_number": Choice(gettext_lazy("身份证号码"), ("id_number", "id_tail_digest", "born_on", "sex", "hukou_area")),
    "name": Choice(gettext_lazy("姓名"), ("name", "name_keys")),
    "ethnicity": Choice(gettext_lazy("民族"), ("ethnicity",)),
    "education": Choice(gettext_lazy("学历"), ("education",)),
    "school": Choice(gettext_lazy("毕业院校"), ("school",)),
    "major": Choice(gettext_lazy("专业"), ("major", "major_code")),
    "graduated_on": Choice(gettext_lazy("毕业日期"), ("graduated_on",)),
    "cohort": Choice(gettext_lazy("届别"), ("cohort",)),
    "hukou_text": Choice(gettext_lazy("户籍地址"), ("hukou_text",)),
    "residence_area": Choice(gettext_lazy("常住地区划"), ("residence_area",)),
    "address": Choice(gettext_lazy("常住详细地址"), ("address",)),
    "work_area": Choice(gettext_lazy("就业地区划"), ("work_area",)),
    "status": Choice(gettext_lazy("状态"), ("status", "status_since", "status_note", "willingness")),
    "station": Choice(gettext_lazy("服务站点"), ("station_id", "basis")),
    "owner": Choice(gettext_lazy("责任专员"), ("owner_id",)),
    "counsellor": Choice(gettext_lazy("职业指导师"), ("counsellor_id",)),
}
# What belongs to a person, and what two of it must not share.
BELONGINGS = (
    (Phone, ("digest",)),
    (GroupMembership, ("group", "until")),
    (Need, ("kind",)),
    (Skill, ("name",)),
    (Helper, ("tier",)),
    (Likeness, ("digest",)),
    (RosterRow, ("pk",)),
    (Finding, ("pk",)),
)


class Moves:
    """Rows as they were and as they were put, in order: undoing goes backwards and puts back what still stands."""

    def __init__(self):
        self.rows = []

    def put(self, rows, **values):
        """Give these columns of a queryset's rows new values."""
        found = {was.pop("pk"): was for was in rows.order_by("pk").values("pk", *values)}
        self.rows += [
            {"model": rows.model._meta.label, "pk": pk, "was": was, "is": values} for pk, was in found.items()
        ]
        rows.model._base_manager.filter(pk__in=found).update(**values)

    def made(self, thing):
        """Keep that a row was made: undoing removes it."""
        self.rows.append({"model": thing._meta.label, "pk": thing.pk, "was": None, "is": None})

    def move(self, model, kept, gone, keys=()):
        """Give the rows of one person to the other, but for those whose keys the other has already."""
        theirs = model._base_manager.filter(person=gone)
        if keys:
            held = set(model._base_manager.filter(person=kept).values_list(*keys))
            found = theirs.values_list("pk", *keys)
            theirs = theirs.filter(pk__in=[pk for pk, *key in found if tuple(key) not in held])
        self.put(theirs, person_id=kept.pk)


def differing(kept, gone):
    """Return the choices in which two records differ, in the order of a form."""
    return [
        choice
        for choice, (_label, columns) in CHOICES.items()
        if any(getattr(kept, column) != getattr(gone, column) for column in columns)
    ]


def proposed(kept, gone):
    """Return {choice: "kept" or "gone"}: what is empty gives way; otherwise the record that is kept speaks."""
    return {
        choice: "gone" if getattr(kept, CHOICES[choice].columns[0]) in (None, "") else "kept"
        for choice in differing(kept, gone)
    }


def kept_instead(key):
    """Return the key of the record that a merged one went into, None for one that stands by itself."""
    into = Person.everyone.filter(pk=key, gone=Person.Gone.MERGED).values_list("merged_into", flat=True).first()
    return into and (kept_instead(into) or into)


# --- Merged ------------------------------------------------------------------------------------


@transaction.atomic
def merge_people(kept, gone, *, from_gone, moves, reason, by):
    """Fold one person's record into another's and return the Merge.

    `from_gone` are the choices taken from the record that goes; `moves` holds what has been moved already.
    """
    _refuse_pair(kept, gone, reason)
    taken = [choice for choice in differing(kept, gone) if choice in from_gone]
    for model, keys in BELONGINGS:
        moves.move(model, kept, gone, keys)
    if not kept.wishes.exists():
        moves.move(Wish, kept, gone)
    moves.put(Person.objects.filter(pk=gone.pk), gone=Person.Gone.MERGED.value, merged_into_id=kept.pk)
    _take_facts(kept, gone, taken, moves)
    gone.refresh_from_db()
    _know_as_same(kept, gone, moves, by)
    Person.everyone.filter(pk__in=(kept.pk, gone.pk)).update(version=F("version") + 1)
    kept.refresh_from_db()
    forget([gone.pk])
    index_people([kept])
    merge = Merge.objects.create(
        kept=kept, gone=gone, content={"rows": moves.rows}, reason=reason[:200], by=by, at=timezone.now()
    )
    told = {"merge": merge.pk, "taken": taken}
    lines = [
        Line(kept.pk, Entry.Act.MERGED, {**told, "from": gone.pk}, reason),
        Line(gone.pk, Entry.Act.MERGED, {**told, "into": kept.pk}, reason),
    ]
    note_many(lines, by=by)
    return merge


def _refuse_pair(kept, gone, reason):
    hold(kept.pk, gone.pk)
    if kept.pk == gone.pk:
        raise Refusal(_("请选择另一份档案。"))
    if not reason.strip():
        raise Refusal(_("请说明合并原因。"))
    if Person.objects.filter(pk__in=(kept.pk, gone.pk)).count() < 2:
        raise Refusal(_("其中一份档案刚被合并或撤下，请刷新。"))
    for person in (kept, gone):
        person.refresh_from_db()


def _take_facts(kept, gone, taken, moves):
    """Set what was chosen from the other record, with whose word it is."""
    if "id_number" in taken:
        _swap_numbers(kept, gone, moves)
    columns = {column: getattr(gone, column) for choice in taken for column in CHOICES[choice].columns}
    if columns:
        facts = {choice: source_of(gone.sources, choice) for choice in taken}
        moves.put(Person.objects.filter(pk=kept.pk), **columns, sources=kept.sources | facts)


def _swap_numbers(kept, gone, moves):
    """Two records never bear the same number, not for a moment; the one that goes keeps the other's."""
    digests = kept.id_digest, gone.id_digest
    theirs = {column: getattr(kept, column) for column in CHOICES["id_number"].columns}
    moves.put(Person.everyone.filter(pk=gone.pk), id_digest=f"merging {gone.pk}", **theirs)
    moves.put(Person.everyone.filter(pk=kept.pk), id_digest=digests[1])
    moves.put(Person.everyone.filter(pk=gone.pk), id_digest=digests[0])


def _know_as_same(kept, gone, moves, by):
    """Lists that bear the number of the record that went mean the one that was kept."""
    moves.put(Likeness.objects.filter(person=kept, digest=gone.id_digest, is_same=False), is_same=True)
    if not Likeness.objects.filter(digest=gone.id_digest, is_same=True).exists():
        moves.made(Likeness.objects.create(digest=gone.id_digest, person=kept, is_same=True, by=by))


# --- Undone ------------------------------------------------------------------------------------


@transaction.atomic
def undo_merge(merge, *, by):
    """Make two records of one again: everything goes back that is still as the merge put it.

    Returns how many rows have been changed since and stay as they are.
    """
    hold(merge.kept_id, merge.gone_id)
    _refuse_undoing(merge)
    if not Merge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=timezone.now(), undone_by=by):
        raise Refusal(_("这次合并已经撤销。"))
    try:
        with transaction.atomic():
            left = sum(not _put_back(row) for row in reversed(merge.content["rows"]))
    except IntegrityError as error:
        raise Refusal(_("合并之后又有新的记录与原档案冲突，不能撤销。")) from error
    people = Person.objects.filter(pk__in=(merge.kept_id, merge.gone_id))
    people.update(version=F("version") + 1)
    index_people(people)
    told = {"merge": merge.pk, "left": left}
    note_many([Line(key, Entry.Act.UNMERGED, told) for key in (merge.kept_id, merge.gone_id)], by=by)
    return left


def _refuse_undoing(merge):
    """Merges of one record are undone in the order they were made, the last first."""
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None)
    if later.filter(kept=merge.kept_id).exists() or later.filter(gone=merge.kept_id).exists():
        raise Refusal(_("这份档案之后又合并过，请先撤销后来的合并。"))


def _put_back(row):
    """Return whether a row could be put back: what somebody has changed since stays."""
    model = apps.get_model(row["model"])
    found = model._base_manager.filter(pk=row["pk"])
    if row["was"] is None:
        found.delete()
        return True
    now = found.values(*row["is"]).first()
    if now is None or any(now[name] != _python(model, name, value) for name, value in row["is"].items()):
        return False
    found.update(**{name: _python(model, name, value) for name, value in row["was"].items()})
    return True


def _python(model, name, value):
    """Return a value that was kept as JSON as Python has it; keys of rows stay as they are."""
    field = model._meta.get_field(name)
    return value if field.is_relation or isinstance(value, (dict, list)) else field.to_python(value)
