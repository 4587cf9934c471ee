"""How many more pushes a posting and a person can take."""

from django.conf import settings
from django.db.models import Count

from matching.models import Posting, Push

UNSAID = 1  # openings of a posting that does not say how many
MOST_WAITING = 15  # pushes one person may have unanswered


def pushes_for(headcount):
    """Return how many people a posting with so many openings is pushed to at a time."""
    return (headcount or UNSAID) * settings.PUSHES_PER_OPENING


def room_of(postings):
    """Return {posting: how many more people it may be pushed to} for keys; two queries."""
    taken = _counted(Push.objects.taking_a_place().filter(posting__in=postings), "posting")
    rows = Posting.objects.filter(pk__in=postings).order_by().values_list("pk", "headcount")
    return {posting: max(pushes_for(headcount) - taken.get(posting, 0), 0) for posting, headcount in rows}


def full_postings():
    """Return the keys of the postings that can be pushed to nobody more; one query."""
    pushes = Push.objects.taking_a_place().filter(posting__closed_on=None).order_by()
    rows = pushes.values_list("posting", "posting__headcount").annotate(n=Count("pk"))
    return {posting for posting, headcount, n in rows if n >= pushes_for(headcount)}


def free_of(people):
    """Return {person: how many more pushes may wait for an answer} for keys; one query."""
    waiting = _counted(Push.objects.unanswered().filter(person__in=people), "person")
    return {person: max(MOST_WAITING - waiting.get(person, 0), 0) for person in people}


def _counted(pushes, path):
    return dict(pushes.order_by().values_list(path).annotate(n=Count("pk")).values_list(path, "n"))
