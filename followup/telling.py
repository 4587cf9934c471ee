"""Turns the lines of a file, and what stands in the way, into sentences in the reader's language. No queries."""

from collections import Counter

from django.utils.translation import gettext as _

from followup.flow import Kind
from followup.models import (
    Attendance,
    Briefing,
    Case,
    Escalation,
    FactConflict,
    Gathering,
    HandingLine,
    Internship,
    Lost,
    Outcome,
    Session,
    Step,
    Transfer,
    Visit,
)
from followup.models.guidance import Manner
from followup.versions import LABELS
from followup.workdays import is_overdue
from matching.models import Push
from registry.columns import printed
from registry.lists import ListKind
from registry.merging import CHOICES
from registry.models import Entry, Finding, Look
from registry.statuses import Status


def label(choices, code):
    """Return the label of a code, or the code itself where the list no longer knows it."""
    return str(choices(code).label) if code in choices.values else str(code or "")


def labels(choices, codes):
    return "、".join(label(choices, code) for code in codes or ())


def tell(entry, known):
    """Return what one line of the file says. `known` is {"staff": {pk: name}, "postings": {pk: title}}."""
    telling = _TELLINGS.get(entry.act)
    return telling(entry.facts, known) if telling else ""


def staff_of(entries):
    """Return the keys of the staff whom lines speak of, so that their names are fetched at once."""
    assigned = [
        entry.facts for entry in entries if entry.act in (Entry.Act.ASSIGNED, Entry.Act.HELPER, Entry.Act.TRANSFER)
    ]
    return {facts.get(key) for facts in assigned for key in ("was", "is", "owner")} - {None}


def _facts_changed(facts, known):
    names = {
        "phone": _("电话"),
        "phone_state": _("号码状态"),
        "wishes": _("就业意向"),
        "skills": _("技能"),
        "groups": _("重点群体"),
        "needs": _("服务需求"),
        "photo": _("走访照片"),
        "name_keys": "",
    }
    changed = [names.get(fact, printed(fact)) for fact in facts.get("is", {})]
    return "、".join(str(name) for name in changed if name)


def _status_changed(facts, known):
    was, now = label(Status, facts.get("was")), label(Status, facts.get("is"))
    return " · ".join(filter(None, [f"{was} → {now}" if was else now, facts.get("note", "")]))


def _assigned(facts, known):
    name = known["staff"].get
    told = f"{name(facts.get('was')) or _('无人负责')} → {name(facts.get('is')) or _('无人负责')}"
    return _join(label(HandingLine.Part, facts.get("part")), told, "undone" in facts and _("撤销分配"))


def _helper(facts, known):
    name = known["staff"].get
    told = f"{name(facts.get('was')) or '—'} → {name(facts.get('is')) or '—'}"
    return _join(facts.get("tier"), told, "undone" in facts and _("撤销分配"))


def _transfer(facts, known):
    what = {
        "asked": _("发起转接"),
        "accepted": _("已接收"),
        "refused": _("已退回"),
        "withdrawn": _("已撤回"),
        "expired": _("逾期未接"),
        "seen": _("转出方知悉，继续服务"),
        "along_ended": _("结束协同"),
        "merged": _("站点合并"),
        "split": _("站点划分"),
    }
    places = f"{facts.get('from', '')} → {facts.get('to', '')}"
    until = _("%(day)s 前答复") % {"day": facts["answer_by"]} if "answer_by" in facts else ""
    along = label(Transfer.Kind, "also") if facts.get("kind") == Transfer.Kind.ALSO else ""
    return _join(what.get(facts.get("what"), ""), places, along, until, known["staff"].get(facts.get("owner")))


def _answered(facts, known):
    said = label(Push.Answer, facts.get("answer")) or label(Push.EmployerAnswer, facts.get("employer"))
    again = _("%(day)s 再问") % {"day": facts["again"]} if facts.get("again") else ""
    done = {
        "chased": _("已催答"),
        "lost": _("岗位已关闭"),
        "lost_told": _("已告知岗位关闭"),
        "back": _("岗位重新开放"),
        "back_told": _("已告知岗位重新开放"),
    }.get(facts.get("what"), "")
    return _join(_posting(facts, known), said, label(Push.NoReason, facts.get("reason")), again, done)


def _guided(facts, known):
    if "booked_for" in facts:
        return _("预约 %(when)s") % {"when": str(facts["booked_for"])[:16].replace("T", " ")}
    minutes = _("%(n)s 分钟") % {"n": facts["minutes"]} if facts.get("minutes") else ""
    return _join(minutes, labels(Session.Topic, facts.get("topics")), facts.get("agreed"))


def _plan_changed(facts, known):
    if "done" in facts:
        return _("完成：%(text)s") % {"text": facts["done"]}
    return _("第 %(version)s 版") % {"version": facts["version"]} if "version" in facts else ""


def _gathered(facts, known):
    acts = {"asked": _("已通知"), "undone": _("已从名单撤销"), "sheet": _("更正主题单")}
    what = facts.get("what")
    said = acts.get(what) or label(Attendance.State, what)
    kind, reason = label(Gathering.Kind, facts.get("kind")), label(Attendance.AbsentReason, facts.get("reason"))
    return _join(kind, facts.get("title"), said, reason)


def _internship(facts, known):
    acts = {
        "offered": _("提供见习"),
        "answered": label(Internship.Answer, facts.get("answer")),
        "started": _("开始见习"),
        "ended": _("见习结束"),
    }
    return _join(acts.get(facts.get("what"), ""), label(Internship.EndReason, facts.get("reason")))


def _outcome(facts, known):
    if "check" in facts:
        found = _("仍在岗") if facts.get("still_there") else _("已离开")
        return _("%(days)s 天核实：%(found)s") % {"days": facts["check"], "found": found}
    return _join(label(Outcome.Kind, facts.get("kind")), label(Outcome.Proof, facts.get("proof")))


def _finding(facts, known):
    said = [label(ListKind, facts.get("list")), label(Finding.What, facts.get("what")), facts.get("where")]
    return _join(*said, facts.get("since"), label(Finding.Decision, facts.get("decision")))


def _step_excused(facts, known):
    return _join(label(Kind, facts.get("kind")), label(Step.Excuse, facts.get("excuse")))


def _lost(facts, known):
    what = {"asked": _("申请认定"), "agreed": _("同意认定"), "refused": _("不予认定"), "ended": _("解除")}
    tries = _("寻访 %(n)s 次") % {"n": facts["tries"]} if "tries" in facts else ""
    return _join(what.get(facts.get("what"), ""), tries, label(Lost.EndReason, facts.get("why")))


def _overdue_told(facts, known):
    return label(Escalation.Reason, facts.get("reason"))


def _visit_moved(facts, known):
    days = f"{facts.get('was', '')} → {facts.get('is', '')}"
    due = _("最迟日期准予改为 %(day)s") % {"day": facts["due"]} if "due" in facts else ""
    return _join(days if "is" in facts else "", due)


def _visited(facts, known):
    barriers = labels(Visit.Barrier, facts.get("barriers"))
    offline = _("离线记录") if "device" in facts else ""
    carried = _("送达时已不由其负责") if facts.get("carried") else ""
    return _join(
        label(Manner, facts.get("manner")), label(Visit.Result, facts.get("result")), barriers, offline, carried
    )


def _conflict(facts, known):
    kept = label(FactConflict.Kept, facts.get("kept")) or _("走访所得与系统所存不同，待选定")
    return _join(str(LABELS.get(facts.get("fact"), "")), kept)


def _visit_planned(facts, known):
    return _join(facts.get("planned_for"), label(Visit.Why, facts.get("why")))


def _visit_corrected(facts, known):
    if "withdrawn" in facts:
        taken = {"briefing": _("宣讲一并撤销"), "session": _("指导预约一并取消"), "status": _("状态恢复")}
        return _join(_("撤销走访"), label(Visit.Result, facts.get("was")), *(taken[one] for one in facts["taken"]))
    was, now = label(Visit.Result, facts.get("was")), label(Visit.Result, facts.get("is"))
    changed = "、".join(str(_VISIT_FACTS[name]) for name in facts.get("changed", ()))
    return _join(changed, f"{was} → {now}" if was != now else now)


_VISIT_FACTS = {
    name: Visit._meta.get_field(name).verbose_name
    for name in ("made_on", "manner", "result", "phone", "topics", "barriers", "findings", "next_on")
}


def _merged(facts, known):
    if "into" in facts:
        return _("并入另一份档案")
    taken = "、".join(str(CHOICES[choice].label) for choice in facts.get("taken", ()) if choice in CHOICES)
    return _("另一份档案并入；采用其%(facts)s") % {"facts": taken} if taken else _("另一份档案并入")


def _posting(facts, known):
    return known["postings"].get(facts.get("posting"), "")


def _join(*parts):
    return " · ".join(str(part) for part in parts if part)


_TELLINGS = {
    Entry.Act.REGISTERED: lambda facts, known: label(Status, facts.get("status")),
    Entry.Act.FACTS_CHANGED: _facts_changed,
    Entry.Act.STATUS_CHANGED: _status_changed,
    Entry.Act.ASSIGNED: _assigned,
    Entry.Act.REVEALED: lambda facts, known: label(Look.What, facts.get("what")),
    Entry.Act.CASE_OPENED: lambda facts, known: facts.get("standard", ""),
    Entry.Act.CASE_CLOSED: lambda facts, known: label(Case.ClosedReason, facts.get("reason")),
    Entry.Act.STEP_EXCUSED: _step_excused,
    Entry.Act.BRIEFED: lambda facts, known: labels(Briefing.Topic, facts.get("topics")),
    Entry.Act.PUSHED: _posting,
    Entry.Act.ANSWERED: _answered,
    Entry.Act.VISIT_PLANNED: _visit_planned,
    Entry.Act.VISITED: _visited,
    Entry.Act.CONFLICT: _conflict,
    Entry.Act.GUIDED: _guided,
    Entry.Act.GATHERED: _gathered,
    Entry.Act.PLAN_CHANGED: _plan_changed,
    Entry.Act.INTERNSHIP: _internship,
    Entry.Act.OUTCOME: _outcome,
    Entry.Act.FINDING: _finding,
    Entry.Act.HELPER: _helper,
    Entry.Act.TRANSFER: _transfer,
    Entry.Act.MERGED: _merged,
    Entry.Act.VISIT_CORRECTED: _visit_corrected,
    Entry.Act.LOST: _lost,
    Entry.Act.OVERDUE_TOLD: _overdue_told,
    Entry.Act.VISIT_MOVED: _visit_moved,
}


# --- Why not yet ------------------------------------------------------------------------------


def hindrances(person, visits, pushes, steps, today):
    """Return the sentences that answer "why not yet?", from what was recorded, the weightiest first."""
    found = [_unreached(visits), _barriers(visits), _declined(pushes), _waiting(pushes), _late(steps, today)]
    if person.status_note:
        found.insert(0, person.status_note)
    return [sentence for sentence in found if sentence]


def _unreached(visits):
    made = [visit for visit in visits if visit.made_on and visit.stands]
    missed = next((n for n, visit in enumerate(made) if visit.result in Visit.REACHED), len(made))
    if not missed:
        return ""
    last = made[0].get_result_display()
    return _("最近 %(n)s 次没有联系上（%(last)s）") % {"n": missed, "last": last}


def _barriers(visits):
    visit = next((visit for visit in visits if visit.barriers and visit.stands), None)
    if not visit:
        return ""
    named = labels(Visit.Barrier, visit.barriers)
    return _("障碍：%(barriers)s（%(day)s）") % {"barriers": named, "day": visit.made_on.isoformat()}


def _declined(pushes):
    reasons = Counter(push.no_reason for push in pushes if push.answer == Push.Answer.NO)
    if not reasons:
        return ""
    named = labels(Push.NoReason, [code for code, _n in reasons.most_common(3)])
    return _("谢绝 %(n)s 个岗位：%(reasons)s") % {"n": reasons.total(), "reasons": named}


def _waiting(pushes):
    n = sum(push.answer == Push.Answer.WAITING for push in pushes)
    return _("%(n)s 个岗位待答复") % {"n": n} if n else ""


def _late(steps, today):
    late = [step for step in steps if not step.done_on and not step.excused_on and is_overdue(step.due_on, today)]
    kinds = dict.fromkeys(label(Kind, step.kind) for step in late)
    return _("逾期未提供：%(kinds)s") % {"kinds": "、".join(kinds)} if late else ""
