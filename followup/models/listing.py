"""Ways of looking at the people list that a station keeps, and what was handed out of it."""

import secrets

from django.conf import settings
from django.db import models
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


class ExportTemplate(models.Model):
    """A workbook the office was given to fill in; rows are poured into its own columns."""

    station = models.ForeignKey("accounts.Station", models.CASCADE, related_name="+", verbose_name=_("站点"))
    name = models.CharField(_("名称"), max_length=80)
    content = models.BinaryField()
    sheet = models.CharField(_("工作表"), max_length=100)
    header_row = models.PositiveIntegerField(_("表头行"))
    columns = models.JSONField(_("列识别"), default=dict)  # {column number as text: column of the list}
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("导出模板")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


def new_token():
    return secrets.token_urlsafe(24)


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
    columns = models.JSONField(_("列"), default=list)
    unmasked = models.BooleanField(_("含完整证件号与电话"), default=False)
    template = models.ForeignKey(ExportTemplate, models.SET_NULL, null=True, blank=True, verbose_name=_("模板"))
    stage = models.CharField(_("进度"), max_length=8, choices=Stage, default=Stage.WAITING)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    rows_done = models.PositiveIntegerField(_("已处理"), default=0)
    began_at = models.DateTimeField(null=True)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    expires_at = models.DateTimeField(_("有效至"))
    fetched = models.PositiveIntegerField(_("下载次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("导出")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.purpose}"
