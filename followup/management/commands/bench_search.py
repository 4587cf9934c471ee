"""Measures finding people and turning the list's pages, against the search of Django's admin, on this registry."""

import json
import random
import time
from statistics import median, quantiles

from django.contrib.admin import ModelAdmin, site
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from followup.listing import list_people
from registry.models import Person, Phone
from registry.searching import MOST, find

DEEP = 40  # pages turned to come to a deep one
LISTS = {
    "all": "",
    "one status": "status=to_verify",
    "late": "late=yes",
    "lacking a push": "lacking=push",
    "by name": "sort=name",
    "by owner": "sort=-owner",
    "a school": "school=石河子",
    "a surname": "q=阿卜",
}


class AsTheAdminSearches(ModelAdmin):
    """What a Django project has without further work: each word looked for anywhere in these fields."""

    search_fields = ("name", "name_keys", "school")


class Command(BaseCommand):
    help = "Time searches and pages of the people list on the registry as it is (fill it with make_city first)."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=60, help="people drawn; each is searched in every way")
        parser.add_argument("--peer-people", type=int, default=5, help="people searched with the peer (it is slow)")
        parser.add_argument("--user", help="who searches; whoever sees most by default")
        parser.add_argument("--seed", type=int, default=1311)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, people, peer_people, user, seed, **options):
        registered = Person.objects.count()
        if not registered:
            raise CommandError("Nobody is registered here; make_city --people N fills the registry.")
        user = _searcher(user)
        drawn = _draw(people, random.Random(seed))
        report = {"people": registered, "database": connection.vendor, "user": user.username}
        report["search_ms"] = _searched(drawn, lambda words: find(user, words))
        report["admin_search_ms"] = _searched(drawn[:peer_people], lambda words: _as_admin(user, words))
        report["list_ms"] = {name: _listed(user, query) for name, query in LISTS.items()}
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report)

    def _tell(self, report):
        self.stdout.write(f"{report['people']:,} people on {report['database']}, searched by {report['user']}")
        for part in ("search_ms", "admin_search_ms", "list_ms"):
            for way, times in report[part].items():
                told = ", ".join(f"{name} {value}" for name, value in times.items())
                self.stdout.write(f"{part:>16}  {way:<24} {told}")


def _searcher(username):
    staff = get_user_model().objects.filter(is_active=True)
    if username:
        return staff.get(username=username)
    return staff.filter(role="supervisor").order_by("station__path", "pk").first()


def _draw(wanted, chance):
    """Return persons drawn evenly from the whole registry, not from the first pages of a table."""
    last = Person.objects.order_by("-pk").values_list("pk", flat=True).first()
    keys = [chance.randint(1, last) for _ in range(wanted)]
    found = [Person.objects.filter(pk__gte=key).order_by("pk").first() for key in keys]
    return [person for person in found if person]


def _ways(person):
    """Yield (way, words): everything somebody may type who looks for this person."""
    keys = person.name_keys.split()
    yield "whole name", person.name
    yield "two characters", person.name[:2]
    yield "given name", person.name[1:3]
    yield "pinyin", keys[0]
    yield "initials", keys[1] if len(keys) > 1 else keys[0][:2]
    yield "beginning of pinyin", keys[0][:4]
    yield "last four", person.id_number[-4:]
    yield "whole number", person.id_number
    yield "school", person.school[:4]
    phone = Phone.objects.filter(person=person).first()
    if phone:
        yield "phone", phone.number


def _searched(people, search):
    """Return {way: median, 95th percentile and worst in milliseconds}."""
    times = {}
    for person in people:
        for way, words in _ways(person):
            times.setdefault(way, []).append(_milliseconds(lambda words=words: search(words)))
    return {way: _summed(measured) for way, measured in times.items()}


def _as_admin(user, words):
    admin = AsTheAdminSearches(Person, site)
    people, _twice = admin.get_search_results(None, Person.objects.visible_to(user), words)
    return list(people.order_by("name")[:MOST])


def _listed(user, query):
    """Return the milliseconds of a list's first page, counted anew, and of a deep one, its count kept or not."""
    today, asked = timezone.localdate(), QueryDict(query, mutable=True)
    cache.clear()
    measured, listing = {}, None

    def turn():
        nonlocal listing
        listing = list_people(user, asked, today)

    measured["first_page"] = _milliseconds(turn)
    measured["again"] = _milliseconds(turn)
    for _ in range(DEEP):
        if not listing.page.after:
            break
        asked["at"] = listing.page.after
        measured["deep_page"] = _milliseconds(turn)
    return measured | {"found": listing.count.number}


def _milliseconds(act):
    began = time.perf_counter()
    act()
    return round(1000 * (time.perf_counter() - began), 1)


def _summed(times):
    high = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return {"median": round(median(times), 1), "p95": round(high, 1), "worst": max(times)}
