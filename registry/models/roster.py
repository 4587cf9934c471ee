"""One file of people as received, row by row, with what it would change."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models.person import Person
from registry.sealed import SealedJSONField
from registry.sources import SourceKind


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rosters of the user's station and below; none without a station."""
        if getattr(user, "reach", None) != "subtree":
            return self.none()
        return self.filter(station__in=apps.get_model("accounts.Station").objects.within(user.station).values("pk"))

    def standing_still(self, since):
        """At work, and nothing has moved since a moment: whoever worked at it is gone."""
        return self.filter(stage__in=Roster.MOVING, moved_at__lt=since)


class Roster(models.Model):
    """A file received for a station; staged row by row, believed only when applied."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("已接收")
        COMPARING = "comparing", _("比对中")
        COMPARED = "compared", _("待入库")
        APPLYING = "applying", _("入库中")
        APPLIED = "applied", _("已入库")
        FAILED = "failed", _("无法读取")
        UNDOING = "undoing", _("撤销中")
        UNDONE = "undone", _("已撤销")

    MOVING = (Stage.RECEIVED, Stage.COMPARING, Stage.APPLYING, Stage.UNDOING)
    OPEN = (Stage.RECEIVED, Stage.COMPARING, Stage.COMPARED, Stage.APPLYING)

    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="rosters", verbose_name=_("站点"))
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    source = models.CharField(_("来源部门"), max_length=40, blank=True)
    source_kind = models.CharField(_("来源类别"), max_length=12, choices=SourceKind, default=SourceKind.OTHER)
    columns = models.JSONField(_("列识别"), default=dict)  # {column number as text: fact}
    columns_by_hand = models.BooleanField(_("列由人工指定"), default=False)
    header = models.JSONField(_("表头"), default=list)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    sheets = models.JSONField(_("全部工作表"), default=list)  # [[name, rows]]
    remarks = models.JSONField(_("读取说明"), default=list)  # [{"code": ..., ...}]: hidden columns, two headers, …
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
    began_at = models.DateTimeField(_("本阶段开始"), null=True)  # of the stage at work: what time is left is told by it
    moved_at = models.DateTimeField(_("最近进展"), null=True, editable=False)  # a stage at work without any is taken up
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人")
    )
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名册")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "sha256"],
                condition=models.Q(stage__in=["received", "comparing", "compared", "applying"]),
                name="one_file_at_work",
                violation_error_message=_("同一份文件正在处理。"),
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("registry:roster", args=[self.pk])

    @property
    def unused_columns(self):
        """The headers no fact is drawn from, as the file writes them."""
        return [name for index, name in enumerate(self.header) if name and not self.columns.get(str(index))]

    @property
    def may_be_put_right(self):
        """Whether rows can be corrected and decided: compared, or applied with some left over."""
        return self.stage in (self.Stage.COMPARED, self.Stage.APPLIED)

    def rows_to_write(self):
        """The rows that applying would write."""
        return self.rows.filter(applied=False, verdict__in=("new", "changed"))

    @property
    def work_total(self):
        """The rows that the stage at work goes through: all when comparing, those to be written when applying."""
        if self.stage in (self.Stage.APPLYING, self.Stage.UNDOING):
            return self.counts.get("new", 0) + self.counts.get("changed", 0)
        return self.rows_total

    @property
    def is_moving(self):
        """Whether a task is at work on it, so that a page should look again."""
        return self.stage in self.MOVING


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
        DOUBTFUL = "doubtful", _("疑似")
        INVALID = "invalid", _("无效")

    class Decision(models.TextChoices):
        SAME = "same", _("是同一人")
        OTHER = "other", _("不是同一人")
        SKIP = "skip", _("不导入")

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    content = SealedJSONField(_("内容"), purpose="roster_row")  # {"cells": {...}, "facts": {...}, "changes": {...}}
    id_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict)
    reasons = models.JSONField(_("说明"), default=list)  # [{"code": ..., "column": ..., ...}]
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="roster_rows")
    suspects = models.JSONField(_("疑似对象"), default=list)  # [{"person": key, "why": [code]} or {"row": number, …}]
    decision = models.CharField(_("处置"), max_length=6, choices=Decision, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied = models.BooleanField(_("已入库"), default=False)
    undone = models.BooleanField(_("已撤销"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("名册行")
        ordering = ["roster", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"], name="one_row_a_number", violation_error_message=_("行号重复。")
            )
        ]
        indexes = [models.Index(fields=["roster", "verdict", "number"], name="row_verdict")]

    @property
    def is_wrong(self):
        """Whether somebody must put it right before it can be written."""
        return self.verdict in (self.Verdict.INVALID, self.Verdict.DOUBTFUL)


class ColumnMemory(models.Model):
    """Which column holds what, as a clerk once put it right for an office and this shape of file."""

    station = models.ForeignKey("accounts.Station", models.CASCADE, related_name="+")
    shape = models.CharField(max_length=64)  # digest of the headers in their order
    columns = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("列记忆")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "shape"], name="one_memory_a_shape", violation_error_message=_("该表样已有记忆。")
            )
        ]


class Likeness(models.Model):
    """A decision that is not asked for again: an identity met on a list is, or is not, this person.

    `digest` is of the listed ID number, or of what stood in its place. Those that are the same also serve as further
    numbers by which the person is found.
    """

    digest = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.CASCADE, related_name="likenesses")
    is_same = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("异同判定")
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "person"], name="one_likeness_a_pair", violation_error_message=_("已判定过。")
            ),
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(is_same=True),
                name="one_person_a_number",
                violation_error_message=_("该号码已归于另一人。"),
            ),
        ]
