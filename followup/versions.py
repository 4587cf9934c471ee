"""Which value of a fact somebody had before their eyes: a short token of it that says nothing by itself."""

import json

from django.utils.translation import gettext_lazy

from registry.sealed import digest

LENGTH = 16
LABELS = {
    "status": gettext_lazy("状态"),
    "status_note": gettext_lazy("状态说明"),
    "wish": gettext_lazy("就业意向"),
    "skills": gettext_lazy("技能"),
}


def version_of(fact, value):
    """Return the token of a value: equal values have equal tokens, whoever's they are."""
    said = json.dumps([fact, value], ensure_ascii=False, sort_keys=True)
    return digest(said, "fact_version")[:LENGTH]


def values_of(person):
    """Return {fact: value} of what a visit may change, of a person whose wishes, skills and phones are at hand.

    Of the numbers only the digests count: none leaves the office.
    """
    return {
        "status": person.status,
        "status_note": person.status_note,
        "wish": _wish(person),
        "skills": sorted(skill.name for skill in person.skills.all()),
        "phone": sorted(phone.digest for phone in person.phones.all()),
    }


def _wish(person):
    """The first wish: the one that is spoken of at a door."""
    wish = next(iter(person.wishes.all()), None)
    return wish and {"occupation": wish.occupation, "pay_floor": wish.pay_floor, "areas": list(wish.areas)}
