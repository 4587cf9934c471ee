"""失联: asking for the finding with its proof, deciding on it, and ending it by whatever makes the person findable."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from followup.crediting import recount
from followup.holding import CHUNK, hold_all
from followup.ladder import rung_of
from followup.models import Case, Lost, Step, Visit
from followup.planning import plan_follow_ups
from followup.searches import FINDS, USELESS, search_of
from registry.history import Line, hold, note, note_many
from registry.models import Entry, Person, Phone
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.registering import change_status, change_statuses
from registry.statuses import Status

NEWS_DAYS = 14  # how long a new number is news, unless it is called before


# --- Asked and decided ----------------------------------------------------------------------------


@transaction.atomic
def ask_lost(case, *, note_text, by, on):
    """Ask a supervisor to find a person unreachable; the tries that prove it are kept as they stood. Returns the Lost."""
    person = case.person
    hold(person.pk)
    if not Case.objects.open().filter(pk=case.pk).exists():
        raise Refusal(_("该台账已结案。"))
    search = search_of(case, on)
    _refuse_weak(search)
    if not search.is_asked_anew:
        raise Refusal(_("上次申请未获认定，请先补充寻访再申请。"))
    lost = _add(case, by, on, note_text, search)
    note(person, Entry.Act.LOST, by=by, facts={"what": "asked", "tries": len(lost.proof)}, reason=note_text)
    return lost


def _refuse_weak(search):
    if not search.climb.suffices:
        missing = "、".join(str(stage.label) for stage in search.climb.missing)
        raise Refusal(_("寻访还不够，尚缺：%(rungs)s。") % {"rungs": missing or _("寻访记录")})


def _add(case, by, on, note_text, search):
    facts = {"asked_on": on, "asked_by": by, "note": note_text[:200]}
    numbers = list(Phone.objects.filter(person=case.person_id).order_by("pk").values_list("digest", flat=True))
    try:
        with transaction.atomic():
            return Lost.objects.create(case=case, person=case.person, proof=_proof(search), numbers=numbers, **facts)
    except IntegrityError as error:
        raise Refusal(_("已有待认定或已认定的失联。")) from error


def _proof(search):
    """The tries as they stood, those that count for nothing too."""
    return [
        {
            "visit": visit.pk,
            "made_on": visit.made_on.isoformat(),
            "rung": str(one.rung),
            "uncounted": str(one.uncounted),
            "hours": str(one.made.hours or ""),
            "manner": visit.manner,
            "result": visit.result,
            "by": visit.officer_id,
        }
        for one, visit in reversed(search.tried)
    ]


@transaction.atomic
def decide_lost(lost, *, agreed, remark, by, on):
    """Agree that a person cannot be found, or say why not. Four eyes: who asked does not decide."""
    if by.pk == lost.asked_by_id:
        raise Refusal(_("申请人不能认定自己的申请。"))
    if not agreed and not remark.strip():
        raise Refusal(_("不予认定须说明理由。"))
    hold(lost.person_id)
    decision = {"decided_on": on, "decided_by": by, "agreed": agreed, "decision_note": remark[:200]}
    if not Lost.objects.waiting().filter(pk=lost.pk).update(**decision):
        raise Refusal(_("该申请已处理或已撤回。"))
    note(lost.person, Entry.Act.LOST, by=by, facts={"what": "agreed" if agreed else "refused"}, reason=remark)
    if agreed:
        _call_unreachable(lost, by, on)
    lost.refresh_from_db()
    return lost


def _call_unreachable(lost, by, on):
    """What was proved when it was asked must still be so: a visit may have been withdrawn, a number have come."""
    if not Case.objects.open().filter(pk=lost.case_id).exists():
        raise Refusal(_("该台账已结案。"))
    _refuse_weak(search_of(lost.case, on))
    change_status(lost.person, Status.UNREACHABLE, on=on, by=by, finding=lost.pk)
    plan_follow_ups(on=on, cases=[lost.case_id])


def decide_many(losts, *, agreed, remark, by, on):
    """Decide several, each for itself; returns (how many, [(Lost, why not)])."""
    done, left = 0, []
    for lost in losts:
        try:
            decide_lost(lost, agreed=agreed, remark=remark, by=by, on=on)
            done += 1
        except Refusal as refusal:
            left.append((lost, refusal.sentence))
    return done, left


@transaction.atomic
def withdraw_lost(lost, *, by, on):
    """Take back what one has asked for, or what was asked for a person one has taken over since."""
    if by.pk not in (lost.asked_by_id, lost.person.owner_id):
        raise Refusal(_("只有申请人或责任专员可以撤回。"))
    if not _end(Lost.objects.waiting().filter(pk=lost.pk), Lost.EndReason.WITHDRAWN, by, on):
        raise Refusal(_("该申请已处理或已撤回。"))


# --- Found again ----------------------------------------------------------------------------------


@transaction.atomic
def place_visit(visit, *, by, on, phone=None, named=""):
    """Say on which rung a visit that found nobody stands; one that found somebody ends the search at once.

    `phone` is the number that was dialled, `named` a rung that nothing but the officer's word tells.
    """
    if visit.result in FINDS:
        running = Lost.objects.running().filter(person=visit.person_id)
        refuted = [lost.pk for lost in running if visit.made_on.isoformat() >= lost.proof[0]["made_on"]]
        _end(running.filter(pk__in=refuted), Lost.EndReason.REACHED, by, on)
        return
    own = Phone.objects.filter(person=visit.person_id, whose=Phone.Whose.SELF).order_by("rank", "pk")
    first = own.values_list("pk", flat=True).first()
    is_own = phone is None or phone.whose == Phone.Whose.SELF
    rung = rung_of(visit.manner, is_own=is_own, is_first=phone is None or phone.pk == first, named=named)
    Visit.objects.filter(pk=visit.pk).update(rung=rung)
    visit.rung = rung


def end_for_those_met(people, *, met_on, by, on):
    """End the findings about people (keys) who were met otherwise than by a visit; returns how many."""
    running = Lost.objects.running().filter(person__in=people)
    refuted = [lost.pk for lost in running if met_on.isoformat() >= lost.proof[0]["made_on"]]
    return _end(running.filter(pk__in=refuted), Lost.EndReason.REACHED, by, on)


def sweep_lost(*, on, by=None, people=None):
    """End the findings of whoever can be found again: a number came, a visit reached them, the status is another.

    Returns how many. Safe to run twice and beside a verb that does the same.
    """
    running = Lost.objects.running().order_by("pk")
    running = running if people is None else running.filter(person__in=people)
    found = list(running.values_list("pk", "person", "agreed", "numbers", "proof", "person__status", "case__closed_on"))
    return sum(_sweep(some, by, on) for some in in_chunks(found, CHUNK))


def _sweep(rows, by, on):
    people = {person for _pk, person, *_more in rows}
    phones = Phone.objects.filter(person__in=people).exclude(state__in=USELESS).values_list("person", "digest")
    met = Visit.objects.made().filter(person__in=people, stands=True, result__in=FINDS)
    met = dict(met.order_by().values("person").annotate(last=Max("made_on")).values_list("person", "last"))
    numbers = {}
    for person, digest in phones:
        numbers.setdefault(person, set()).add(digest)
    ended = {why: [] for why in Lost.EndReason}
    for pk, person, agreed, known, proof, status, closed_on in rows:
        if numbers.get(person, set()) - set(known):
            ended[Lost.EndReason.NEW_NUMBER].append(pk)
        elif person in met and met[person].isoformat() > proof[0]["made_on"]:
            ended[Lost.EndReason.REACHED].append(pk)
        elif (status != Status.UNREACHABLE) if agreed else closed_on:
            ended[Lost.EndReason.STATUS].append(pk)
    return sum(_end(Lost.objects.running().filter(pk__in=keys), why, by, on) for why, keys in ended.items() if keys)


@transaction.atomic
def _end(losts, why, by, on):
    """End running findings, let who was called unreachable be verified again, and plan anew; returns how many."""
    keys = dict(losts.values_list("pk", "person"))
    if not keys:
        return 0
    hold_all(keys.values())
    found = list(losts.filter(pk__in=keys).values_list("pk", "person", "agreed"))
    Lost.objects.filter(pk__in=[pk for pk, _person, _agreed in found]).update(ended_on=on, ended_why=why)
    told = {"what": "ended", "why": str(why)}
    note_many([Line(person, Entry.Act.LOST, told) for _pk, person, _agreed in found], by=by)
    back = Person.objects.filter(pk__in=[person for _pk, person, agreed in found if agreed])
    back = back.filter(status=Status.UNREACHABLE).values_list("pk", flat=True)
    change_statuses(dict.fromkeys(back, on), Status.TO_VERIFY, by=by)
    _promise_again(list(keys))
    plan_follow_ups(on=on, cases=Case.objects.open().filter(person__in=keys.values()).values("pk"))
    return len(found)


def _promise_again(losts):
    """What somebody was not given because nobody found them is promised again, by the date it had."""
    steps = Step.objects.filter(case__lost__in=losts, case__closed_on=None, excuse=Step.Excuse.UNREACHABLE)
    cases = set(steps.values_list("case", flat=True))
    if cases:
        steps.update(excused_on=None, excuse="", excuse_note="", excused_by=None)
        recount(list(cases))


def sides_of(user):
    """Return the findings about the people a user sees, by how they stand."""
    found = Lost.objects.visible_to(user)
    return {
        "waiting": found.waiting(),
        "agreed": found.running().filter(agreed=True),
        "refused": found.filter(agreed=False),
        "ended": found.exclude(ended_on=None),
    }


def found_again(user, today):
    """Return the findings ended lately by a new number that nobody has called yet, of the people a user sees."""
    called = Visit.objects.made().filter(person=OuterRef("person"), made_on__gte=OuterRef("ended_on"), stands=True)
    ended = Lost.objects.visible_to(user).filter(agreed=True, ended_why=Lost.EndReason.NEW_NUMBER)
    ended = ended.filter(~Exists(called), ended_on__gt=today - timedelta(days=NEWS_DAYS))
    return ended.select_related("person__station", "person__owner").order_by("-ended_on", "-pk")
