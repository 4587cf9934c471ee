"""Measures 今日 and the day's route for one officer, against the same lists fetched row by row, on this registry."""

import json
import time
from datetime import timedelta
from statistics import median, quantiles

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from followup.models import Case
from followup.worklist import due_sections, first_contacts, waiting_answers
from registry.models import Person

PAGES = {"today": "dashboards:today", "route": "followup:route", "visits": "followup:visits"}


class Command(BaseCommand):
    help = "Time an officer's day on the registry as it is (fill it with make_city first). Nothing is kept."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=500, help="people the officer is responsible for")
        parser.add_argument("--times", type=int, default=20, help="how often each page is opened")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, people, times, **options):
        with transaction.atomic():
            officer = _officer_with(people)
            report = {"people": Person.objects.count(), "database": connection.vendor}
            report["officer_people"] = Person.objects.filter(owner=officer).count()
            report |= {name: _opened(officer, reverse(page), times) for name, page in PAGES.items()}
            report["row_by_row"] = _row_by_row(officer, timezone.localdate())
            transaction.set_rollback(True)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _told(report))


def _told(report):
    lines = [
        f"{report.pop('people'):,} people on {report.pop('database')}, {report.pop('officer_people')} of one officer"
    ]
    for name, measured in report.items():
        lines.append(f"{name:>12}  " + ", ".join(f"{what} {value}" for what, value in measured.items()))
    return "\n".join(lines)


def _officer_with(wanted):
    """Return the caseworker who has most people, with those of others taken in until there are enough."""
    staff = get_user_model().objects.filter(role="caseworker", is_active=True, station__isnull=False)
    officer = staff.annotate(n=Count("people")).order_by("-n", "pk").first()
    if officer is None:
        raise CommandError("Nobody works here; make_city --people N fills the registry.")
    theirs = Case.objects.open().filter(person__owner=officer).count()
    others = Person.objects.filter(station__path__startswith=officer.station.path[:3]).exclude(owner=officer)
    others = others.filter(cases__closed_on=None, cases__isnull=False).order_by("pk")
    taken = list(others.values_list("pk", flat=True)[: max(0, wanted - theirs)])
    Person.objects.filter(pk__among=taken).update(owner=officer)
    return officer


def _opened(officer, path, times):
    """Return the queries, the size and the milliseconds of a page as it is opened again and again."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in ("*", "[::1]")]
    client = Client(SERVER_NAME=hosts[0] if hosts else "localhost")
    client.force_login(officer)
    taken = []
    for _again in range(times):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            page = client.get(path, secure=settings.SECURE_SSL_REDIRECT)
            taken.append(1000 * (time.perf_counter() - began))
        if page.status_code != 200:
            raise CommandError(f"{path} answers {page.status_code}")
    high = quantiles(taken, n=20)[-1] if times > 1 else taken[0]
    measured = {"queries": len(asked), "kilobytes": round(len(page.content) / 1024), "first_ms": round(taken[0], 1)}
    return measured | {"median_ms": round(median(taken), 1), "p95_ms": round(high, 1)}


# --- The peer ---------------------------------------------------------------------------------


def _row_by_row(officer, today):
    """Return what the same lists cost when each person is loaded and asked for what hangs on them."""
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        found = _lists(officer, today)
        taken = 1000 * (time.perf_counter() - began)
    ours = {part.code: part.count for part in (*due_sections(officer, today), first_contacts(officer, today))}
    ours["answers"] = waiting_answers(officer).count
    theirs = {code: len(rows) for code, rows in found.items()}
    if ours != theirs:
        raise CommandError(f"The two ways do not find the same: {ours} and {theirs}")
    return {"queries": len(asked), "ms": round(taken, 1), **theirs}


def _lists(officer, today):
    week = today + timedelta(days=6 - today.weekday())
    found = {code: [] for code in ("overdue", "today", "week", "first", "answers")}
    mine = Q(owner=officer) | Q(counsellor=officer) | Q(also_owner=officer) | Q(helpers__user=officer)
    for person in Person.objects.filter(mine).distinct():
        for visit in person.visits.filter(made_on=None, cancelled_on=None):
            code = _part(visit, today, week)
            if code:
                found[code].append((person.name, person.station.name, visit, person.phones.first()))
        found["first"] += [(person.name, case) for case in person.cases.filter(closed_on=None, contacted_on=None)]
        found["answers"] += [(person.name, push.posting.title) for push in person.pushes.unanswered()]
    return found


def _part(visit, today, week):
    if visit.due_on < today:
        return "overdue"
    if visit.planned_for <= today:
        return "today"
    return "week" if visit.planned_for <= week else None
