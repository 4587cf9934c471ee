"""What became of a person, with proof, and the checks whether it lasts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.models.guidance import GivenQuerySet
from registry.models import Person


class Outcome(models.Model):
    """去向: coded as the education ministry reports it."""

    class Kind(models.TextChoices):
        AGREEMENT = "10", _("签就业协议形式就业")
        CONTRACT = "11", _("签劳动合同形式就业")
        OTHER_HIRE = "12", _("其他录用形式就业")
        RESEARCH = "27", _("科研助理、管理助理")
        CONSCRIPT = "46", _("应征义务兵")
        NATIONAL_PROJECT = "50", _("国家基层项目")
        LOCAL_PROJECT = "51", _("地方基层项目")
        OWN_BUSINESS = "75", _("自主创业")
        FREELANCE = "76", _("自由职业")
        STUDY = "80", _("升学")
        ABROAD = "85", _("出国、出境")

    class Proof(models.TextChoices):
        CONTRACT = "contract", _("劳动合同或协议")
        INSURANCE = "insurance", _("社保缴费记录")
        PAYSLIP = "payslip", _("工资流水")
        LICENCE = "licence", _("营业执照")
        ADMISSION = "admission", _("录取通知书")
        NOTICE = "notice", _("入伍或录用通知")
        STATED = "stated", _("本人陈述（待核实）")

    person = models.ForeignKey(Person, models.CASCADE, related_name="outcomes")
    kind = models.CharField(_("去向"), max_length=2, choices=Kind)
    employer = models.CharField(_("单位名称"), max_length=120, blank=True)
    position = models.CharField(_("岗位"), max_length=60, blank=True)
    area_code = models.CharField(_("所在地区划"), max_length=12, blank=True)
    started_on = models.DateField(_("开始日期"))
    pay = models.PositiveIntegerField(_("月薪（元）"), null=True, blank=True)
    insured = models.BooleanField(_("已参加社会保险"), null=True)
    relevant = models.BooleanField(_("专业对口"), null=True)
    proof = models.CharField(_("证明"), max_length=10, choices=Proof)
    ended_on = models.DateField(_("离开日期"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("去向")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on=None),
                name="one_outcome_in_force",
                violation_error_message=_("此人已有有效去向。"),
            )
        ]


class OutcomeCheckQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(checked_on=None, outcome__ended_on=None)


class OutcomeCheck(models.Model):
    """Is the person still there after so many days?"""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="checks")
    days = models.PositiveSmallIntegerField(_("就业后天数"))
    due_on = models.DateField(_("期限"))
    checked_on = models.DateField(_("核实日期"), null=True, blank=True)
    still_there = models.BooleanField(_("仍在岗"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OutcomeCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("稳定就业核实")
        ordering = ["outcome", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "days"], name="one_check_a_day_count", violation_error_message=_("核实重复。")
            )
        ]
