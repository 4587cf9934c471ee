"""Groups of people counted beside the rates: left out and why, how far cases have come, what is overdue.

A group is one condition over people, used for its count and for its list of names alike.
"""

import re
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.flow import Kind
from followup.models import Case, Step, Visit
from placement.dashboards.facts import WILLING, completed, last_cases, lost, mature, registered, running
from placement.dashboards.figures import REGISTERED, percent
from registry.statuses import OUT, Status, Willingness


@dataclass(frozen=True)
class Group:
    """A list of people with its name and its counting rule; `everyone` also looks beyond the registered."""

    code: str
    label: str
    rule: str
    where: object  # day → Q
    everyone: bool = False


def _excluded(on):
    return Q(status__in=OUT)


def _refused(on):
    closed = Case.objects.filter(person=OuterRef("pk"), closed_on__lte=on, closed_reason=Case.ClosedReason.REFUSED)
    declined = Step.objects.filter(
        case__person=OuterRef("pk"), excused_on__lte=on, excuse=Step.Excuse.DECLINED, case__closed_on=None
    )
    return Q(Exists(closed)) | Q(Exists(declined))


def _unassigned(on):
    return Q(Exists(Case.objects.open().filter(person=OuterRef("pk"))), owner=None)


def _unknown(on):
    return Q(willingness=Willingness.UNKNOWN) & ~Q(status=Status.UNREACHABLE)


def _only_said(on):
    return Q(status=Status.UNREACHABLE) & ~lost(on)


APART = (
    Group("unknown", gettext_lazy("意愿待核实"), gettext_lazy("还没有问到本人意愿的人，不含失联。"), _unknown),
    Group(
        "lost",
        gettext_lazy("失联（已认定）"),
        gettext_lazy(
            "按阶梯寻访、有记录为证、经主管认定失联的人；不计入联系率的分母，其余比率照计。失联不等于没有意愿。"
        ),
        lost,
    ),
    Group(
        "unreachable",
        gettext_lazy("失联（未认定）"),
        gettext_lazy("名册或旧记录写明失联、未经主管认定的人；各项比率照计。"),
        _only_said,
    ),
    Group(
        "unwilling",
        gettext_lazy("暂无就业意愿"),
        gettext_lazy("本人表示暂不就业或备考升学的人，不含失联。"),
        lambda on: Q(willingness=Willingness.UNWILLING) & ~Q(status=Status.UNREACHABLE),
    ),
    Group("refused", gettext_lazy("谢绝服务"), gettext_lazy("因本人拒绝而结案，或书面谢绝某项服务的人。"), _refused),
    Group(
        "out",
        gettext_lazy("不在服务范围"),
        gettext_lazy("迁出、不符合范围、死亡的人，不进入任何比率的分母。"),
        _excluded,
        everyone=True,
    ),
    Group("unassigned", gettext_lazy("无人负责"), gettext_lazy("台账未结而没有责任专员的人，按逾期计。"), _unassigned),
)


def _late(kind):
    def where(on):
        return Q(Exists(Step.objects.overdue(on).filter(case__person=OuterRef("pk"), kind=kind)))

    return where


LATE = tuple(
    Group(
        f"late-{kind.value}", kind.label, gettext_lazy("至少有一项该服务过期未兑现的人，台账未结。"), _late(kind.value)
    )
    for kind in Kind
)
LATE_VISIT = re.compile(r"late-visit-(\d{1,18}|none)")


def _late_visit(officer):
    def where(on):
        late = Visit.objects.overdue(on).filter(person=OuterRef("pk"), officer=officer)
        return Q(Exists(late))

    return where


def _by_officer(code):
    number = LATE_VISIT.fullmatch(code)[1]
    officer = None if number == "none" else int(number)
    return Group(code, _("走访逾期"), _("计划的走访过期未完成的人。"), _late_visit(officer))


# --- How far the promises are kept: everyone registered stands in exactly one of these ----------


def _stage(**claims):
    """People whose last case has time left or not, is freed of a step or not, and has come so far."""

    def where(on):
        return Q(Exists(_staged(on).filter(person=OuterRef("pk"), **claims)))

    return where


def _staged(on):
    freed = Step.objects.filter(case=OuterRef("pk"), excused_on__isnull=False)
    return last_cases(on).annotate(
        mature=mature(on),
        running=running(on),
        excused=Exists(freed),
        whole=completed(on),
        done=F("steps_done"),
        promised=F("steps_total"),
    )


DONE = re.compile(r"done-(\d{1,4})-of-(\d{1,4})")
STAGES = (
    Group(
        "excused-whole",
        gettext_lazy("有免除，其余全部兑现"),
        gettext_lazy("有步骤经批准免除、其余步骤全部兑现的人。"),
        _stage(mature=True, excused=True, whole=True),
    ),
    Group(
        "excused-open",
        gettext_lazy("有免除，其余未兑现"),
        gettext_lazy("有步骤经批准免除、期限已满而其余步骤未全部兑现的人。"),
        _stage(mature=True, excused=True, whole=False),
    ),
    Group(
        "immature",
        gettext_lazy("期限未满"),
        gettext_lazy("还有承诺未到期限的人，不进入全项完成率的分母。"),
        _stage(mature=False, running=True),
    ),
    Group(
        "freed",
        gettext_lazy("全部免除"),
        gettext_lazy("全部步骤都经批准免除的人，不进入全项完成率的分母。"),
        _stage(mature=False, running=False),
    ),
    Group(
        "no-case",
        gettext_lazy("未建账"),
        gettext_lazy("在册而从未建立台账的人。"),
        lambda on: ~Q(Exists(Case.objects.filter(person=OuterRef("pk"), opened_on__lte=on))),
    ),
)
FIXED = {group.code: group for group in (*APART, *LATE, *STAGES)}


def find_group(code):
    """Return the Group of a code, or None."""
    if DONE.fullmatch(code):
        return _done(*(int(number) for number in DONE.fullmatch(code).groups()))
    if LATE_VISIT.fullmatch(code):
        return _by_officer(code)
    return FIXED.get(code)


def _done(done, promised):
    rule = _("期限已满或已经完成、没有免除步骤的人中，恰好兑现这么多项的人。")
    return Group(
        f"done-{done}-of-{promised}",
        f"{done}/{promised}",
        rule,
        _stage(mature=True, excused=False, done=done, promised=promised),
    )


def members(group, people, *, on, base=REGISTERED):
    """Return the people of a group."""
    found = people.filter(registered_on__lte=on) if group.everyone else registered(people, on)
    return (found if base == REGISTERED else found.filter(WILLING)).filter(group.where(on))


@dataclass(frozen=True)
class Part:
    """A group's code with its number, and its share of the whole it is part of or its officer where there is one."""

    code: str
    people: int
    share: float | None = None
    officer: str = ""

    @property
    def group(self):
        return find_group(self.code)

    @property
    def label(self):
        if LATE_VISIT.fullmatch(self.code):
            return self.officer or _("无人负责")
        return self.group.label


def apart(people, *, on):
    """Return the Parts that a reader must not take for one another."""
    found = people.filter(registered_on__lte=on)
    inside = ~Q(status__in=OUT)
    counted = found.aggregate(
        **{g.code: Count("pk", filter=g.where(on) if g.everyone else inside & g.where(on)) for g in APART}
    )
    return [Part(group.code, counted[group.code]) for group in APART]


def progress(people, *, on, base=REGISTERED):
    """Return the Parts of how far last cases have come, 0/6 … 6/6 and those apart; together they are everyone."""
    found = registered(people, on) if base == REGISTERED else registered(people, on).filter(WILLING)
    rows = (
        _staged(on)
        .filter(person__in=found.values("pk"))
        .order_by()
        .values_list("mature", "running", "excused", "whole", "done", "promised")
        .annotate(n=Count("pk"))
    )
    counted, everyone = {}, found.count()
    for is_mature, is_running, excused, whole, done, promised, n in rows:
        code = _stage_code(is_mature, is_running, excused, whole, done, promised)
        counted[code] = counted.get(code, 0) + n
    counted["no-case"] = everyone - sum(counted.values())
    order = [*sorted((code for code in counted if DONE.fullmatch(code)), key=_done_order), *(g.code for g in STAGES)]
    return [Part(code, counted.get(code, 0), percent(counted.get(code, 0), everyone)) for code in order]


def _stage_code(is_mature, is_running, excused, whole, done, promised):
    if not is_mature:
        return "immature" if is_running else "freed"
    if excused:
        return "excused-whole" if whole else "excused-open"
    return f"done-{done}-of-{promised}"


def _done_order(code):
    done, promised = (int(number) for number in DONE.fullmatch(code).groups())
    return -promised, done


def late_promises(people, today):
    """Return the Parts of people with an overdue step, by kind, in the order of the standard."""
    steps = Step.objects.overdue(today).filter(case__person__in=registered(people, today).values("pk"))
    counted = dict(
        steps.order_by().values_list("kind").annotate(n=Count("case__person", distinct=True)).values_list("kind", "n")
    )
    return [Part(f"late-{kind.value}", counted[kind.value]) for kind in Kind if counted.get(kind.value)]


def late_visits(people, today):
    """Return the Parts of people with an overdue visit, by officer, the most first; nobody's come first of all."""
    visits = Visit.objects.overdue(today).filter(person__in=registered(people, today).values("pk"))
    counted = visits.order_by().values("officer", "officer__name").annotate(n=Count("person", distinct=True))
    parts = [
        Part(f"late-visit-{row['officer'] or 'none'}", row["n"], officer=row["officer__name"] or "") for row in counted
    ]
    return sorted(parts, key=lambda part: (part.code != "late-visit-none", -part.people, part.code))
