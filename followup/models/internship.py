"""就业见习: offered, accepted or declined, agreed, begun and ended; an internship is not employment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from followup.models.guidance import GivenQuerySet
from matching.models import Employer
from registry.models import Person


class Internship(models.Model):
    """One internship of one person at one unit."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("待答复")
        ACCEPTED = "accepted", _("接受")
        DECLINED = "declined", _("谢绝")

    class EndReason(models.TextChoices):
        FINISHED = "finished", _("期满")
        RETAINED = "retained", _("留用")
        LEFT = "left", _("本人中止")
        STOPPED = "stopped", _("单位中止")

    person = models.ForeignKey(Person, models.CASCADE, related_name="internships")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="internships", verbose_name=_("见习单位"))
    position = models.CharField(_("见习岗位"), max_length=60)
    offered_on = models.DateField(_("提供日期"))
    answer = models.CharField(_("本人答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    agreement = models.CharField(_("见习协议编号"), max_length=40, blank=True)
    starts_on = models.DateField(_("见习开始"), null=True, blank=True)
    ends_on = models.DateField(_("计划结束"), null=True, blank=True)
    allowance = models.PositiveIntegerField(_("生活补助（元/月）"), null=True, blank=True)
    mentor = models.CharField(_("带教人"), max_length=40, blank=True)
    ended_on = models.DateField(_("实际结束"), null=True, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=10, choices=EndReason, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("就业见习")
        ordering = ["-offered_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="internship_ends_after_it_starts",
                violation_error_message=_("见习结束日期须晚于开始日期。"),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(starts_on__isnull=False, ended_on=None),
                name="one_internship_at_a_time",
                violation_error_message=_("此人正在见习中。"),
            ),
        ]
