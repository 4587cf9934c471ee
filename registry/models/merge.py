"""Two records that proved to be one person: what was chosen and what was moved, so that it can be undone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.person import Person
from registry.sealed import SealedJSONField


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those whose kept record the user sees."""
        return self.filter(kept__in=Person.objects.visible_to(user).values("pk"))


class Merge(models.Model):
    """One merge. `content` holds what undoing needs: facts as they were and the keys of every row that moved."""

    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges", verbose_name=_("保留的档案"))
    gone = models.ForeignKey(Person, models.CASCADE, related_name="merged_by", verbose_name=_("并入的档案"))
    content = SealedJSONField(_("内容"), purpose="merge")
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("合并人"))
    at = models.DateTimeField(_("合并时间"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("档案合并")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(undone_at=None),
                name="merged_once",
                violation_error_message=_("该档案已并入他人。"),
            )
        ]
