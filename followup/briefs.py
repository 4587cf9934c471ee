"""The brief a receiver gets with a person: what was last, what was promised, what comes next, from the facts."""

from collections import Counter, defaultdict

from django.db.models import F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from followup.flow import Kind
from followup.models import Action, Case, HandingLine, Session, Step, Visit
from followup.telling import label
from matching.models import Push
from registry.models import Helper


def briefs_of(people):
    """Return {person: brief} for keys, in a constant number of queries; a brief holds codes, keys and dates only."""
    briefs = {key: {} for key in people}
    for name, rows in _facts(people):
        for person, fact in rows:
            briefs[person][name] = fact
    return briefs


def _facts(people):
    """Yield (name, [(person, fact)]); dates are text, as JSON keeps them."""
    cases = Case.objects.open().filter(person__in=people).order_by().values_list("pk", "person", "last_contact_on")
    cases = list(cases)
    yield "last", _last_visits(people)
    yield "reached_on", [(person, day.isoformat()) for _case, person, day in cases if day]
    yield "next", _next_visits(people)
    yield "promise", _promises({case: person for case, person, _day in cases})
    yield "waiting", _waiting(people)
    yield "agreed", _newest(Session.objects.exclude(agreed="").exclude(held_on=None), "person", people)
    yield "owed", _newest(Action.objects.open().filter(actor=Action.Actor.OFFICE), "plan__person", people)


def _last_visits(people):
    made = Visit.objects.made().filter(person__in=people)
    rank = Window(RowNumber(), partition_by="person", order_by=[F("made_on").desc(), F("pk").desc()])
    newest = made.annotate(place=rank).filter(place=1).values_list("person", "made_on", "manner", "result")
    return [(key, {"on": on.isoformat(), "manner": manner, "result": result}) for key, on, manner, result in newest]


def _next_visits(people):
    planned = Visit.objects.planned().filter(person__in=people).exclude(due_on=None)
    rows = planned.values_list("person", "why", "planned_for", "due_on")
    return [(key, {"why": why, "for": day.isoformat(), "due": due.isoformat()}) for key, why, day, due in rows]


def _promises(persons):
    """The first promise still open in each of these open cases, {case: person}, and how many more there are."""
    unmet = Step.objects.filter(done_on=None, excused_on=None, case__in=list(persons))  # unmet(), of cases known open
    open_steps = defaultdict(list)
    for case, kind, due_on in unmet.order_by("case", "due_on", "promise__rank", "pk").values_list(
        "case", "kind", "due_on"
    ):
        open_steps[persons[case]].append((kind, due_on.isoformat()))
    return [
        (person, {"kind": steps[0][0], "due": steps[0][1], "open": len(steps)}) for person, steps in open_steps.items()
    ]


def _waiting(people):
    """How many answers each is waited for; all pushes of these people are few beside all that wait anywhere."""
    answers = Push.objects.filter(person__in=people).order_by().values_list("person", "answer")
    return Counter(person for person, answer in answers if answer == Push.Answer.WAITING).items()


def _newest(rows, path, people):
    return rows.filter(**{f"{path}__in": people}).order_by().values_list(path).annotate(newest=Max("pk"))


# --- Told -------------------------------------------------------------------------------------


def tell_briefs(briefs, today):
    """Return the sentences of each brief; what was agreed in words is read from where it was written."""
    sessions = Session.objects.in_bulk({brief["agreed"] for brief in briefs if "agreed" in brief})
    actions = Action.objects.in_bulk({brief["owed"] for brief in briefs if "owed" in brief})
    return [list(_sentences(brief, sessions, actions, today)) for brief in briefs]


def _sentences(brief, sessions, actions, today):
    yield _last(brief)
    if "next" in brief:
        yield _next(brief["next"], today)
    if "promise" in brief:
        yield _promise(brief["promise"], today)
    if brief.get("waiting"):
        yield _("%(n)s 个岗位待答复") % {"n": brief["waiting"]}
    session, action = sessions.get(brief.get("agreed")), actions.get(brief.get("owed"))
    if session:
        yield _("约定：%(text)s（%(day)s）") % {"text": session.agreed, "day": session.held_on.isoformat()}
    if action:
        yield _("站点承诺：%(text)s（%(day)s 前）") % {"text": action.text, "day": action.due_on.isoformat()}


def _last(brief):
    if "last" not in brief:
        return _("尚无走访")
    last, reached = brief["last"], brief.get("reached_on")
    told = {"day": last["on"], "result": label(Visit.Result, last["result"])}
    if reached and reached != last["on"]:
        return _("最近走访 %(day)s（%(result)s），最近联系上 %(reached)s") % {**told, "reached": reached}
    return _("最近走访 %(day)s（%(result)s）") % told


def _next(visit, today):
    told = {"day": visit["for"], "why": label(Visit.Why, visit["why"]), "due": visit["due"]}
    if visit["due"] < today.isoformat():
        return _("下次 %(day)s（%(why)s），最迟 %(due)s，已逾期") % told
    return _("下次 %(day)s（%(why)s），最迟 %(due)s") % told


def _promise(promise, today):
    told = {"kind": label(Kind, promise["kind"]), "due": promise["due"], "n": promise["open"]}
    if promise["due"] < today.isoformat():
        return _("未兑现 %(n)s 项，最早：%(kind)s %(due)s，已逾期") % told
    return _("未兑现 %(n)s 项，最早：%(kind)s %(due)s") % told


# --- Where a brief is shown -------------------------------------------------------------------


def with_brief(user):
    """The lines by which people came to a user who still has them; what was undone is over."""
    Part, mine = HandingLine.Part, Q(pk=None)
    for part in (Part.OWNER, Part.ALSO, Part.COUNSELLOR):
        mine |= Q(part=part, **{f"person__{part}": user})
    helped = Helper.objects.filter(user=user).values("person")
    mine |= Q(part=Part.HELPER, person__in=helped)
    return HandingLine.objects.filter(mine, becomes=user, undone=False, person__gone="")


def brief_of(person):
    """Return the newest line of a person whose receiver still is responsible, with a brief, or None."""
    lines = person.handings.filter(undone=False).exclude(brief={}).select_related("handing", "was", "becomes")
    line = lines.order_by("-pk").first()
    return line if line and line.becomes_id in _responsible(person) else None


def _responsible(person):
    helping = {helper.user_id for helper in person.helpers.all()}
    return {person.owner_id, person.also_owner_id, person.counsellor_id, *helping}
