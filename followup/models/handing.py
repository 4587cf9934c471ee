"""Who hands people to whom: within a station at once, between stations with an answer and a time limit."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models import Person


class Handing(models.Model):
    """One act that gave people to officers, with a line for each, so that it can be undone as one."""

    class Way(models.TextChoices):
        BY_HAND = "by_hand", _("人工分配")
        BY_RULE = "by_rule", _("按规则分配")
        LEAVING = "leaving", _("离岗移交")

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

    class Meta:
        verbose_name = verbose_name_plural = _("人员分配")
        ordering = ["-pk"]


class HandingLine(models.Model):
    """One person of an act: from whom to whom, and the brief written from the facts for whoever receives them."""

    handing = models.ForeignKey(Handing, models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, models.CASCADE, related_name="handings")
    was = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    becomes = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    brief = models.JSONField(_("交接摘要"), default=dict, blank=True)  # codes and dates; told in the reader's language
    undone = models.BooleanField(_("已撤销"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("分配明细")
        ordering = ["handing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handing", "person"], name="one_line_a_person", violation_error_message=_("此人已在其中。")
            )
        ]


class TransferQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Transfer.State.WAITING)

    def visible_to(self, user):
        """Those that leave or come to the user's station and below."""
        if getattr(user, "reach", None) != "subtree":
            return self.none()
        stations = apps.get_model("accounts.Station").objects.within(user.station).values("pk")
        return self.filter(Q(sender__in=stations) | Q(receiver__in=stations))


class Transfer(models.Model):
    """A person offered by one station to another. Until it is accepted, the sender counts and serves the person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待接收")
        ACCEPTED = "accepted", _("已接收")
        REFUSED = "refused", _("已退回")
        EXPIRED = "expired", _("逾期未接")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Kind(models.TextChoices):
        MOVE = "move", _("转出，由对方计数")
        ALSO = "also", _("请对方协同，仍由我方计数")

    person = models.ForeignKey(Person, models.CASCADE, related_name="transfers", verbose_name=_("毕业生"))
    kind = models.CharField(_("方式"), max_length=5, choices=Kind, default=Kind.MOVE)
    sender = models.ForeignKey("accounts.Station", models.PROTECT, related_name="sent", verbose_name=_("转出站点"))
    receiver = models.ForeignKey(
        "accounts.Station", models.PROTECT, related_name="received", verbose_name=_("接收站点")
    )
    reason = models.CharField(_("原因"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    asked_on = models.DateField(_("发起日期"))
    answer_by = models.DateField(_("接收期限"))
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    answer = models.CharField(_("退回原因"), max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("跨站转接")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="waiting"),
                name="one_transfer_waiting",
                violation_error_message=_("此人已有待接收的转接。"),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="refused_with_a_reason",
                violation_error_message=_("退回须说明原因。"),
            ),
        ]
