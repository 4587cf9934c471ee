"""Who is responsible: handing people over by rule or by hand, with what was planned for them, and taking it back."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.briefs import briefs_of
from followup.caseloads import Move, Part, Selection, opened, plan_of
from followup.holding import CHUNK, hold_all
from followup.models import Handing, HandingLine, Session, Visit
from registry.history import Line, note_many
from registry.models import Entry, Helper, Person, Tier
from registry.parts import in_chunks
from registry.pouring import pour_objects
from registry.refusals import Refusal


class PlanChanged(Refusal):
    """What was previewed is no longer what would happen; nothing was written, and it has to be looked at anew."""

    def __init__(self, previewed, plan):
        told = {"then": previewed["moves"], "now": len(plan.moves)}
        super().__init__(_("预览之后情况有变：原移交 %(then)s 人，现为 %(now)s 人。请核对后再确认。") % told)


# --- Given ------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(selection, officers, *, by, previewed=None, reason=""):
    """Give a selection to officers by the rule; one officer gets everyone. Returns the Handing, or None for nobody.

    With what a preview told, exactly that is done: who had to wait for a colleague finds the people elsewhere and is
    shown the new plan instead.
    """
    _refuse_absent(officers)
    held = set(hold_all(selection.people.order_by().values_list("pk", flat=True)))
    plan = plan_of(selection, officers)
    if previewed is not None and opened(previewed)["digest"] != plan.digest:
        raise PlanChanged(opened(previewed), plan)
    moves = [move for move in plan.moves if move.person in held]
    if not moves:
        return None
    way = Handing.Way.LEAVING if selection.leaver else Handing.Way.BY_RULE if officers[1:] else Handing.Way.BY_HAND
    handing = Handing.objects.create(
        station=by.station, way=way, leaver=selection.leaver, reason=reason, by=by, at=timezone.now()
    )
    for some in in_chunks(moves, CHUNK):
        _write_lines(handing, some)
    _move(handing, moves, by)
    return handing


def _refuse_absent(officers):
    for officer in officers:
        if not officer.is_active or officer.station_id is None:
            raise Refusal(_("%(name)s已停用或没有站点，不能接收。") % {"name": officer})


def _write_lines(handing, moves):
    """Keep a line for each with its brief; the brief says how things stood when they changed hands."""
    briefs = briefs_of([move.person for move in moves])
    pour_objects(
        [
            HandingLine(
                handing=handing,
                person_id=move.person,
                part=move.part,
                tier_id=move.tier,
                was_id=move.was,
                becomes_id=move.becomes,
                brief=briefs[move.person],
            )
            for move in moves
        ]
    )


@transaction.atomic
def assign_parts(person, parts, *, by):
    """Give single responsibilities for one person by hand: [(part, tier, officer)]; returns how many changed.

    A helper may be nobody; whoever is responsible can only be somebody else.
    """
    alone, changed = Person.objects.filter(pk=person.pk), 0
    for part, tier, officer in parts:
        if officer is not None or part == Part.HELPER:
            selection = Selection(alone, by, part=part, tier=tier)
            changed += hand_over(selection, [officer] if officer else [], by=by) is not None
    return changed


# --- Moved: the same forward and back ---------------------------------------------------------


def _move(handing, moves, by, to="becomes", **more):
    """Let people change hands as the lines of an act say, and say so in each one's file.

    `to` is the column of the lines that names who has them afterwards: "was" takes an act back.
    """
    tiers = dict(Tier.objects.values_list("pk", "name"))
    for some in in_chunks(moves, CHUNK):
        together = defaultdict(list)
        for move in some:
            together[move.part, move.tier].append(move)
        for (part, tier), alike in together.items():
            lines = handing.lines.filter(part=part, tier=tier)
            if part == Part.HELPER:
                _change_helpers(alike, tier, lines.values(to))
            else:
                _change_people(alike, part, lines.values(to))
        note_many([_line(move, tiers, more) for move in some], by=by)


def _told(lines, person):
    """Return what the lines name for the person of a row that is written."""
    return Subquery(lines.filter(person=OuterRef(person))[:1])


def _change_people(moves, part, lines):
    """Plans go along as they stand: no date moves, so what was late stays late."""
    people, given = [move.person for move in moves], [move.person for move in moves if move.becomes]
    planned = Visit.objects.planned().filter(person__in=people)
    if part != Part.OWNER:
        planned = planned.filter(officer=F(f"person__{part}"))
    planned.update(officer=_told(lines, "person"))
    booked_sessions().filter(by=F(f"person__{part}"), person__in=given).update(by=_told(lines, "person"))
    Person.objects.filter(pk__in=people).update(**{part: _told(lines, "pk")}, version=F("version") + 1)


def _change_helpers(moves, tier, lines):
    """Who was not there before begins, who is not there after ends, the others pass their place on."""
    today = timezone.localdate()
    fresh = [
        Helper(person_id=move.person, tier_id=tier, user_id=move.becomes, since=today) for move in moves if not move.was
    ]
    Helper.objects.bulk_create(fresh)
    ended = [move.person for move in moves if not move.becomes]
    Helper.objects.filter(person__in=ended, tier=tier).delete()
    passed = [move.person for move in moves if move.was and move.becomes]
    helping = Helper.objects.filter(person__in=passed, tier=tier)
    theirs = {"person__in": passed, "person__helpers__tier": tier}
    planned = Visit.objects.planned().filter(officer=F("person__helpers__user"), **theirs)
    planned.update(officer=_told(lines, "person"))
    booked_sessions().filter(by=F("person__helpers__user"), **theirs).update(by=_told(lines, "person"))
    helping.update(user=_told(lines, "person"), since=today)


def booked_sessions():
    """Guidance that was agreed on and neither held nor called off."""
    return Session.objects.filter(held_on=None, cancelled_on=None)


def _line(move, tiers, more):
    told = {"was": move.was, "is": move.becomes, **more}
    if move.part == Part.HELPER:
        return Line(move.person, Entry.Act.HELPER, {"tier": tiers[move.tier], **told})
    if move.part != Part.OWNER:
        told["part"] = move.part
    return Line(move.person, Entry.Act.ASSIGNED, told)


# --- Taken back -------------------------------------------------------------------------------


def lines_to_undo(handing):
    """The lines whose people are still with whom they were given, not moved since, and can go back.

    Whoever came from another station goes back only by being offered to it again.
    """
    if handing.way == Handing.Way.TRANSFER:
        return handing.lines.none()
    lines = handing.lines.filter(undone=False, person__gone="")
    later = HandingLine.objects.filter(person=OuterRef("person"), part=OuterRef("part"), handing__gt=handing.pk)
    later = later.filter(Q(tier=None) | Q(tier=OuterRef("tier")), undone=False)
    helping = Helper.objects.filter(person=OuterRef("person"), tier=OuterRef("tier"))
    stands = Q(Exists(helping.filter(user=OuterRef("becomes"))), part=Part.HELPER)
    stands |= Q(~Exists(helping), part=Part.HELPER, becomes=None)
    for part in (Part.OWNER, Part.ALSO, Part.COUNSELLOR):
        stands |= Q(part=part, **{f"person__{part}": F("becomes")})
    return lines.filter(stands, ~Exists(later)).filter(Q(was=None) | Q(was__is_active=True))


@transaction.atomic
def undo_handing(handing, *, by):
    """Give back whoever still is where this act put them; returns how many lines went back. The rest stay."""
    taken = Handing.objects.filter(pk=handing.pk, undone_at=None).update(undone_by=by, undone_at=timezone.now())
    if not taken:
        raise Refusal(_("这次分配已经撤销。"))
    hold_all(handing.lines.values_list("person", flat=True))
    found = (
        lines_to_undo(handing).order_by("person", "pk").values_list("pk", "person", "part", "tier", "becomes", "was")
    )
    lines = list(found)
    for some in in_chunks([line[0] for line in lines], CHUNK):
        HandingLine.objects.filter(pk__in=some).update(undone=True)
    _move(handing, [Move(*line[1:]) for line in lines], by, to="was", undone=handing.pk)
    handing.refresh_from_db()
    return len(lines)
