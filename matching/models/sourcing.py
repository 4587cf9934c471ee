"""Where postings come from: the other lists that offer the same job, who was asked whether it is open, who may send."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models.posting import Posting, PostingRow


class PostingSource(models.Model):
    """Another list that offers a posting which is in the pool already; by its key the list is known again."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="others", verbose_name=_("岗位"))
    source = models.CharField(_("来源"), max_length=60)
    source_key = models.CharField(max_length=64, unique=True, editable=False)
    row = models.ForeignKey(PostingRow, models.SET_NULL, null=True, related_name="+")
    seen_on = models.DateField(_("最近出现"))

    class Meta:
        verbose_name = verbose_name_plural = _("岗位的其他来源")
        ordering = ["pk"]

    def __str__(self):
        return self.source


class Inquiry(models.Model):
    """A source that was asked whether a posting is still open, and what it said."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("待答复")
        OPEN = "open", _("仍在招")
        FILLED = "filled", _("已招满")
        WITHDRAWN = "withdrawn", _("已撤回")

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="inquiries", verbose_name=_("岗位"))
    asked_on = models.DateField(_("询问日期"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("询问人"))
    answer = models.CharField(_("答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(_("答复日期"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("岗位核实")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(answer="waiting"),
                name="one_inquiry_waits_for_a_posting",
                violation_error_message=_("该岗位已在询问中。"),
            )
        ]

    def __str__(self):
        return self.get_answer_display()


class Reopening(models.Model):
    """A posting that was closed by mistake and opened again: how it was closed, and why that was wrong."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="reopenings", verbose_name=_("岗位"))
    closed_on = models.DateField(_("原关闭日期"))
    closed_reason = models.CharField(_("原关闭原因"), max_length=10, choices=Posting.ClosedReason)
    reason = models.CharField(_("重新开放原因"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("岗位重新开放")
        ordering = ["-pk"]

    def __str__(self):
        return self.reason


class IntakeToken(models.Model):
    """What a source's own system shows when it sends postings; only its digest is kept."""

    source = models.CharField(_("来源"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("签发人"))
    issued_at = models.DateTimeField(_("签发时间"))
    used_at = models.DateTimeField(_("最近使用"), null=True)
    revoked_on = models.DateField(_("停用日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口令牌")
        ordering = ["source", "pk"]

    def __str__(self):
        return self.source
