"""Who hands people to whom within a station: at once, and undone as one."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models import Person, Tier


class HandingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those decided at the user's station and below."""
        if getattr(user, "reach", None) != "subtree":
            return self.none()
        stations = apps.get_model("accounts.Station").objects.within(user.station)
        return self.filter(station__in=stations.values("pk"))

    def for_list(self):
        """With what a list row shows, in a constant number of queries."""
        return self.select_related("station", "by", "leaver", "undone_by").annotate(n=Count("lines"))


class Handing(models.Model):
    """One act that gave people to officers, with a line for each, so that it can be undone as one."""

    class Way(models.TextChoices):
        BY_HAND = "by_hand", _("人工分配")
        BY_RULE = "by_rule", _("按规则分配")
        LEAVING = "leaving", _("离岗移交")
        TRANSFER = "transfer", _("跨站接收")

    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="+", verbose_name=_("站点"))
    way = models.CharField(_("方式"), max_length=8, choices=Way)
    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("移交人")
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    at = models.DateTimeField(_("时间"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    objects = HandingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("人员分配")
        ordering = ["-pk"]

    def get_absolute_url(self):
        return reverse("followup:handing", args=[self.pk])


class HandingLine(models.Model):
    """One person of an act: from whom to whom, and the brief written from the facts for whoever receives them."""

    class Part(models.TextChoices):
        """What somebody was to the person; all but helpers are named as the person's own fields are."""

        OWNER = "owner", _("责任专员")
        ALSO = "also_owner", _("协同责任人")
        COUNSELLOR = "counsellor", _("职业指导师")
        HELPER = "helper", _("包保人")

    handing = models.ForeignKey(Handing, models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, models.CASCADE, related_name="handings")
    part = models.CharField(_("职责"), max_length=10, choices=Part, default=Part.OWNER)
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+", verbose_name=_("层级"))
    was = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    becomes = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    brief = models.JSONField(_("交接摘要"), default=dict, blank=True)  # codes and dates; told in the reader's language
    undone = models.BooleanField(_("已撤销"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("分配明细")
        ordering = ["handing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handing", "person", "part"],
                condition=Q(tier=None),
                name="one_line_a_person",
                violation_error_message=_("此人已在其中。"),
            ),
            models.UniqueConstraint(
                fields=["handing", "person", "tier"],
                condition=Q(tier__isnull=False),
                name="one_line_a_helper",
                violation_error_message=_("此人已在其中。"),
            ),
            models.CheckConstraint(
                condition=Q(part="helper", tier__isnull=False) | ~Q(part="helper") & Q(tier=None),
                name="a_helper_has_a_tier",
                violation_error_message=_("包保人须有层级。"),
            ),
        ]
