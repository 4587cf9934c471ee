"""One open service of one person under one standard, its steps, and what proves each."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.models.guidance import Briefing, Session
from followup.models.internship import Internship
from followup.models.standard import Promise, Standard
from matching.models import Push
from registry.models import Person


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))

    def open(self):
        return self.filter(closed_on=None)

    def uncontacted(self):
        return self.open().filter(contacted_on=None)


class Case(models.Model):
    """台账. The dates and counts below the line are sums of facts, kept by the verbs that write the facts."""

    class ClosedReason(models.TextChoices):
        STABLE = "stable", _("稳定就业")
        PLACED = "placed", _("已落实去向")
        MOVED = "moved", _("迁出")
        OUT_OF_SCOPE = "out_of_scope", _("不符合范围")
        REFUSED = "refused", _("本人拒绝服务")
        DIED = "died", _("死亡")
        MERGED = "merged", _("档案合并")
        OTHER = "other", _("其他")

    person = models.ForeignKey(Person, models.CASCADE, related_name="cases", verbose_name=_("毕业生"))
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="cases", verbose_name=_("服务标准"))
    opened_on = models.DateField(_("建账日期"))
    contact_due_on = models.DateField(_("首次联系期限"))
    closed_on = models.DateField(_("结案日期"), null=True, blank=True)
    closed_reason = models.CharField(_("结案原因"), max_length=12, choices=ClosedReason, blank=True)
    closed_note = models.CharField(_("结案说明"), max_length=200, blank=True)

    contacted_on = models.DateField(_("首次联系"), null=True, blank=True)
    last_contact_on = models.DateField(_("最近联系"), null=True, blank=True)
    served_on = models.DateField(_("首次服务"), null=True, blank=True)
    completed_on = models.DateField(_("完成日期"), null=True, blank=True)
    steps_total = models.PositiveSmallIntegerField(_("应完成"), default=0)
    steps_done = models.PositiveSmallIntegerField(_("已完成"), default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("台账")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_on=None),
                name="one_open_case_a_person",
                violation_error_message=_("此人已有进行中的台账。"),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_reason="") | Q(closed_on__isnull=False) & ~Q(closed_reason=""),
                name="case_closed_with_a_reason",
                violation_error_message=_("结案须说明原因。"),
            ),
        ]
        indexes = [models.Index(fields=["closed_on", "completed_on"], name="case_state")]

    def __str__(self):
        return f"{self.person}·{self.standard}"


class StepQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))

    def unmet(self):
        """Neither given nor excused, in a case that is still open."""
        return self.filter(done_on=None, excused_on=None, case__closed_on=None)

    def overdue(self, today):
        """The one meaning of overdue: unmet and its date is before today."""
        return self.unmet().filter(due_on__lt=today)


class Step(models.Model):
    """One promise of one case, counted once: the second of three pushes is its own step."""

    class Excuse(models.TextChoices):
        PLACED = "placed", _("已落实去向")
        UNWILLING = "unwilling", _("本人无就业意愿")
        DECLINED = "declined", _("本人书面谢绝")
        UNREACHABLE = "unreachable", _("失联（已核实）")
        UNFIT = "unfit", _("身体原因不适宜")
        OTHER = "other", _("其他")

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="+")
    kind = models.CharField(_("服务"), max_length=12)
    number = models.PositiveSmallIntegerField(_("第几次"), default=1)
    due_on = models.DateField(_("期限"))
    offered_on = models.DateField(_("提出日期"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    excused_on = models.DateField(_("免除日期"), null=True, blank=True)
    excuse = models.CharField(_("免除原因"), max_length=12, choices=Excuse, blank=True)
    excuse_note = models.CharField(_("免除说明"), max_length=200, blank=True)
    excused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("步骤")
        ordering = ["case", "promise__rank", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "promise", "number"],
                name="one_step_a_number",
                violation_error_message=_("步骤重复。"),
            ),
            models.CheckConstraint(
                condition=Q(excused_on=None, excuse="") | Q(excused_on__isnull=False, done_on=None) & ~Q(excuse=""),
                name="excused_with_a_reason",
                violation_error_message=_("免除须说明原因，且不能已完成。"),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on=None, excused_on=None), name="step_unmet_due")]


def _exactly_one(*names):
    """The condition that one of these columns is filled and the others are empty."""
    ways = [Q(**{name: None for name in names if name != one}, **{f"{one}__isnull": False}) for one in names]
    return reduce(or_, ways)


class Evidence(models.Model):
    """What proves a step: exactly one record of something that really happened."""

    step = models.OneToOneField(Step, models.CASCADE, related_name="evidence")
    briefing = models.ForeignKey(Briefing, models.PROTECT, null=True, related_name="evidence")
    push = models.ForeignKey(Push, models.PROTECT, null=True, related_name="evidence")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="evidence")
    internship = models.ForeignKey(Internship, models.PROTECT, null=True, related_name="evidence")
    attendance = models.ForeignKey("followup.Attendance", models.PROTECT, null=True, related_name="evidence")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("证明")
        ordering = ["step"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one("briefing", "push", "session", "internship", "attendance"),
                name="one_proof_a_step",
                violation_error_message=_("每个步骤须有且只有一项证明。"),
            )
        ]
