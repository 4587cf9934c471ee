"""Service standards as data: 1311 and its kin, versioned, with what each promises and by when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.flow import Kind


class Standard(models.Model):
    """A package of promises. A change is a new version; open cases keep the one they began under."""

    code = models.CharField(_("代号"), max_length=20)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    name = models.CharField(_("名称"), max_length=60)
    first_contact_workdays = models.PositiveSmallIntegerField(_("首次联系（工作日）"), default=10)
    routine_days = models.PositiveSmallIntegerField(_("常规回访间隔（天）"), default=30)
    key_group_days = models.PositiveSmallIntegerField(_("重点群体回访间隔（天）"), default=15)
    open_answer_days = models.PositiveSmallIntegerField(_("待答复回访间隔（天）"), default=7)
    street_after_workdays = models.PositiveSmallIntegerField(_("逾期上报街道（工作日）"), default=3)
    county_after_workdays = models.PositiveSmallIntegerField(_("逾期上报区县（工作日）"), default=7)
    checks_after_start = models.JSONField(_("就业后回访（天）"), default=list)  # [30, 90, 180]
    is_default = models.BooleanField(_("默认标准"), default=False)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("服务标准")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="one_version_once", violation_error_message=_("该版本已存在。")
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_default_standard",
                violation_error_message=_("只能有一个默认标准。"),
            ),
        ]

    def __str__(self):
        return self.name


class Promise(models.Model):
    """One kind of service a standard promises, how often and within how many days of opening."""

    class Counts(models.TextChoices):
        OCCASION = "occasion", _("按次（不同日期）")
        ITEM = "item", _("按条")

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="promises")
    rank = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("服务"), max_length=12, choices=Kind)
    alternatives = models.JSONField(_("可替代服务"), default=list, blank=True)  # kinds that also count
    times = models.PositiveSmallIntegerField(_("次数"), default=1)
    within_days = models.PositiveSmallIntegerField(_("期限（天）"))
    counts = models.CharField(_("计数方式"), max_length=10, choices=Counts, default=Counts.OCCASION)

    class Meta:
        verbose_name = verbose_name_plural = _("承诺")
        ordering = ["standard", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "rank"], name="one_promise_a_rank", violation_error_message=_("顺序重复。")
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}×{self.times}"
