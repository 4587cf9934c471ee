"""The people list: who is on a page of it, in which order, with which columns, and how many there are in all."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import F, Q

from followup.counting import Count, count_of, kept_count
from followup.filters import PeopleFilter
from followup.ledger import with_service
from followup.paging import Page, page_of, terms_of
from followup.tables import NULLABLE, columns_of, order_of, with_columns
from registry.models import Person
from registry.searching import near

PER_PAGE = 50
FEW = 5000  # people who are gathered and then put in order; more are read along an index until a page is full


@dataclass(frozen=True)
class Listing:
    """What the list page shows."""

    chosen: PeopleFilter
    columns: tuple
    page: Page
    count: Count


def list_people(user, query, today):
    """Return the page of the list that a query string asks for."""
    chosen = PeopleFilter(query, user=user, today=today)
    columns = columns_of(query.get("columns"))
    seen = Person.objects.visible_to(user)
    count, people, usual = _found(user, seen, chosen)
    terms = terms_of(order_of(query.get("sort"), usual), NULLABLE)
    rows = with_columns(with_service(seen), columns)  # whoever is shown has come through visible_to
    return Listing(chosen, columns, page_of(people, terms, query.get("at"), PER_PAGE, rows), count)


def people_in_order(user, query, today):
    """Return everyone a query string asks for, in the order in which the pages of the list show them."""
    chosen = PeopleFilter(query, user=user, today=today)
    _count, people, usual = _found(user, Person.objects.visible_to(user), chosen)
    terms = terms_of(order_of(query.get("sort"), usual), NULLABLE)
    return people.order_by(*(term.ordering() for term in terms))


def _found(user, seen, chosen):
    """Return how many are meant, the queryset to page through, and its usual order."""
    meant = chosen.apply(seen)
    kept = kept_count(meant)
    many = kept is not None and kept.number > FEW  # known to be many: nobody need be gathered to see it again
    few = [] if many else list(meant.order_by().values_list("pk", flat=True)[: FEW + 1])
    if many or len(few) > FEW:
        return kept or count_of(meant), chosen.apply(_along_an_index(user), one_by_one=True), ["-pk"]
    people, words = Person.objects.filter(pk__in=few), chosen.chosen().get("q")
    if words:
        return Count(len(few)), near(people, words), ["closeness", "name", "pk"]
    return Count(len(few)), people, ["-pk"]


def _along_an_index(user):
    """The people of visible_to, asked so that no database gathers them all by station before it reads in order."""
    if user.reach != "subtree":
        return Person.objects.visible_to(user)
    stations = apps.get_model("accounts.Station").objects.within(user.station).values("pk")
    placed = Person.objects.alias(here=F("station_id") + 0, there=F("also_station_id") + 0)
    return placed.filter(Q(here__in=stations) | Q(there__in=stations))
