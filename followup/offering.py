"""Offering jobs as part of a promise: matching pushes them, the case keeps the push as its proof."""

from django.db import transaction

from followup.crediting import credit
from followup.flow import Kind
from followup.models import Case
from followup.planning import plan_follow_ups
from matching.pushing import push_postings


@transaction.atomic
def offer_jobs(person, matches, *, channel, by, on):
    """Push ranked postings to a person and light the pips they are worth; returns the pushes.

    An answer is now awaited, so the next visit may have to come sooner.
    """
    pushes = push_postings(person, matches, by=by, channel=channel, on=on)
    for push in pushes:
        if credit(person, Kind.PUSH, on=on, by=by, push=push) is None:
            break
    plan_follow_ups(on=on, cases=Case.objects.open().filter(person=person).values("pk"))
    return pushes
