"""What a standard promises, when each step is due, and how its pips look. Pure."""

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.workdays import PUBLISHED, due_after, is_overdue


class Kind(TextChoices):
    """The kinds of service that a promise can name."""

    BRIEFING = "briefing", gettext_lazy("政策宣讲")
    PUSH = "push", gettext_lazy("岗位推送")
    GUIDANCE = "guidance", gettext_lazy("职业指导")
    INTERNSHIP = "internship", gettext_lazy("就业见习")
    TRAINING = "training", gettext_lazy("技能培训")
    EVENT = "event", gettext_lazy("招聘活动")


def steps_of(promises, opened_on, calendar=PUBLISHED):
    """Yield (promise, number, due_on) of every step a case opened on a day must take, in the standard's order.

    Promises need `times` and `within_days`; a deadline on a rest day moves on to the next working day.
    """
    for promise in promises:
        due_on = due_after(opened_on, promise.within_days, calendar)
        for number in range(1, promise.times + 1):
            yield promise, number, due_on


# --- Pips -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pip:
    """One step as it is drawn."""

    state: str  # empty, offered, done, late, excused
    title: str


@dataclass(slots=True)
class PipGroup:
    """The pips of one promise."""

    kind: str
    label: str
    pips: list = field(default_factory=list)
    late_days: int = 0

    @property
    def done(self):
        return sum(pip.state == "done" for pip in self.pips)

    @property
    def total(self):
        return len(self.pips)


SIGNS = {"done": "●", "offered": "◐", "excused": "⊘", "late": "◎", "empty": "○"}


class Pips(list):
    """The groups of a case, with one sentence that says the same to a screen reader."""

    @property
    def summary(self):
        parts = [f"{group.label} {group.done}/{group.total}" for group in self]
        parts += [
            _("%(label)s逾期 %(days)s 天") % {"label": group.label, "days": group.late_days}
            for group in self
            if group.late_days
        ]
        return _("，").join(parts)

    @property
    def characters(self):
        """The sign in characters, for print and plain text: ●  ●●○  ○  ○."""
        return "  ".join("".join(SIGNS[pip.state] for pip in group.pips) for group in self)


def state_of(step, today):
    """Return the pip state of a step; the one meaning of late is: unmet and its date is before today."""
    if step.done_on:
        return "done"
    if step.excused_on:
        return "excused"
    if is_overdue(step.due_on, today):
        return "late"
    return "offered" if step.offered_on else "empty"


def draw(steps, today):
    """Return the Pips of a case's steps, given in the standard's order."""
    groups = {}
    for step in steps:
        group = groups.setdefault(step.promise_id, PipGroup(step.kind, str(Kind(step.kind).label)))
        state = state_of(step, today)
        group.pips.append(Pip(state, _title(step, state, today)))
        if state == "late":
            group.late_days = max(group.late_days, (today - step.due_on).days)
    return Pips(groups.values())


def spell(steps, today):
    """Return the sign in characters as draw() has it, without the words that are drawn along: for long lists."""
    groups = {}
    for step in steps:
        groups.setdefault(step.promise_id, []).append(SIGNS[state_of(step, today)])
    return "  ".join(map("".join, groups.values()))


def _title(step, state, today):
    values = {"kind": Kind(step.kind).label, "due": step.due_on, "done": step.done_on}
    if state == "done":
        return _("%(kind)s：%(done)s 完成") % values
    if state == "excused":
        return _("%(kind)s：已免除（%(why)s）") % {**values, "why": step.get_excuse_display()}
    if state == "late":
        return _("%(kind)s：逾期 %(days)s 天") % {**values, "days": (today - step.due_on).days}
    if state == "offered":
        return _("%(kind)s：已提出，%(due)s 前完成") % values
    return _("%(kind)s：%(due)s 前完成") % values
