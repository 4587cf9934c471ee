"""What stands between the office and its phones: devices, who was carried on them, and facts two sides changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.models.guidance import GivenQuerySet
from followup.models.visit import Visit
from registry.models import Person
from registry.sealed import SealedField


class DeviceQuerySet(models.QuerySet):
    def manageable_by(self, user):
        """One's own, and for whoever keeps the accounts everybody's."""
        return self if user.has_perm("accounts.manage") else self.filter(user=user)


class Device(models.Model):
    """One browser in which an officer works without a network; an administrator can have it wiped."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices", verbose_name=_("使用人"))
    label = models.CharField(_("设备"), max_length=120, blank=True)  # what the browser calls itself, shortened
    first_seen_at = models.DateTimeField(_("首次使用"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("最近连线"))
    people = models.PositiveSmallIntegerField(_("存有人数"), default=0)
    bytes = models.PositiveIntegerField(_("存有字节"), default=0)
    clock_off = models.IntegerField(_("时钟误差（秒）"), default=0)  # the phone's clock minus ours
    wipe_asked_at = models.DateTimeField(_("要求清除"), null=True)
    wipe_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("要求清除的人")
    )
    wiped_at = models.DateTimeField(_("已清除"), null=True)
    # As what and where its user was given the people it holds: another role or station may not keep them.
    role = models.CharField(_("角色"), max_length=20, blank=True)
    station = models.ForeignKey(
        "accounts.Station", models.SET_NULL, null=True, related_name="+", verbose_name=_("站点")
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("手机端")
        ordering = ["-last_seen_at", "-pk"]


class Carried(models.Model):
    """A person whose few facts a device was given: whoever carried them may bring their visit home, moved or not."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="carried")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("下载时间"))  # the last time

    class Meta:
        verbose_name = verbose_name_plural = _("手机存档")
        ordering = ["device", "person"]
        constraints = [models.UniqueConstraint(fields=["device", "person"], name="carried_once_a_device")]


class FactConflict(models.Model):
    """A fact a visit brought home changed while the office had changed it too: both are kept until one is chosen."""

    class Kept(models.TextChoices):
        BROUGHT = "brought", _("采用走访所得")
        FOUND = "found", _("保留系统所存")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="conflicts", verbose_name=_("走访"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="conflicts", verbose_name=_("毕业生"))
    fact = models.CharField(_("信息"), max_length=30)
    brought = SealedField(_("走访所得"), purpose="conflict")  # JSON text, as every value is
    found = SealedField(_("系统所存"), purpose="conflict")
    at = models.DateTimeField(_("发现时间"), auto_now_add=True)
    kept = models.CharField(_("处理"), max_length=8, choices=Kept, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("处理人")
    )
    decided_at = models.DateTimeField(null=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("信息冲突")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "fact"], name="one_conflict_a_fact"),
            models.CheckConstraint(
                condition=Q(kept="", decided_at=None) | ~Q(kept="") & Q(decided_at__isnull=False),
                name="conflict_decided_at_a_time",
            ),
        ]


def photo_path(photo, _filename):
    """Files are found by a random name only."""
    return f"photos/{photo.uuid.hex[:2]}/{photo.uuid.hex}.jpg"


class VisitPhoto(models.Model):
    """A picture taken at the door, shrunk and without place; optional."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos", verbose_name=_("走访"))
    image = models.FileField(_("照片"), upload_to=photo_path)
    digest = models.CharField(max_length=64, editable=False)
    bytes = models.PositiveIntegerField(_("字节"), default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("拍摄人"))

    class Meta:
        verbose_name = verbose_name_plural = _("走访照片")
        ordering = ["visit", "pk"]
