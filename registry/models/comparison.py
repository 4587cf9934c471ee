"""Another department's list held against the registry, and what it suggests."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models.person import Person
from registry.sealed import SealedJSONField
from registry.sources import SourceKind


class ComparisonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Comparisons of the user's station and below; none without a station."""
        if getattr(user, "reach", None) != "subtree":
            return self.none()
        return self.filter(station__in=apps.get_model("accounts.Station").objects.within(user.station).values("pk"))


class Comparison(models.Model):
    """One list as received for a station, compared with everyone that station counts."""

    class Kind(models.TextChoices):
        EDUCATION = "education", _("教育部门离校未就业名单")
        CIVIL = "civil", _("民政重点群体名单")
        INSURANCE = "insurance", _("社会保险参保名单")
        ENROLMENT = "enrolment", _("升学录取（学籍）名单")
        ARMY = "army", _("入伍名单")
        BUSINESS = "business", _("市场主体登记名单")
        NEIGHBOUR = "neighbour", _("外县市名单")
        ROSTER = "roster", _("上月名册")

    class Stage(models.TextChoices):
        RECEIVED = "received", _("已接收")
        COMPARING = "comparing", _("比对中")
        COMPARED = "compared", _("已比对")
        FAILED = "failed", _("无法读取")

    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="comparisons", verbose_name=_("站点"))
    kind = models.CharField(_("名单类别"), max_length=12, choices=Kind)
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
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("接收人")
    )
    received_at = models.DateTimeField(_("接收时间"))
    compared_at = models.DateTimeField(_("比对完成时间"), null=True)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("数据比对")
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("registry:comparison", args=[self.pk])

    @property
    def source_kind(self):
        """Whose word the list is, where one kind of list is one source."""
        return SourceKind(self.kind) if self.kind in SourceKind.values else SourceKind.OTHER

    @property
    def is_moving(self):
        return self.stage in (self.Stage.RECEIVED, self.Stage.COMPARING)


class ComparisonFile(models.Model):
    """The received list itself, sealed, until it has been compared."""

    comparison = models.OneToOneField(Comparison, models.CASCADE, related_name="file")
    content = models.BinaryField()


class Sighting(models.Model):
    """This person is on this list: what tells who is missing there. Kept only while comparing."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="sightings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "sightings"


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(comparison__in=Comparison.objects.visible_to(user).values("pk"))

    def waiting(self):
        return self.filter(decision="")


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

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="findings")
    what = models.CharField(_("类别"), max_length=14, choices=What)
    number = models.PositiveIntegerField(_("行号"), null=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="findings")
    id_digest = models.CharField(max_length=64, blank=True)
    content = SealedJSONField(_("内容"), purpose="finding")  # {"facts": …, "changes": …, "suggests": …}
    reasons = models.JSONField(_("说明"), default=list)
    key = models.CharField(max_length=64)  # digest of what it says of whom: the same suggestion next month has it too
    decision = models.CharField(_("处置"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("处置时间"), null=True)
    note = models.CharField(_("处置说明"), max_length=200, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("比对结果")
        ordering = ["comparison", "pk"]
        indexes = [
            models.Index(fields=["comparison", "what", "decision"], name="finding_what"),
            models.Index(fields=["key"], name="finding_key"),
        ]
