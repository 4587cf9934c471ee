"""When people were first and last in contact with the office: kept as facts come, worked out anew where one goes."""

from django.db.models import F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest, Least

from followup.models import Attendance, Case, Visit


def mark_reached(people, on):
    """Let the open cases of these people (keys) know of a contact on a day.

    Least and Greatest, so that contacts written down late and out of order leave the same dates. What came before a case
    was opened is none of it, here as in recount_contacts().
    """
    Case.objects.open().filter(person__in=people, opened_on__lte=on).update(
        contacted_on=Least(Coalesce(F("contacted_on"), on), on),
        last_contact_on=Greatest(Coalesce(F("last_contact_on"), on), on),
    )


def recount_contacts(people):
    """Work out the contact dates of these people's (keys) open cases from the visits and presences that still stand.

    A constant number of queries. What came before a case was opened belongs to the case before it.
    """
    cases = Case.objects.open().filter(person__in=people)
    cases.update(contacted_on=_contact(Min, Least), last_contact_on=_contact(Max, Greatest))


def _contact(aggregate, choose):
    """The first or last day of contact; a database may take the choice between a day and nothing for nothing."""
    reached = Visit.objects.made().filter(stands=True, result__in=Visit.REACHED)
    visited = _day(reached, "made_on", aggregate)
    present = _day(Attendance.objects.there(), "gathering__held_on", aggregate)
    return Coalesce(choose(visited, present), visited, present)


def _day(facts, field, aggregate):
    facts = facts.filter(**{"person": OuterRef("person"), f"{field}__gte": OuterRef("opened_on")})
    return Subquery(facts.order_by().values("person").annotate(day=aggregate(field)).values("day"))
