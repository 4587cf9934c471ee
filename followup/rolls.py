"""The roll of a gathering as whoever calls it sees it: who, how they stand, how many of each; never more of a person."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q

from followup.models import Attendance, Gathering
from registry.identity import mask_id_number
from registry.models import Person
from registry.searching import find, narrow

PER_PAGE = 100
State = Attendance.State
ON_THE_LIST = Q(attendances__undone_at=None, attendances__person__gone="")


@dataclass
class Row:
    """One seat as it is drawn; `opens` says whether the reader may open the person's file."""

    seat: Attendance
    opens: bool

    @property
    def masked_id(self):
        return mask_id_number(self.seat.person.id_number)


@dataclass
class Counts:
    """How many are there, late, absent and not called yet."""

    present: int = 0
    late: int = 0
    absent: int = 0
    asked: int = 0

    @property
    def total(self):
        return self.present + self.late + self.absent + self.asked

    @property
    def there(self):
        return self.present + self.late


def gatherings_for(user):
    """The gatherings a user sees, each with how many are on its list and how many were there."""
    there = ON_THE_LIST & Q(attendances__state__in=Attendance.THERE)
    counted = {"asked": Count("attendances", ON_THE_LIST), "there": Count("attendances", there)}
    return Gathering.objects.visible_to(user).select_related("station", "by").annotate(**counted)


def open_to_more(user):
    """The gatherings to which a user can still have people asked."""
    return Gathering.objects.visible_to(user).open().order_by("-held_on", "-pk")


def counts_of(gathering, user):
    seats = gathering.attendances.callable_by(user).standing().order_by()
    return Counts(**dict(seats.values_list("state").annotate(n=Count("pk"))))


def rows_of(seats, user):
    """Return the Row of each of these seats, in a constant number of queries."""
    mine = Person.objects.visible_to(user).filter(pk=OuterRef("person"))
    found = seats.annotate(opens=Exists(mine)).select_related("person__station", "marked_by", "gathering")
    return [Row(seat, seat.opens) for seat in found]


def in_order(seats):
    """As one looks for a name: by its sound; those taken off the list at the end."""
    return seats.order_by("undone_at", "person__name_keys", "person__name", "pk")


def roll_page(gathering, user, query):
    """Return one page of the roll, narrowed by a state or by the letters of a name, with its Rows as `rows`."""
    seats, words = gathering.attendances.callable_by(user), query.get("q", "").strip()
    is_narrowed = bool(words) or query.get("state") in State.values
    if query.get("state") in State.values:
        seats = seats.standing().filter(state=query["state"])
    if words:
        listed = Person.objects.filter(attendances__gathering=gathering)
        seats = seats.filter(person__in=narrow(listed, words).order_by().values("pk"))
    page = Paginator(in_order(seats), PER_PAGE).get_page(query.get("page"))
    page.rows, page.words, page.is_narrowed = rows_of(page.object_list, user), words, is_narrowed
    return page


def who_came(gathering, user, words):
    """The people of a user's own whom the letters could mean and who are not on the list: whoever simply comes."""
    listed = gathering.attendances.standing().values_list("person", flat=True)
    found = [person for person in find(user, words) if person.pk not in set(listed)] if words else []
    return [(person, mask_id_number(person.id_number)) for person in found]
