"""Offering jobs as part of a promise: matching pushes them, the case keeps the push as its proof."""

from django.db import transaction

from followup.crediting import credit_many
from followup.flow import Kind
from followup.models import Case
from followup.planning import plan_follow_ups, plan_person
from matching.pushing import answer_push, push_many, push_postings


@transaction.atomic
def offer_jobs(person, matches, *, channel, by, on, arms=None):
    """Push ranked postings to a person and light the pips they are worth; returns the pushes."""
    pushes = push_postings(person, matches, by=by, channel=channel, on=on, arms=arms)
    _keep(pushes, by, on)
    return pushes


@transaction.atomic
def offer_many(wanted, *, channel, by, on, arms=None):
    """Push {person key: [Match]} and light the pips they are worth; returns what was Given."""
    given = push_many(wanted, by=by, channel=channel, on=on, arms=arms)
    _keep(given.pushes, by, on)
    return given


@transaction.atomic
def hear_answer(push, answer, *, by, on, **said):
    """Record what the person said to a push; the next visit asks for what is still open. Returns the push."""
    push = answer_push(push, answer, by=by, on=on, **said)
    plan_person(push.person, on=on)
    return push


def _keep(pushes, by, on):
    """Answers are now awaited, so the next visits may have to come sooner."""
    credit_many(Kind.PUSH, "push", pushes, on=on, by=by)
    people = [push.person_id for push in pushes]
    plan_follow_ups(on=on, cases=Case.objects.open().filter(person__in=people).values("pk"))
