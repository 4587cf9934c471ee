"""Another department's list held against the registry, and what it suggests."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.lists import ListKind
from registry.models.person import Person
from registry.sealed import SealedJSONField
from registry.sources import SourceKind


class ComparisonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Comparisons of the user's station and below; none without a station."""
        if getattr(user, "reach", None) != "subtree":
            return self.none()
        return self.filter(station__in=apps.get_model("accounts.Station").objects.within(user.station).values("pk"))

    def standing_still(self, since):
        """At work, and nothing has moved since a moment: whoever worked at it is gone."""
        return self.filter(stage__in=Comparison.MOVING, moved_at__lt=since)


class Comparison(models.Model):
    """One list as received for a station, compared with everyone that station counts."""

    Kind = ListKind

    class Stage(models.TextChoices):
        RECEIVED = "received", _("已接收")
        COMPARING = "comparing", _("比对中")
        COMPARED = "compared", _("已比对")
        FAILED = "failed", _("无法读取")

    MOVING = (Stage.RECEIVED, Stage.COMPARING)

    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="comparisons", verbose_name=_("站点"))
    kind = models.CharField(_("名单类别"), max_length=12, choices=ListKind)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    listed_on = models.DateField(_("名单截止日期"))
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, default=Stage.RECEIVED)
    columns = models.JSONField(_("列识别"), default=dict)
    header = models.JSONField(_("表头"), default=list)
    remarks = models.JSONField(_("读取说明"), default=list)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    rows_done = models.PositiveIntegerField(_("已处理"), default=0)
    counts = models.JSONField(_("各类行数"), default=dict)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    began_at = models.DateTimeField(_("本阶段开始"), null=True)
    moved_at = models.DateTimeField(_("最近进展"), null=True, editable=False)  # one at work without any is taken up
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("接收人")
    )
    received_at = models.DateTimeField(_("接收时间"))
    compared_at = models.DateTimeField(_("比对完成时间"), null=True)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("数据比对")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind", "sha256"],
                condition=models.Q(stage__in=("received", "comparing")),
                name="one_comparison_at_work",
                violation_error_message=_("同一份名单正在比对。"),
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("followup:comparison", args=[self.pk])

    @property
    def source_kind(self):
        """Whose word the list is, where one kind of list is one source."""
        return SourceKind(self.kind) if self.kind in SourceKind.values else SourceKind.OTHER

    @property
    def is_moving(self):
        return self.stage in self.MOVING


class ComparisonFile(models.Model):
    """The received list itself, sealed, until it has been compared."""

    comparison = models.OneToOneField(Comparison, models.CASCADE, related_name="file")
    content = models.BinaryField()


class Sighting(models.Model):
    """One row of a list while it is compared: what it says, laid beside the people it names by one join.

    Kept only for that time, so its references are checked by nobody; `person` holds the digest of the listed number,
    which may be nobody's here, or what stands in for a number that cannot be read.
    """

    comparison = models.ForeignKey(
        Comparison, models.CASCADE, db_constraint=False, db_index=False, related_name="sightings"
    )
    number = models.PositiveIntegerField()
    person = models.ForeignKey(
        Person,
        models.DO_NOTHING,
        to_field="id_digest",
        db_column="id_digest",
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    problem = models.CharField(max_length=20, blank=True)  # why the number cannot be read, "" when it can
    pattern = models.CharField(max_length=18, blank=True)  # of a masked number
    name = models.CharField(max_length=60, blank=True)
    born_on = models.DateField(null=True)
    ethnicity = models.CharField(max_length=2, blank=True)
    education = models.CharField(max_length=2, blank=True)
    school = models.CharField(max_length=80, blank=True)
    major = models.CharField(max_length=80, blank=True)
    hukou_text = models.CharField(max_length=120, blank=True)
    graduated_on = models.DateField(null=True)
    groups = models.CharField(max_length=200, blank=True)  # "|dibao|disabled|"
    began_on = models.DateField(null=True)
    station = models.ForeignKey(
        "accounts.Station", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    key = models.CharField(max_length=64)
    content = SealedJSONField(purpose="finding")
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "sightings"
        indexes = [models.Index(fields=["comparison", "person"], name="sighting_who")]


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of comparisons within reach, about people who still are, or about nobody registered here."""
        found = self.filter(comparison__in=Comparison.objects.visible_to(user).values("pk"))
        # One by one: a set of all whom a city sees is too large to be asked of for each row.
        seen = models.Exists(Person.objects.visible_to(user).filter(pk=models.OuterRef("person")))
        return found.filter(models.Q(person=None) | seen)

    def waiting(self):
        """Not decided, this time or with an earlier list."""
        return self.filter(decision="")

    def remembered(self):
        return self.filter(decision=Finding.Decision.REMEMBERED)

    def decided(self):
        return self.exclude(decision__in=("", Finding.Decision.REMEMBERED))


class Finding(models.Model):
    """One difference between a list and the registry, and what was decided about it."""

    class What(models.TextChoices):
        MISSING_HERE = "missing_here", _("名单有、名册无")
        MISSING_THERE = "missing_there", _("名册有、名单无")
        CHANGED = "changed", _("信息不一致")
        MOVED = "moved", _("所在地变动")
        CLAIMED_TWICE = "claimed_twice", _("多处重复认领")
        HIT = "hit", _("去向线索")
        DOUBTFUL = "doubtful", _("疑似同一人")
        UNREADABLE = "unreadable", _("无法核对的行")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("已采纳")
        REJECTED = "rejected", _("不采纳")
        TO_VISIT = "to_visit", _("交专员核实")
        REMEMBERED = "remembered", _("以往已判定")

    # A list has up to a million of these: every index that nobody asks is left out.
    comparison = models.ForeignKey(Comparison, models.CASCADE, db_index=False, related_name="findings")
    what = models.CharField(_("类别"), max_length=14, choices=What)
    number = models.PositiveIntegerField(_("行号"), null=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="findings")
    id_digest = models.CharField(max_length=64, blank=True)
    station = models.ForeignKey(
        "accounts.Station",
        models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("名单所列站点"),
    )
    content = SealedJSONField(_("内容"), purpose="finding")  # {"cells": [...], "facts": {...}} of the row
    reasons = models.JSONField(_("说明"), default=list)
    key = models.CharField(max_length=64)  # what the list says of whom: the same thing said next month has it too
    decision = models.CharField(_("处置"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("处置时间"), null=True)
    note = models.CharField(_("处置说明"), max_length=200, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("比对结果")
        ordering = ["comparison", "pk"]
        indexes = [
            models.Index(fields=["comparison", "what", "number"], name="finding_row"),
            models.Index(fields=["key"], name="finding_key"),
        ]
