"""走访: one contact, planned or made. What was reached and what the person's state is are two questions."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.models.guidance import Briefing, GivenQuerySet, Manner, Session
from registry.models import Person, Phone
from registry.statuses import Status


def is_late(today):
    """Of a planned visit: the claim of being overdue, for whoever divides visits into parts."""
    return Q(due_on__lt=today)


class VisitQuerySet(GivenQuerySet):
    def planned(self):
        return self.filter(made_on=None, cancelled_on=None)

    def written(self):
        """Everything ever recorded, corrected and withdrawn ones too: for the file, never for a figure."""
        return self.filter(made_on__isnull=False)

    def made(self):
        """The one meaning of made: recorded, and neither corrected nor withdrawn since."""
        return self.written().filter(stands=True)

    def reached(self):
        """Made, and somebody was spoken to."""
        return self.made().filter(result__in=Visit.REACHED)

    def overdue(self, today):
        """The one meaning of overdue: planned and its date is before today."""
        return self.planned().filter(is_late(today))


class Visit(models.Model):
    """A follow-up that the planner proposed or a contact that was made; made visits are never edited away."""

    class Why(models.TextChoices):
        FIRST_CONTACT = "first_contact", _("首次联系")
        ROUTINE = "routine", _("常规回访")
        KEY_GROUP = "key_group", _("重点群体回访")
        OPEN_ANSWER = "open_answer", _("待答复跟进")
        STEP_DUE = "step_due", _("服务到期")
        INTERNSHIP = "internship", _("见习期回访")
        AFTER_START = "after_start", _("就业后回访")
        EXAM_REVIEW = "exam_review", _("考试后复核")
        AGREED = "agreed", _("约定再访")
        RETRY = "retry", _("未接通再试")
        VERIFY = "verify", _("核实线索")

    class Result(models.TextChoices):
        SELF = "self", _("联系到本人")
        FAMILY = "family", _("联系到家属")
        NO_ANSWER = "no_answer", _("无人接听")
        NOBODY_HOME = "nobody_home", _("上门无人")
        OFF = "off", _("关机停机")
        DEAD_NUMBER = "dead_number", _("空号")
        WRONG_NUMBER = "wrong_number", _("非本人号码")
        REFUSED = "refused", _("拒接拒访")
        LIVES_ELSEWHERE = "elsewhere", _("人户分离")
        NO_SUCH_PERSON = "no_such_person", _("查无此人")
        POSTPONED = "postponed", _("约定改期")

    class Barrier(models.TextChoices):
        FAMILY = "family", _("家庭阻力")
        EXPECTATIONS = "expectations", _("期望过高")
        SKILLS = "skills", _("技能不足")
        HEALTH = "health", _("身体原因")
        DISTANCE = "distance", _("距离交通")
        EXAMS = "exams", _("备考")
        PAY = "pay", _("薪酬落差")
        HOURS = "hours", _("工作时间")
        CARE = "care", _("照料家人")
        CONFIDENCE = "confidence", _("信心不足")

    REACHED = (Result.SELF, Result.FAMILY)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made on the phone: one visit, once
    person = models.ForeignKey(Person, models.CASCADE, related_name="visits", verbose_name=_("毕业生"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="visits", verbose_name=_("走访人")
    )
    why = models.CharField(_("事由"), max_length=14, choices=Why, default=Why.ROUTINE)
    earliest_on = models.DateField(_("最早日期"), null=True, blank=True)
    planned_for = models.DateField(_("计划日期"), null=True, blank=True)
    due_on = models.DateField(_("最迟日期"), null=True, blank=True)
    moved_on = models.DateField(
        _("改期于"), null=True, blank=True
    )  # by hand, with a reason: the planner leaves its day
    made_on = models.DateField(_("走访日期"), null=True, blank=True)
    made_at = models.DateTimeField(_("走访时间"), null=True, blank=True)
    cancelled_on = models.DateField(_("取消日期"), null=True, blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    manner = models.CharField(_("方式"), max_length=10, choices=Manner, blank=True)
    result = models.CharField(_("联系结果"), max_length=16, choices=Result, blank=True)
    barriers = models.JSONField(_("就业障碍"), default=list, blank=True)
    findings = models.TextField(_("情况"), blank=True)
    next_on = models.DateField(_("下次联系"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # What it found and gave, so that it can be read as it was written and taken back when it is withdrawn.
    phone = models.ForeignKey(
        Phone, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("拨打的号码")
    )
    status_was = models.CharField(_("原状态"), max_length=20, choices=Status, blank=True)
    status = models.CharField(_("状态"), max_length=20, choices=Status, blank=True)
    topics = models.JSONField(_("宣讲内容"), default=list, blank=True)
    briefing = models.ForeignKey(Briefing, models.SET_NULL, null=True, blank=True, related_name="visits")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="visits")
    rung = models.CharField(_("寻访途径"), max_length=14, blank=True)  # of the ladder, where nobody could be reached
    # A visit logged without a network: the day comes from the office's clock, the phone's own is kept beside it.
    device = models.ForeignKey("followup.Device", models.SET_NULL, null=True, blank=True, related_name="visits")
    device_at = models.DateTimeField(_("手机时间"), null=True, blank=True)
    clock_off = models.IntegerField(_("手机时钟误差（秒）"), null=True, blank=True)
    stored_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    # What was written stays as it was written; a correction is a visit of its own, and the old one stands no more.
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("更正自")
    )
    correction = models.CharField(_("更正或撤销原因"), max_length=200, blank=True)
    stands = models.BooleanField(_("有效"), default=True)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤销人")
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("走访")
        ordering = ["-made_on", "-planned_for", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(made_on=None, cancelled_on=None),
                name="one_planned_visit_a_person",
                violation_error_message=_("此人已有待办走访。"),
            ),
            models.CheckConstraint(
                condition=Q(made_on=None) | ~Q(manner="") & ~Q(result=""),
                name="made_visit_has_a_result",
                violation_error_message=_("走访须填写方式与联系结果。"),
            ),
            models.CheckConstraint(
                condition=Q(stands=True, withdrawn_at=None)
                | Q(stands=False, withdrawn_at__isnull=False, made_on__isnull=False) & ~Q(correction=""),
                name="fallen_visit_has_a_reason",
                violation_error_message=_("更正或撤销走访须说明原因。"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "due_on"], condition=Q(made_on=None, cancelled_on=None), name="visit_planned"
            ),
            models.Index(fields=["person", "-made_on"], name="visit_person_made"),
        ]
