"""What the plan of visits is made from: the office's calendar, rules of cadence, officers' pace and leave, each run."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from followup.models.case import Case
from followup.models.standard import Standard
from followup.models.visit import Visit
from registry.statuses import Status


class CalendarDay(models.Model):
    """One day on which the office differs from the published calendar, or of a year no package knows yet."""

    day = models.DateField(_("日期"), unique=True)
    works = models.BooleanField(_("上班"))
    name = models.CharField(_("说明"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("工作日历")
        ordering = ["day"]

    def __str__(self):
        return self.day.isoformat()


class CadenceRule(models.Model):
    """One reason for a follow-up under one standard: how many days after what it counts from, for whom.

    `why` says what the days are counted from: the last contact, an unanswered push, a step's date and so on, see
    followup/cadence.py. A standard without rules of its own is kept by those of the product.
    """

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="rules", verbose_name=_("服务标准"))
    why = models.CharField(_("事由"), max_length=14, choices=Visit.Why)
    status = models.CharField(_("状态"), max_length=20, choices=Status, blank=True)  # "" is every status
    key_groups_only = models.BooleanField(_("仅重点群体"), default=False)
    days = models.PositiveSmallIntegerField(_("最迟（天）"))
    ahead = models.PositiveSmallIntegerField(_("可提前（天）"), default=2)

    class Meta:
        verbose_name = verbose_name_plural = _("回访规则")
        ordering = ["standard", "why", "status", "key_groups_only"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "why", "status", "key_groups_only"],
                name="one_rule_a_reason",
                violation_error_message=_("该事由已有规则。"),
            )
        ]


class AbsenceQuerySet(models.QuerySet):
    def during(self, first, last):
        """Those of which any day lies between two days; what was called off is none."""
        return self.filter(withdrawn_on=None, begins_on__lte=last, ends_on__gte=first)

    def on(self, day):
        return self.during(day, day)


class Absence(models.Model):
    """An officer away for some days; whoever stands in sees the people meanwhile. No date moves in silence."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("请假人")
    )
    begins_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="standing_in",
        verbose_name=_("代理人"),
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("请假")
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("请假止日不能早于起日。"),
            ),
            models.CheckConstraint(
                condition=~Q(stand_in=F("user")),
                name="nobody_stands_in_for_himself",
                violation_error_message=_("代理人不能是本人。"),
            ),
        ]


class PlanRun(models.Model):
    """One night's planning: how far it came, and when it last moved. One row a day, whoever starts it."""

    day = models.DateField(_("日期"), unique=True)
    began_at = models.DateTimeField(_("开始"))
    moved_at = models.DateTimeField(_("最近进展"))
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)
    cases_total = models.PositiveIntegerField(_("应排"), default=0)
    cases_done = models.PositiveIntegerField(_("已排"), default=0)
    last_case = models.PositiveBigIntegerField(default=0)  # where a run that was killed goes on
    planned = models.PositiveIntegerField(_("新排或改期"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("排期记录")
        ordering = ["-day"]


class ParkedCase(models.Model):
    """A case the planner could not plan: it is set aside and reported, the rest go on. Gone when it is planned again."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="parked")
    since = models.DateField(_("起"))
    error = models.CharField(_("原因"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("无法排期")
        ordering = ["since", "pk"]


class Escalation(models.Model):
    """One overdue visit as it climbs: which station is asked about it now, since when, and what the officer says."""

    class Reason(models.TextChoices):
        UNREACHED = "unreached", _("多次联系不上")
        AGREED_LATER = "agreed_later", _("与本人约定改期")
        WORKLOAD = "workload", _("任务过多")
        ABSENT = "absent", _("请假或外出")
        ROAD = "road", _("路远或天气")
        NOT_MINE = "not_mine", _("不应由我负责")
        FORGOTTEN = "forgotten", _("疏漏")
        OTHER = "other", _("其他")

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="escalation", verbose_name=_("走访"))
    rung = models.PositiveSmallIntegerField(_("级别"), default=1)  # 1 officer, 2 street, 3 county
    station = models.ForeignKey(
        "accounts.Station", models.PROTECT, null=True, related_name="+", verbose_name=_("督办站点")
    )
    since = models.DateField(_("起"))  # on this rung
    reason = models.CharField(_("逾期原因"), max_length=14, choices=Reason, blank=True)
    reason_note = models.CharField(_("说明"), max_length=200, blank=True)
    reason_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("说明人")
    )
    reason_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("逾期督办")
        ordering = ["-rung", "since", "pk"]
        indexes = [models.Index(fields=["station", "rung"], name="escalation_station")]
