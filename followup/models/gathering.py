"""集中活动: one act for a room of people, and what is kept of each one who was asked to come."""

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from followup.models.guidance import Briefing, GivenQuerySet, Session
from registry.models import Person


class GatheringQuerySet(models.QuerySet):
    def led_by(self, user):
        """Those whose whole roll a user may call: the leader's own, and a supervisor's at the station and below.

        Who leads sees of everybody asked the name, the station and the masked ID number, and nothing else: a person
        is asked by whoever sees them, and their file is still opened through Person.visible_to() alone.
        """
        reach = getattr(user, "reach", None)
        if reach == "own":
            return self.filter(by=user, station=user.station_id)
        if reach == "subtree":
            stations = apps.get_model("accounts.Station").objects.within(user.station).values("pk")
            return self.filter(station__in=stations)
        return self.none()

    def visible_to(self, user):
        """Those a user leads, those of the user's own station, and those to which people of theirs are asked."""
        if getattr(user, "reach", None) not in ("own", "subtree") or user.station_id is None:
            return self.none()
        led = self.led_by(user).values("pk")
        asked = Attendance.objects.visible_to(user).values("gathering")
        return self.filter(Q(pk__in=led) | Q(station=user.station_id) | Q(pk__in=asked))

    def open(self):
        """Those whose roll can be called: neither closed nor called off."""
        return self.filter(closed_at=None, called_off_on=None)


class Gathering(models.Model):
    """A briefing, a hall session or a visit to a factory, with one topic sheet for everybody."""

    class Kind(models.TextChoices):
        BRIEFING = "briefing", _("政策宣讲会")
        HALL = "hall", _("集体职业指导")
        FACTORY = "factory", _("企业参访")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made with the form: pressed twice is one
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    title = models.CharField(_("主题"), max_length=80)
    held_on = models.DateField(_("日期"))
    starts_at = models.TimeField(_("开始时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), default=60)
    topics = models.JSONField(_("内容"), default=list)
    sheet = models.TextField(_("主题单"), blank=True)
    station = models.ForeignKey(
        "accounts.Station", models.PROTECT, related_name="gatherings", verbose_name=_("主办站点")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("主持人"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(_("点名结束"), null=True, blank=True)
    called_off_on = models.DateField(_("取消日期"), null=True, blank=True)
    called_off_why = models.CharField(_("取消原因"), max_length=200, blank=True)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("集中活动")
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("followup:gathering", args=[self.pk])

    @property
    def is_open(self):
        return self.closed_at is None and self.called_off_on is None

    @property
    def topic_labels(self):
        known = Session.Topic if self.kind == self.Kind.HALL else Briefing.Topic
        return [known(topic).label for topic in self.topics]


class AttendanceQuerySet(GivenQuerySet):
    def callable_by(self, user):
        """The seats a user may mark: all of a gathering that they lead, elsewhere those of their own people.

        Whoever was merged into another record or withdrawn is nobody's, and is called by nobody.
        """
        led = Q(gathering__in=Gathering.objects.led_by(user).values("pk"))
        mine = Exists(Person.objects.visible_to(user).filter(pk=OuterRef("person")))
        return self.filter(led | Q(mine), person__gone="")

    def there(self):
        return self.filter(state__in=Attendance.THERE, undone_at=None)

    def standing(self):
        """Without those who were taken off the list again."""
        return self.filter(undone_at=None)


class Attendance(models.Model):
    """One person at one gathering: asked, there, late or absent with a reason; only presence gives a step."""

    class State(models.TextChoices):
        ASKED = "asked", _("待点名")
        PRESENT = "present", _("到场")
        LATE = "late", _("迟到")
        ABSENT = "absent", _("缺席")

    class AbsentReason(models.TextChoices):
        ILL = "ill", _("生病")
        WORK = "work", _("上班或面试")
        EXAM = "exam", _("考试")
        ROAD = "road", _("路远或交通")
        FAMILY = "family", _("家事")
        UNREACHED = "unreached", _("未通知到")
        NO_WORD = "no_word", _("未说明")
        OTHER = "other", _("其他")

    THERE = (State.PRESENT, State.LATE)

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="attendances", verbose_name=_("毕业生"))
    state = models.CharField(_("到场情况"), max_length=8, choices=State, default=State.ASKED)
    reason = models.CharField(_("缺席原因"), max_length=10, choices=AbsentReason, blank=True)
    note = models.CharField(_("备注"), max_length=100, blank=True)
    marked_at = models.DateTimeField(_("点名时间"), null=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("点名人")
    )
    briefing = models.OneToOneField(Briefing, models.SET_NULL, null=True, related_name="attendance")
    session = models.OneToOneField(Session, models.SET_NULL, null=True, related_name="attendance")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_why = models.CharField(_("撤销原因"), max_length=200, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("点名")
        ordering = ["gathering", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "person"], name="one_seat_a_person", violation_error_message=_("此人已在名单中。")
            ),
            models.CheckConstraint(
                condition=~Q(state="absent") | ~Q(reason=""),
                name="absent_with_a_reason",
                violation_error_message=_("缺席须说明原因。"),
            ),
        ]

    @property
    def was_there(self):
        return self.state in self.THERE and self.undone_at is None
