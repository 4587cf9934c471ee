"""People as ranking knows them: one at a time from their record, or many streamed in the order of their keys."""

from functools import lru_cache

from matching.models import Push
from matching.ranking import Seeker, Wanted
from matching.titles import term_of
from registry.models import GroupMembership, Skill, Wish

AT_ONCE = 5000  # rows fetched at a time
_term = lru_cache(maxsize=50_000)(term_of)  # many wish the same
_WISH = ("occupation", "areas", "pay_floor", "kind", "other_province")


def seeker_of(person):
    """Return what ranking knows of a person: four queries, or none when prefetched."""
    return Seeker(
        wishes=tuple(_wanted(*(getattr(wish, name) for name in _WISH)) for wish in person.wishes.all()),
        education=person.education,
        major=person.major,
        skills=tuple(skill.name for skill in person.skills.all()),
        groups=frozenset(row.group for row in person.groups.all() if row.until is None),
        area=person.residence_area or person.hukou_area,
    )


def seekers_of(people):
    """Yield (key, Seeker, keys of the postings pushed) of a queryset of people, by their keys; five queries in all."""
    keys = people.order_by().values("pk")
    wishes = _Beside(Wish.objects.filter(person__in=keys).order_by("person", "rank"), *_WISH)
    skills = _Beside(Skill.objects.filter(person__in=keys).order_by("person", "pk"), "name")
    groups = _Beside(GroupMembership.objects.filter(person__in=keys, until=None).order_by("person", "pk"), "group")
    pushed = _Beside(Push.objects.filter(person__in=keys).order_by("person", "posting"), "posting")
    columns = ("pk", "education", "major", "residence_area", "hukou_area")
    for key, education, major, lives, hukou in people.order_by("pk").values_list(*columns).iterator(AT_ONCE):
        seeker = Seeker(
            wishes=tuple([_wanted(*row) for row in wishes.of(key)]),
            education=education,
            major=major,
            skills=tuple([name for (name,) in skills.of(key)]),
            groups=frozenset([group for (group,) in groups.of(key)]),
            area=lives or hukou,
        )
        yield key, seeker, [posting for (posting,) in pushed.of(key)]


class _Beside:
    """Rows that belong to people, read along with them: both in the order of the people's keys."""

    def __init__(self, rows, *columns):
        self.rows = rows.values_list("person", *columns).iterator(AT_ONCE)
        self.row = next(self.rows, None)

    def of(self, person):
        """Return the rows of a person, and go past them."""
        found = []
        while self.row is not None and self.row[0] <= person:
            if self.row[0] == person:
                found.append(self.row[1:])
            self.row = next(self.rows, None)
        return found


def _wanted(occupation, areas, pay_floor, kind, other_province):
    return Wanted(
        term=_term(occupation),
        text=occupation,
        areas=tuple(areas),
        pay_floor=pay_floor,
        kind=kind,
        other_province=other_province,
    )
