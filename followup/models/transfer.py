"""People offered by one station to another, with an answer and a time limit."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.models import Person


class TransferQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Transfer.State.WAITING)

    def overdue(self, today):
        """The one meaning of overdue: waiting and its date is before today."""
        return self.waiting().filter(answer_by__lt=today)

    def come_back(self):
        """Not taken by the other side, and the sender has not said yet that they know."""
        return self.filter(state__in=(Transfer.State.REFUSED, Transfer.State.EXPIRED), seen_on=None)

    def pending_for(self, user):
        """What the user's stations have something to do about: to answer, to wait for, or to take note of."""
        back = self.outgoing(user).come_back().values("pk")
        return self.visible_to(user).filter(Q(state=Transfer.State.WAITING) | Q(pk__in=back))

    def for_list(self):
        """With what a list row shows, in a constant number of queries."""
        return self.select_related("person__station", "sender", "receiver", "asked_by", "answered_by")

    def incoming(self, user):
        """Those offered to the user's station and below."""
        return self.filter(receiver__in=_stations_of(user))

    def outgoing(self, user):
        """Those that the user's station and below have offered."""
        return self.filter(sender__in=_stations_of(user))

    def visible_to(self, user):
        """Those that leave or come to the user's station and below."""
        stations = _stations_of(user)
        return self.filter(Q(sender__in=stations) | Q(receiver__in=stations))


def _stations_of(user):
    stations = apps.get_model("accounts.Station").objects
    within = stations.within(user.station) if getattr(user, "reach", None) == "subtree" else stations.none()
    return within.values("pk")


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
    # What the receiver's place is to the person, and whether the sender goes on serving along: both matter to a move.
    basis = models.CharField(_("接收地是其"), max_length=10, choices=Person.Basis, default=Person.Basis.RESIDENCE)
    stays = models.BooleanField(_("转出后继续协同"), default=False)
    reason = models.CharField(_("原因"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人"))
    asked_on = models.DateField(_("发起日期"))
    answer_by = models.DateField(_("接收期限"))
    state = models.CharField(_("状态"), max_length=9, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    seen_on = models.DateField(_("转出方知悉"), null=True)  # what came back is on the sender's list until then
    answer = models.CharField(_("退回原因"), max_length=200, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("跨站转接")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["answer_by"], condition=Q(state="waiting"), name="transfer_waiting")]
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

    def get_absolute_url(self):
        return reverse("followup:transfer", args=[self.pk])
