"""The same roster through django-import-export: dry run, then import, as its documentation has it."""

import time
from datetime import date

import tablib
from django.core.exceptions import ValidationError
from import_export import resources

from registry.columns import recognise
from registry.comparing import COMPARED, read_row
from registry.models import Person, Phone
from registry.readings import search_keys
from registry.registering import identity_of
from registry.sealed import digest


def _resource(station, on):
    class PersonResource(resources.ModelResource):
        """Cells are cleaned by our own rules, so that both sides write the same people; phones are saved beside."""

        class Meta:
            model = Person
            import_id_fields = ("id_digest",)
            fields = ("id_digest", *COMPARED)
            skip_unchanged = True
            report_skipped = False

        def before_import(self, dataset, **kwargs):
            self.columns = recognise(dataset.headers)

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
            for number in row["listed"].get("phones", ()):
                Phone.objects.get_or_create(
                    person=instance, digest=digest(number, "phone"), defaults={"number": number, "added_on": on}
                )

    return PersonResource()


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
