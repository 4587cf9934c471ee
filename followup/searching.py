"""Finding a person from a few letters: name, pinyin, initials, tail or whole ID number, phone, school."""

import re

from django.db.models import Case, IntegerField, Q, Value, When

from registry.models import Phone
from registry.readings import VARIANTS
from registry.sealed import digest

SHORTEST = 2
MOST = 8


def narrow(people, words):
    """Return the people of a queryset that the words could mean, the likeliest first; too few letters find nobody."""
    words = (words or "").strip()
    if len(words) < SHORTEST:
        return people.none()
    found = Q(name__contains=words) | Q(school__contains=words)
    rank = [When(name=words, then=Value(0)), When(name__startswith=words, then=Value(1))]
    if re.fullmatch(r"[A-Za-z ]+", words):
        key = words.replace(" ", "").lower()
        found |= Q(name_keys__startswith=key) | Q(name_keys__contains=" " + key)
        rank.append(When(name_keys__startswith=key, then=Value(2)))
    plain = words.translate(VARIANTS)
    if plain != words:
        found |= Q(name__contains=plain)
    found |= _numbers(words.upper())
    order = Case(*rank, default=Value(5), output_field=IntegerField())
    return people.filter(found).annotate(closeness=order).order_by("closeness", "name", "pk")


def _numbers(words):
    if re.fullmatch(r"\d{3}[\dX]", words):
        return Q(id_tail_digest=digest(words, "id_tail"))
    if re.fullmatch(r"\d{17}[\dX]", words):
        return Q(id_digest=digest(words, "id_number"))
    if re.fullmatch(r"1\d{10}|0\d{9,11}", words):
        return Q(pk__in=Phone.objects.filter(digest=digest(words, "phone")).values("person"))
    return Q()
