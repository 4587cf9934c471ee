"""The same roster through django-import-export: dry run, then import, as its documentation has it."""

import time
from datetime import date

import tablib
from django.core.exceptions import ValidationError
from import_export import resources

from registry.columns import recognise
from registry.comparing import COMPARED, read_row
from registry.history import Line, note_many
from registry.models import Entry, GroupMembership, Need, Person, Phone, Skill, Wish
from registry.readings import search_keys
from registry.registering import identity_of
from registry.sealed import digest
from registry.searching import index_people


def _resource(station, on):
    class PersonResource(resources.ModelResource):
        """Cells are cleaned by our own rules and both sides end with the same registry: people, what belongs to them
        saved beside each as the library's hooks have it, their files and search keys written at once at the end."""

        class Meta:
            model = Person
            import_id_fields = ("id_digest",)
            fields = ("id_digest", *COMPARED)
            skip_unchanged = True
            report_skipped = False

        def before_import(self, dataset, **kwargs):
            self.columns, self.saved = recognise(dataset.headers), []

        def before_import_row(self, row, **kwargs):
            cells = list(row.values())
            facts, _reasons = read_row({fact: cells[i] for i, fact in self.columns.items() if fact}, today=on)
            if not facts.get("id_number"):
                raise ValidationError("not an ID number")  # any other error would roll the whole file back
            row.update({fact: facts.get(fact) for fact in COMPARED})
            row.update(identity_of(facts["id_number"]), listed=facts)

        def before_save_instance(self, instance, row, **kwargs):
            facts = row["listed"]
            for name, value in identity_of(facts["id_number"]).items():
                setattr(instance, name, value)
            number = facts["id_number"]
            instance.born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            instance.name_keys = search_keys(instance.name)
            instance.station, instance.status_since, instance.registered_on = station, on, on
            for name in COMPARED:
                if getattr(instance, name) is None and name not in ("graduated_on", "cohort"):
                    setattr(instance, name, "")

        def after_save_instance(self, instance, row, **kwargs):
            self.saved.append(instance)
            for model, rows in _belongings(instance, row["listed"], on):
                model.objects.bulk_create(rows, ignore_conflicts=True)

        def after_import(self, dataset, result, **kwargs):
            index_people(self.saved)
            note_many([Line(person.pk, Entry.Act.REGISTERED) for person in self.saved], by=None)

    return PersonResource()


def _belongings(person, facts, on):
    """Yield (model, unsaved rows) of what a row says besides the person's own columns."""
    numbers = dict.fromkeys([*facts.get("phones", ()), *facts.get("family_phones", ())])
    phones = [Phone(person=person, number=one, digest=digest(one, "phone"), added_on=on) for one in numbers]
    wishes = [Wish(person=person, rank=rank, occupation=one) for rank, one in enumerate(facts.get("wishes", ()), 1)]
    yield Phone, phones
    yield GroupMembership, [GroupMembership(person=person, group=one, since=on) for one in facts.get("groups", ())]
    yield Need, [Need(person=person, kind=one, asked_on=on) for one in facts.get("needs", ())]
    yield Skill, [Skill(person=person, name=one) for one in facts.get("skills", ())]
    yield Wish, wishes


def run(path, station, on):
    """Return (rows, seconds by stage) of a dry run and an import of the file at `path`."""
    times = [time.perf_counter()]
    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx", skip_lines=1)  # a title stands over the header
    dataset.append_col([""] * len(dataset), header="id_digest")  # the key of its rows must be a column of the file
    times.append(time.perf_counter())
    for dry_run in (True, False):
        _resource(station, on).import_data(dataset, dry_run=dry_run, use_transactions=True)
        times.append(time.perf_counter())
    names = ("read_s", "dry_run_s", "import_s")
    return len(dataset), dict(
        zip(names, (round(b - a, 2) for a, b in zip(times, times[1:], strict=False)), strict=True)
    )
