"""What a handing over would do and what one has done, as its pages show it: a page of lines with their briefs."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from followup.briefs import briefs_of, tell_briefs, with_brief
from followup.caseloads import Part, Standing, held_by, plan_of, receivers_for
from registry.models import Person, Tier

PER_PAGE = 50
OFFERED = 200  # officers a page offers to tick; among more one narrows the selection by station first


@dataclass(frozen=True)
class Told:
    """One responsibility and what its receiver should know; `line` is what was written of it, if it was."""

    person: Person
    part: str
    was: object
    becomes: object
    brief: list
    line: object = None


@dataclass(frozen=True)
class Load:
    """How one officer stands before and after."""

    officer: object
    may_tick: bool
    is_chosen: bool
    before: Standing
    comes: int
    after: Standing


class Preview:
    """What giving a selection to the officers ticked in a query would do, and to whom it could go at all."""

    def __init__(self, selection, query):
        self.selection = selection
        self.receivers = receivers_for(selection, ticked_in(query))
        self.officers = chosen_officers(query, self.receivers)

    @property
    def may_choose(self):
        return len(self.receivers) <= OFFERED

    @cached_property
    def beyond(self):
        """How many people of the leaver are out of reach here, or left out by the filter."""
        leaver = self.selection.leaver
        if leaver is None:
            return 0
        return held_by(Person.objects.all(), leaver).count() - self.selection.people.count()

    @cached_property
    def plan(self):
        return plan_of(self.selection, self.officers, [officer.pk for officer in self.receivers])

    @cached_property
    def loads(self):
        """Return how everyone concerned stands, those first who give without receiving."""
        could, chosen = {one.pk for one in self.receivers}, {one.pk for one in self.officers}
        others = get_user_model().objects.filter(pk__in=self.plan.before.keys() - could)
        givers = others.select_related("station").order_by("name", "pk")
        rows = [self._load(one, one.pk in could, one.pk in chosen) for one in [*givers, *self.receivers]]
        return rows if self.may_choose else sorted(rows, key=lambda row: -row.comes)[:OFFERED]

    def _load(self, officer, could, is_chosen):
        plan = self.plan
        return Load(
            officer,
            may_tick=could and self.may_choose,
            is_chosen=is_chosen,
            before=plan.before[officer.pk],
            comes=plan.gains[officer.pk],
            after=plan.after[officer.pk],
        )

    def page(self, number, today):
        """Return a page of who would change hands."""
        return told_page(self.plan.moves, number, lambda moves: _of_moves(moves, today))


def ticked_in(query):
    """Return the keys of the officers ticked in a query."""
    return {int(key) for key in query.getlist("to") if key.isdecimal() and len(key) < 19}


def chosen_officers(query, receivers):
    """Return the receivers who are ticked; without any tick all of them, by the rule, unless it is to be nobody."""
    if query.get("nobody") == "yes":
        return []
    ticked = ticked_in(query)
    return [officer for officer in receivers if officer.pk in ticked] if ticked else receivers


def told_page(rows, number, tell):
    """Return one page of rows, told; it counts all and holds those of the page as Told."""
    page = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = tell(page.object_list)
    return page


def _of_moves(moves, today):
    people = Person.objects.select_related("station").in_bulk([move.person for move in moves])
    staff = get_user_model().objects.in_bulk({key for move in moves for key in (move.was, move.becomes)} - {None})
    tiers = Tier.objects.in_bulk({move.tier for move in moves} - {None})
    briefs = briefs_of([move.person for move in moves])
    told = tell_briefs([briefs[move.person] for move in moves], today)
    return [
        Told(
            people[move.person],
            _part(move.part, tiers.get(move.tier)),
            staff.get(move.was),
            staff.get(move.becomes),
            sentences,
        )
        for move, sentences in zip(moves, told, strict=True)
        if move.person in people
    ]


def lines_page(lines, number, today):
    """Return a page of handing lines that were written."""
    lines = lines.select_related("person__station", "tier", "was", "becomes", "handing__by")
    return told_page(lines, number, lambda rows: _of_lines(list(rows), today))


def _of_lines(lines, today):
    told = tell_briefs([line.brief for line in lines], today)
    return [
        Told(line.person, _part(line.part, line.tier), line.was, line.becomes, sentences, line)
        for line, sentences in zip(lines, told, strict=True)
    ]


def _part(part, tier):
    return _("包保人：%(tier)s") % {"tier": tier} if tier else str(Part(part).label)


def came_to(user):
    """The lines by which people came to a user who still has them, the newest first."""
    return with_brief(user).order_by("-pk")
