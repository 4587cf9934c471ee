"""One file of people as received, row by row, with what it would change."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models.person import Person
from registry.sealed import SealedJSONField


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rosters of the user's station and below; none without a station."""
        if getattr(user, "reach", None) != "subtree":
            return self.none()
        return self.filter(station__in=apps.get_model("accounts.Station").objects.within(user.station).values("pk"))


class Roster(models.Model):
    """A file received for a station; staged row by row, believed only when applied."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("已接收")
        COMPARING = "comparing", _("比对中")
        COMPARED = "compared", _("待入库")
        APPLYING = "applying", _("入库中")
        APPLIED = "applied", _("已入库")
        FAILED = "failed", _("无法读取")

    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="rosters", verbose_name=_("站点"))
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    source = models.CharField(_("来源部门"), max_length=40, blank=True)
    columns = models.JSONField(_("列识别"), default=dict)
    header = models.JSONField(_("表头"), default=list)
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, default=Stage.RECEIVED)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    rows_done = models.PositiveIntegerField(_("已处理"), default=0)
    counts = models.JSONField(_("各结论行数"), default=dict)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("接收人")
    )
    received_at = models.DateTimeField(_("接收时间"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("入库人")
    )
    applied_at = models.DateTimeField(_("入库时间"), null=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名册")
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("registry:roster", args=[self.pk])

    @property
    def unused_columns(self):
        """The headers no fact is drawn from, as the file writes them."""
        return [name for index, name in enumerate(self.header) if name and str(index) not in self.columns]

    @property
    def is_moving(self):
        """Whether a task is at work on it, so that a page should look again."""
        return self.stage in (self.Stage.RECEIVED, self.Stage.COMPARING, self.Stage.APPLYING)


class RosterFile(models.Model):
    """The received file itself, sealed, until its rows are staged."""

    roster = models.OneToOneField(Roster, models.CASCADE, related_name="file")
    content = models.BinaryField()


class RosterRow(models.Model):
    """A row as received (sealed), its verdict and the reasons, as codes that each language renders."""

    class Verdict(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("变更")
        SAME = "same", _("一致")
        INVALID = "invalid", _("无效")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    content = SealedJSONField(_("内容"), purpose="roster_row")  # {"cells": {...}, "facts": {...}, "changes": {...}}
    id_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict)
    reasons = models.JSONField(_("说明"), default=list)  # [{"code": ..., "column": ..., ...}]
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="roster_rows")
    applied = models.BooleanField(_("已入库"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("名册行")
        ordering = ["roster", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"], name="one_row_a_number", violation_error_message=_("行号重复。")
            )
        ]
        indexes = [models.Index(fields=["roster", "verdict", "number"], name="row_verdict")]
