"""Builds the keys by which people are found anew, for everybody or for those who have none."""

from django.core.management.base import BaseCommand
from django.db.models import Exists, OuterRef

from registry.models import Person, SearchKey
from registry.searching import IN_BULK, index_again


class Command(BaseCommand):
    help = "Rebuild the keys by which people are found."

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="only of people who have no key at all")

    def handle(self, *, missing, verbosity, **options):
        people, last, done = Person.objects.order_by("pk"), 0, 0
        if missing:
            people = people.filter(~Exists(SearchKey.objects.filter(person=OuterRef("pk"))))
        while chunk := list(people.filter(pk__gt=last)[:IN_BULK]):
            index_again(chunk)
            last, done = chunk[-1].pk, done + len(chunk)
            if verbosity:
                self.stdout.write(f"{done} people can be found")
