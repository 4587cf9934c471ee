"""Whom a change of rules is about, as a set."""

from functools import reduce
from operator import or_

from django.db.models import Q

from followup.planning import to_plan

# What a person must have for a reason to be asked of them at all.
NEEDS = {
    "key_group": Q(in_key_group=True),
    "open_answer": Q(open_answer_since__isnull=False),
    "step_due": Q(next_step_due_on__isnull=False),
    "after_start": Q(next_check_due_on__isnull=False),
    "exam_review": Q(review_on__isnull=False),
    "internship": Q(interning_since__isnull=False),
}


def changed_rules(before, after):
    """Return the rules that one set of Rules has and the other has not, by which of the two it is."""
    return set(before) ^ set(after)


def people_concerned(standard, rules):
    """Return how many people with an open case under a standard any of these rules speaks of."""
    if not rules:
        return 0
    found = to_plan().filter(standard=standard)
    return found.filter(reduce(or_, map(_speaks_of, rules))).order_by().count()


def _speaks_of(rule):
    status = Q(person__status=rule.status) if rule.status else Q()
    group = Q(in_key_group=True) if rule.key_groups_only else Q()
    return Q(pk__isnull=False) & status & group & NEEDS.get(rule.why, Q())
