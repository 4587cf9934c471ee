"""Ways of looking at the people list that a station keeps, and what was handed out of it."""

import secrets

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared by one's station or a station above it."""
        if user.station_id is None:
            return self.none()
        above = [int(key) for key in user.station.path.strip("/").split("/")]
        return self.filter(models.Q(by=user) | models.Q(shared=True, station__in=above))


class SavedView(models.Model):
    """A name for a filter, an order and a choice of columns."""

    station = models.ForeignKey("accounts.Station", models.CASCADE, related_name="+", verbose_name=_("站点"))
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=500, blank=True)  # a query string: filter, sort and columns
    shared = models.BooleanField(_("全站共享"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("保存人"))
    at = models.DateTimeField(auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("常用视图")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "name"], name="one_view_a_name", violation_error_message=_("已有同名视图。")
            )
        ]

    def __str__(self):
        return self.name


class ExportTemplateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of one's station and of the stations above it: a city's form is every street's."""
        if user.station_id is None:
            return self.none()
        above = [int(key) for key in user.station.path.strip("/").split("/")]
        return self.filter(station__in=above)

    def kept_by(self, user):
        """Those one may change: what a station above laid down is not for the stations below to alter."""
        return self.filter(station=user.station_id) if user.station_id else self.none()


class ExportTemplate(models.Model):
    """A workbook the office was given to fill in; rows are poured into its own columns."""

    station = models.ForeignKey("accounts.Station", models.CASCADE, related_name="+", verbose_name=_("站点"))
    name = models.CharField(_("名称"), max_length=80)
    content = models.BinaryField()  # sealed, as every received file is
    sheet = models.CharField(_("工作表"), max_length=100)
    header_row = models.PositiveIntegerField(_("表头行"))  # the last one, where there are several
    headers = models.JSONField(default=dict)  # {column number as text: the template's header}
    columns = models.JSONField(_("列识别"), default=dict)  # {column number as text: column of the list}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(auto_now_add=True)

    objects = ExportTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("导出模板")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


def new_token():
    return secrets.token_urlsafe(24)


class ExportQuerySet(models.QuerySet):
    def asked_by(self, user):
        """The only door to a file: nobody but who asked for it, at the station it was asked for."""
        return self.filter(by=user, station=user.station_id)

    def visible_to(self, user):
        """What the record shows: those who may see who looked see their subtree's, others their own."""
        if not user.has_perm("registry.view_look"):
            return self.filter(by=user)
        stations = apps.get_model("accounts.Station").objects.within(user.station)
        return self.filter(station__in=stations.values("pk"))

    def unfinished(self):
        return self.filter(stage__in=[Export.Stage.WAITING, Export.Stage.WRITING])

    def expired(self, now):
        return self.filter(expires_at__lte=now).exclude(stage__in=[Export.Stage.EXPIRED, Export.Stage.FAILED])


class Export(models.Model):
    """One list handed out: who, what for, which people and columns, and until when the file can be fetched."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("排队中")
        WRITING = "writing", _("生成中")
        READY = "ready", _("可下载")
        FAILED = "failed", _("未能生成")
        EXPIRED = "expired", _("已过期")

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="+", verbose_name=_("站点"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("导出人"))
    at = models.DateTimeField(_("时间"))
    purpose = models.CharField(_("用途"), max_length=200)
    recipient = models.CharField(_("提供给"), max_length=80, blank=True)
    query = models.CharField(_("条件"), max_length=500, blank=True)
    sentence = models.CharField(_("筛选说明"), max_length=500, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    columns = models.JSONField(_("列"), default=list)
    people = models.BinaryField(
        default=bytes
    )  # their keys in the order shown, packed: what was told is what is written
    unmasked = models.BooleanField(_("含完整证件号与电话"), default=False)
    template = models.ForeignKey(ExportTemplate, models.SET_NULL, null=True, blank=True, verbose_name=_("模板"))
    stage = models.CharField(_("进度"), max_length=8, choices=Stage, default=Stage.WAITING)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    rows_done = models.PositiveIntegerField(_("已处理"), default=0)
    left_out = models.PositiveIntegerField(
        _("已不可见"), default=0
    )  # gone or out of reach since the export was asked for
    run = models.PositiveIntegerField(default=0)  # which writer holds the file: the last one that began
    began_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(_("字节"), default=0)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    expires_at = models.DateTimeField(_("有效至"))
    fetched = models.PositiveIntegerField(_("下载次数"), default=0)
    fetched_at = models.DateTimeField(_("最近下载"), null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("导出")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.purpose}"

    def get_absolute_url(self):
        return reverse("followup:export", args=[self.token])

    @property
    def serial(self):
        """The number on the cover, on every printed page and inside the file: which export a sheet came from."""
        return f"HH{self.pk:07d}"

    @property
    def is_moving(self):
        return self.stage in (self.Stage.WAITING, self.Stage.WRITING)


class ExportChunk(models.Model):
    """A sealed piece of an export's file, in the database so that any machine can serve what any machine wrote."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = _("导出内容")
        ordering = ["export", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "number"], name="one_chunk_a_number", violation_error_message=_("导出内容重复。")
            )
        ]
