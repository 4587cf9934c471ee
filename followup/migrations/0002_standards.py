"""Ships the standards 1311, 1131, 131 and 3-3-3 as version 1; offices add versions, never edit these."""

from django.db import migrations

STANDARDS = (
    ("1311", "1311 服务标准", True, (("briefing", 1, 15, "occasion", []), ("push", 3, 60, "occasion", []),
                                 ("guidance", 1, 45, "occasion", []), ("internship", 1, 90, "occasion", []))),
    ("1131", "1131 服务标准", False, (("briefing", 1, 15, "occasion", []), ("guidance", 1, 45, "occasion", []),
                                  ("push", 3, 60, "occasion", []), ("internship", 1, 90, "occasion", ["training"]))),
    ("131", "131 服务标准", False, (("guidance", 1, 45, "occasion", []), ("push", 3, 60, "occasion", []),
                                ("training", 1, 90, "occasion", ["internship"]))),
    ("333", "3-3-3 服务标准（高校）", False, (("briefing", 3, 60, "occasion", []), ("event", 3, 75, "occasion", []),
                                      ("push", 3, 60, "item", []))),
)  # fmt: skip


def ship(apps, schema_editor):
    Standard, Promise = apps.get_model("followup", "Standard"), apps.get_model("followup", "Promise")
    for code, name, is_default, promises in STANDARDS:
        standard, made = Standard.objects.get_or_create(
            code=code,
            version=1,
            defaults={"name": name, "is_default": is_default, "checks_after_start": [30, 90, 180]},
        )
        if made:
            Promise.objects.bulk_create(
                Promise(
                    standard=standard,
                    rank=rank,
                    kind=kind,
                    times=times,
                    within_days=days,
                    counts=counts,
                    alternatives=alternatives,
                )
                for rank, (kind, times, days, counts, alternatives) in enumerate(promises, 1)
            )


def withdraw(apps, schema_editor):
    Case, Standard = apps.get_model("followup", "Case"), apps.get_model("followup", "Standard")
    used = Case.objects.filter(standard__version=1).values("standard")
    Standard.objects.filter(code__in=[row[0] for row in STANDARDS], version=1).exclude(pk__in=used).delete()


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial")]
    operations = [migrations.RunPython(ship, withdraw, elidable=True)]
