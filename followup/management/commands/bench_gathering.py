"""Measures a room marked present in one act, beside one tap a name and one visit form a person, on the same cases."""

import json
import time
from contextlib import contextmanager
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from followup.gathering import ask_people, mark, mark_rest, plan_gathering
from followup.models import Case, Evidence
from followup.opening import open_cases
from followup.visiting import record_visit
from registry.management.made_up_lists import fill_registry
from registry.management.measuring import office, scratch_database
from registry.models import Person

TOPICS = ["subsidy"]


class Command(BaseCommand):
    help = "Brief rooms of made-up people in a scratch database: in one act, by taps, and by a visit form for each."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, nargs="+", default=[60, 600], help="how many a room holds")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, people, **options):
        report = {"database": connection.vendor}
        report |= {str(number): {side: measured(side, number) for side in SIDES} for number in people}
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for number in map(str, people):
            for side, figures in report[number].items():
                told = ", ".join(f"{name} {figure}" for name, figure in figures.items())
                self.stdout.write(f"{number} people, {side}: {told} ({connection.vendor})")


def measured(side, number):
    """Return seconds and queries, as a whole and for each person, of briefing so many; each must have its proof."""
    with scratch_database():
        station, clerk = office()
        clerk.role = "supervisor"
        fill_registry(number * 5 // 4, station)  # every fifth has work already, and no case
        open_cases(Person.objects.all(), by=clerk, on=timezone.localdate())
        brief = SIDES[side](clerk)
        began = time.perf_counter()
        with counted() as queries:
            brief()
        seconds = time.perf_counter() - began
        if Evidence.objects.count() != number or Case.objects.uncontacted().exists():
            raise AssertionError(f"{side}: not everybody was briefed")
    return {"seconds": round(seconds, 2), "ms_each": round(1000 * seconds / number, 1), "queries": queries[0]}


@contextmanager
def counted():
    """Count the statements that are sent, as [number]."""
    sent = [0]

    def count(execute, *statement):
        sent[0] += 1
        return execute(*statement)

    with connection.execute_wrapper(count):
        yield sent


def served():
    return Person.objects.filter(cases__closed_on=None, cases__isnull=False)


def _asked(clerk):
    facts = {"kind": "briefing", "title": "bench", "held_on": timezone.localdate(), "topics": TOPICS}
    gathering = plan_gathering(uuid=uuid4(), by=clerk, **facts)
    ask_people(gathering, served(), by=clerk)
    return gathering


def in_one_act(clerk):
    """Everybody is present at one press."""
    gathering = _asked(clerk)
    return lambda: mark_rest(gathering, "present", by=clerk)


def by_taps(clerk):
    """Each name is tapped on a phone."""
    gathering = _asked(clerk)

    def tap_all():
        for seat in gathering.attendances.select_related("gathering"):
            mark(seat, "present", by=clerk)

    return tap_all


def by_forms(clerk):
    """The same room without gatherings: a visit form with a briefing for each person, sent one after the other."""
    now = timezone.now()
    made = {"made_at": now, "made_on": timezone.localdate(now), "manner": "group", "result": "self"}

    def send_all():
        for person in served():
            record_visit(person, by=clerk, uuid=uuid4(), briefing_topics=TOPICS, **made)

    return send_all


SIDES = {"in_one_act": in_one_act, "by_taps": by_taps, "by_forms": by_forms}
