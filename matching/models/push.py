"""One posting offered to one person on one occasion, with the reasons as they were shown, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.models.posting import Posting
from registry.models import Person


class PushQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))

    def unanswered(self):
        return self.filter(answer=Push.Answer.WAITING)


class Push(models.Model):
    """A job offered to a person by name; the same posting to the same person counts once."""

    class Channel(models.TextChoices):
        FACE = "face", _("当面")
        PHONE = "phone", _("电话")
        WECHAT = "wechat", _("微信")
        SMS = "sms", _("短信")
        LETTER = "letter", _("推荐信")

    class Answer(models.TextChoices):
        WAITING = "waiting", _("待答复")
        YES = "yes", _("愿意")
        LATER = "later", _("再考虑")
        NO = "no", _("不愿意")

    class NoReason(models.TextChoices):
        PAY = "pay", _("薪酬偏低")
        DISTANCE = "distance", _("距离太远")
        MISMATCH = "mismatch", _("专业不对口")
        HOURS = "hours", _("工作时间不合适")
        PROSPECTS = "prospects", _("发展空间不足")
        FAMILY = "family", _("家庭原因")
        EXAMS = "exams", _("准备考试")
        FOUND = "found", _("已有着落")
        OTHER = "other", _("其他")

    class EmployerAnswer(models.TextChoices):
        WAITING = "waiting", _("待反馈")
        INTERVIEW = "interview", _("安排面试")
        HIRED = "hired", _("录用")
        REFUSED = "refused", _("未录用")
        SILENT = "silent", _("无反馈")

    person = models.ForeignKey(Person, models.CASCADE, related_name="pushes", verbose_name=_("毕业生"))
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="pushes", verbose_name=_("岗位"))
    pushed_on = models.DateField(_("推送日期"))
    pushed_at = models.DateTimeField(_("推送时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("推送人"))
    channel = models.CharField(_("方式"), max_length=10, choices=Channel)
    score = models.PositiveSmallIntegerField(_("匹配分"), default=0)
    components = models.JSONField(_("分项"), default=dict)
    reasons = models.JSONField(_("理由"), default=list)
    answer = models.CharField(_("本人答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    no_reason = models.CharField(_("不愿意原因"), max_length=12, choices=NoReason, blank=True)
    employer_answer = models.CharField(
        _("单位反馈"), max_length=10, choices=EmployerAnswer, default=EmployerAnswer.WAITING
    )
    employer_answered_on = models.DateField(_("反馈日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("岗位推送")
        ordering = ["-pushed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "posting"],
                name="one_posting_once_a_person",
                violation_error_message=_("该岗位已推送给此人。"),
            )
        ]
        indexes = [models.Index(fields=["answer", "pushed_on"], name="push_answer")]
