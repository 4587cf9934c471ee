"""寻访与失联: the ladder climbed for a person nobody reaches, and the supervised finding that nobody can."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from followup.ladder import Rung
from followup.models.case import Case
from followup.models.guidance import GivenQuerySet
from followup.models.standard import Standard
from registry.models import Person


class LadderStep(models.Model):
    """One rung of a standard's ladder: what is tried, how often at least, and how many days lie between two tries."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="ladder", verbose_name=_("服务标准"))
    rank = models.PositiveSmallIntegerField(_("顺序"))
    rung = models.CharField(_("途径"), max_length=14, choices=Rung)
    times = models.PositiveSmallIntegerField(_("至少次数"), default=1)
    spacing_days = models.PositiveSmallIntegerField(_("最小间隔（天）"), default=2)

    class Meta:
        verbose_name = verbose_name_plural = _("寻访阶梯")
        ordering = ["standard", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "rung"], name="one_step_a_rung", violation_error_message=_("该途径已在阶梯中。")
            )
        ]


class LostQuerySet(GivenQuerySet):
    def waiting(self):
        """Asked for, and not decided on."""
        return self.filter(agreed=None, ended_on=None)

    def running(self):
        """Asked for or agreed to, and not ended."""
        return self.exclude(agreed=False).filter(ended_on=None)

    def found(self, on):
        """Those whom a supervisor had found unreachable by a day, and nothing had made findable by then."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), agreed=True, decided_on__lte=on)

    def for_list(self):
        return self.select_related("person__station", "asked_by", "decided_by")


class Lost(models.Model):
    """失联认定: asked for with proof, agreed to by a supervisor, and ended by whatever makes the person findable."""

    class EndReason(models.TextChoices):
        NEW_NUMBER = "new_number", _("有了新号码")
        REACHED = "reached", _("已联系上")
        STATUS = "status", _("状态已变更")
        WITHDRAWN = "withdrawn", _("撤回申请")

    person = models.ForeignKey(Person, models.CASCADE, related_name="lost", verbose_name=_("毕业生"))
    case = models.ForeignKey(Case, models.CASCADE, related_name="lost", verbose_name=_("台账"))
    asked_on = models.DateField(_("申请日期"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    proof = models.JSONField(_("寻访记录"), default=list)  # [{visit, made_on, rung, manner, result, by}] as it stood
    numbers = models.JSONField(default=list)  # digests of the numbers known when it was asked: any other is a new one
    note = models.CharField(_("说明"), max_length=200, blank=True)
    decided_on = models.DateField(_("认定日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("认定人")
    )
    agreed = models.BooleanField(_("认定失联"), null=True)
    decision_note = models.CharField(_("认定意见"), max_length=200, blank=True)
    ended_on = models.DateField(_("解除日期"), null=True, blank=True)
    ended_why = models.CharField(_("解除原因"), max_length=12, choices=EndReason, blank=True)

    objects = LostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("失联认定")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_on=None) & (Q(agreed=None) | Q(agreed=True)),
                name="one_lost_a_case",
                violation_error_message=_("已有待认定或已认定的失联。"),
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, decided_on=None) | Q(agreed__isnull=False, decided_on__isnull=False),
                name="lost_decided_on_a_day",
                violation_error_message=_("认定须有日期。"),
            ),
        ]

    def get_absolute_url(self):
        return reverse("followup:lost_one", args=[self.pk])

    @property
    def is_waiting(self):
        return self.agreed is None and self.ended_on is None

    @property
    def is_running(self):
        return self.agreed is not False and self.ended_on is None
