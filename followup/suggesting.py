"""Pushes proposed for those whose standard still owes them: worked out beforehand, sent only by an officer's act."""

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min

from followup.flow import Kind
from followup.models import Step
from matching.beginnings import Beginning, beginnings
from matching.controls import Mixed, with_controls
from matching.models import Push
from matching.openings import free_of, full_postings, room_of
from matching.ranking import Match
from matching.spreading import spread
from matching.suiting import best_of_pool, fits
from registry.models import Person
from registry.statuses import OPEN

MOST = 200  # people of one list: those due first
EACH = 2  # postings proposed to one person
CHOICES = 40  # of each one's best, so that who is turned away has others
KEPT = 24 * 60 * 60  # seconds
PATIENCE = 10 * 60  # seconds after which a list that is not done may be asked for again


def short_of_pushes(user, today):
    """Return (person, due date) of whom pushes are still owed to, due soonest first; not who got some today."""
    owed = Step.objects.visible_to(user).unmet().filter(kind=Kind.PUSH, case__person__status__in=OPEN)
    today_had = Push.objects.filter(pushed_on=today).values("person")
    rows = owed.exclude(case__person__in=today_had).order_by().values_list("case__person")
    return rows.annotate(due=Min("due_on")).order_by("due", "case__person")


def suggest(user, *, on):
    """Return {person: [Match]} of what is proposed, due soonest first: jobs that fit, spread over their openings.

    Most lists begin as last night's; the pool is looked through for those whose list does not hold any more, and for
    those who were turned away from all that it holds.
    """
    due, full = dict(short_of_pushes(user, on)[:MOST]), full_postings()
    each = {person: min(free, EACH) for person, free in free_of(due).items()}
    lists = beginnings(Person.objects.filter(pk__in=due).order_by("pk"), on=on, without=full)
    short = due.keys() - lists.keys()
    while True:
        lists |= _on_the_spot(short, on, full)
        given = _spread({person: lists[person].matches for person in due}, each)
        short = {who for who in due if len(given.get(who, ())) < each[who] and not lists[who].is_whole}
        if not short:
            return given


def _on_the_spot(people, on, full):
    if not people:
        return {}
    found = best_of_pool(Person.objects.filter(pk__in=people).order_by("pk"), on=on, limit=CHOICES, without=full)
    return {person: Beginning(found.get(person, []), is_whole=True) for person in people}


def _spread(lists, each):
    wanted = {person: [match for match in matches if fits(match)] for person, matches in lists.items()}
    room = room_of({match.posting_id for matches in wanted.values() for match in matches})
    return spread(wanted, room, each).given


# --- Kept until they are looked at ------------------------------------------------------------


def ask_for(user, *, on):
    """Note that a list is being worked out; False when somebody is at it already."""
    return cache.add(_key(user, on, "asked"), "yes", PATIENCE)


def keep(user, *, on):
    """Work the list out, with its share of controls, and keep it for the day."""
    try:
        mixed = with_controls(suggest(user, on=on), on=on, percent=settings.CONTROL_PERCENT, without=full_postings())
        kept = [[person, [list(_said(match)) for match in matches]] for person, matches in mixed.given.items()]
        arms = [[*pair, str(arm)] for pair, arm in mixed.arms.items()]
        cache.set(_key(user, on, "kept"), [kept, arms], KEPT)
    finally:
        cache.delete(_key(user, on, "asked"))


def _said(match):
    return match.posting_id, match.score, match.components, match.reasons, match.version


def kept(user, *, on):
    """Return what was kept as Mixed, or None when nothing was asked for today."""
    found = cache.get(_key(user, on, "kept"))
    if found is None:
        return None
    given, arms = found
    return Mixed(
        {person: [Match(*said) for said in matches] for person, matches in given},
        {(person, posting): Push.Arm(arm) for person, posting, arm in arms},
    )


def arms_kept(user, *, on):
    """Return {(person, posting): Arm} of what was proposed to a user today."""
    found = kept(user, on=on)
    return found.arms if found else {}


def is_asked_for(user, *, on):
    return cache.get(_key(user, on, "asked")) is not None


def _key(user, on, what):
    return f"pushes-suggested-{user.pk}-{on.isoformat()}-{what}"
