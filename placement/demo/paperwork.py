"""What lies on the clerk's desk in the demo city: sample files to try, and rosters already received through the front door."""

from django.conf import settings

from placement.accounts.models import Station, User
from placement.demo.rosters import CLEAN, MESSY, sample_files, update_roster
from registry.importing import apply_roster, compare_roster, receive_roster, start_applying
from registry.models import Person

UPDATED = 14  # people of the city whom the applied roster brings news of


def fill_desk(built, *, today):
    """Write the sample files into var/demo, and bring three rosters in through the product's own verbs.

    One is applied, one waits to be applied, one is full of faults. Returns the folder.
    """
    files = sample_files(built.graduates)
    folder = settings.VAR_DIR / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    city, clerk = Station.objects.get(parent=None), User.objects.get(pk=built.clerk)
    known = Person.objects.order_by("pk").prefetch_related("phones")[:UPDATED]
    applied = _receive(city, clerk, "名册-学籍核对.xlsx", update_roster(known), "教育部门", today)
    apply_roster(start_applying(applied, by=clerk), by=clerk, on=today)
    _receive(city, clerk, CLEAN, files[CLEAN], "教育部门", today)
    _receive(city, clerk, MESSY, files[MESSY], "社区摸排", today)
    return folder


def _receive(station, clerk, name, content, source, today):
    roster = receive_roster(station=station, file_name=name, content=content, by=clerk, source=source)
    compare_roster(roster, today=today)
    roster.refresh_from_db()
    return roster
