"""What officers say of words: two job terms that mean the same, are near, or only look alike."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TermLinkQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def stood(self, at):
        """Those that stood at a moment."""
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), at__lte=at)


class TermLink(models.Model):
    """Two words and how they belong together, laid over what the product knows by itself; withdrawn, never deleted."""

    class Kind(models.TextChoices):
        SAME = "same", _("同义")
        NEAR = "near", _("相近")
        APART = "apart", _("不是一回事")

    left = models.CharField(_("词语一"), max_length=40)
    right = models.CharField(_("词语二"), max_length=40)
    # Normalised, the smaller first: so that the same pair is known the other way round.
    one = models.CharField(max_length=40, editable=False)
    other = models.CharField(max_length=40, editable=False)
    kind = models.CharField(_("关系"), max_length=8, choices=Kind)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    objects = TermLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("词语关系")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(withdrawn_at=None),
                name="one_link_of_two_words",
                violation_error_message=_("这两个词已有关系。"),
            )
        ]

    def __str__(self):
        return f"{self.left} – {self.right}"
