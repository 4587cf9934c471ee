"""What lies on the desks of the demo city: sample files to try, and lists already received through the front door."""

from datetime import timedelta

from django.conf import settings

from matching import pooling
from placement.accounts.models import Station, User
from placement.dashboards.snapshots import take_snapshot
from placement.demo.rosters import CLEAN, MESSY, POSTINGS, clean_postings, sample_files, update_roster
from registry.applying import apply_roster, start_applying
from registry.importing import compare_roster, receive_roster
from registry.models import Person

WEEKS = 26  # of the trend
UPDATED = 14  # people of the city whom the applied roster brings news of


def fill_desks(built, *, today):
    """Write the sample files into var/demo, and bring lists in through the product's own verbs.

    Of the rosters one is applied, one waits to be applied, one is full of faults; of the lists of postings one is
    applied and one waits. Returns the folder.
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
    _receive_postings(User.objects.get(pk=built.job_officer), files, today)
    return folder


def keep_snapshots(*, today, weeks=WEEKS):
    """Count the figures as they stood at the end of each of the last weeks, so that the trend has a past."""
    for week in range(weeks, -1, -1):
        take_snapshot(today - timedelta(weeks=week))


def _receive_postings(officer, files, today):
    lists = (("岗位-金秋招聘月.xlsx", clean_postings(), "金秋招聘月"), (POSTINGS, files[POSTINGS], "急需紧缺目录"))
    for name, content, source in lists:
        batch = pooling.receive_postings(file_name=name, content=content, by=officer, source=source)
        pooling.compare_postings(batch, today=today)
        if name != POSTINGS:
            pooling.apply_postings(pooling.start_applying(batch, by=officer))


def _receive(station, clerk, name, content, source, today):
    roster = receive_roster(station=station, file_name=name, content=content, by=clerk, source=source)
    compare_roster(roster, today=today)
    roster.refresh_from_db()
    return roster
