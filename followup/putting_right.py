"""Puts one person's facts right by hand: all of a form or nothing, and the next visit goes by them at once."""

from django.db import transaction

from followup.planning import plan_person
from registry import registering
from registry.catalogue import find_major


@transaction.atomic
def put_right(person, facts, *, phones, skills, groups, needs, by, on, wishes=None):
    """Write what differs of a person's facts and of what belongs to them; wishes of None stay as they are."""
    major = find_major(facts["major"], facts["education"])
    registering.change_facts(person, facts | {"major_code": major.code if major else ""}, by=by)
    for number in phones:
        registering.add_phone(person, number, by=by, on=on)
    if wishes is not None:
        registering.set_wishes(person, wishes, by=by)
    registering.set_skills(person, [{"name": name} for name in skills], by=by)
    registering.set_groups(person, groups, on=on, by=by)
    registering.set_needs(person, needs, on=on, by=by)
    plan_person(person, on=on)
