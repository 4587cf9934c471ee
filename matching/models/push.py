"""One posting offered to one person on one occasion, with the reasons as they were shown, and what came of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from matching.models.posting import Posting
from registry.models import Person

CHASE_AFTER = 3  # days without an answer after which the person is reminded, once
EXPIRE_AFTER = 14  # days without an answer after which none is awaited any more
AFTER_CHASE = 7  # days that a reminder leaves, however late it came


class PushQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))

    def unanswered(self):
        return self.filter(answer=Push.Answer.WAITING)

    def asked(self):
        """Those an answer is awaited of, with the day it was asked for, or on which it is asked for again."""
        again = Q(answer=Push.Answer.LATER, ask_again_on__isnull=False)
        waiting = self.filter(Q(answer=Push.Answer.WAITING) | again)
        return waiting.annotate(asked_on=Coalesce("ask_again_on", "pushed_on"))

    def taking_a_place(self):
        """Those that may still end in this posting: what a posting's openings are counted against."""
        gone = (Push.EmployerAnswer.REFUSED, Push.EmployerAnswer.SILENT)
        return self.exclude(answer__in=(Push.Answer.NO, Push.Answer.EXPIRED)).exclude(employer_answer__in=gone)

    def to_chase(self, today):
        """Unanswered for some days and not reminded yet."""
        long_ago = today - timedelta(days=CHASE_AFTER)
        return self.unanswered().filter(pushed_on__lte=long_ago, chased_on=None, lost_on=None)

    def to_ask_again(self, today):
        """The person wanted to think, and the day to ask again has come."""
        return self.with_again_on().filter(answer=Push.Answer.LATER, again_on__lte=today, lost_on=None)

    def with_again_on(self):
        """The day on which one who wanted to think is asked again: as agreed, or else when that was said."""
        return self.annotate(again_on=Coalesce("ask_again_on", "answered_on", "pushed_on"))

    def to_expire(self, today):
        """Nobody answered in time; a reminder gives some days more."""
        asked = today - timedelta(days=EXPIRE_AFTER)
        reminded = Q(chased_on=None) | Q(chased_on__lte=today - timedelta(days=AFTER_CHASE))
        return self.with_again_on().filter(
            Q(answer=Push.Answer.WAITING, pushed_on__lte=asked) & reminded
            | Q(answer=Push.Answer.LATER, again_on__lte=asked)
        )

    def to_hear_of(self):
        """The person is willing and the employer has said nothing yet."""
        return self.filter(answer=Push.Answer.YES, employer_answer=Push.EmployerAnswer.WAITING, lost_on=None)

    def hanging(self):
        """Something is still awaited of the posting: the person's answer, or after a yes the employer's."""
        asked = Q(answer__in=(Push.Answer.WAITING, Push.Answer.LATER))
        return self.filter(asked | Q(answer=Push.Answer.YES, employer_answer=Push.EmployerAnswer.WAITING))

    def losing_their_posting(self):
        """Something is still awaited of a posting that was closed, and nobody was told yet."""
        return self.hanging().filter(posting__closed_on__isnull=False, lost_on=None)

    def lost(self):
        """Those whose posting was closed, until the officer has told the person, or an answer came after all."""
        return self.hanging().filter(lost_on__isnull=False, lost_told_on=None)

    def told_of_closing(self):
        """Those whose posting is known to be closed, whether or not the person has been told."""
        return self.filter(lost_on__isnull=False)

    def back(self):
        """Those whose person was told that the posting is closed, until told that it is open again."""
        return self.hanging().filter(back_on__isnull=False, back_told_on=None, lost_on=None)

    def for_list(self):
        return self.select_related("person__station", "posting__employer", "by")


class Push(models.Model):
    """A job offered to a person by name; the same posting to the same person counts once."""

    class Channel(models.TextChoices):
        FACE = "face", _("当面")
        PHONE = "phone", _("电话")
        WECHAT = "wechat", _("微信")
        SMS = "sms", _("短信")
        LETTER = "letter", _("推荐信")

    class Arm(models.TextChoices):
        """How the posting came to be chosen: what the ranking is judged against."""

        RANKED = "ranked", _("按匹配选取")  # an officer took it off one person's list
        NEWEST = "newest", _("按最新选取")
        PROPOSED = "proposed", _("建议：按匹配")  # what the system proposes, and the controls drawn in its place
        CONTROL_NEWEST = "c_newest", _("对照：最新")
        CONTROL_RANDOM = "c_random", _("对照：随机")
        HAND = "hand", _("人工查找")

    class Answer(models.TextChoices):
        WAITING = "waiting", _("待答复")
        YES = "yes", _("愿意")
        LATER = "later", _("再考虑")
        NO = "no", _("不愿意")
        EXPIRED = "expired", _("逾期未答")

    class NoReason(models.TextChoices):
        PAY = "pay", _("薪酬偏低")
        DISTANCE = "distance", _("距离太远")
        MISMATCH = "mismatch", _("专业不对口")
        HOURS = "hours", _("工作时间不合适")
        PROSPECTS = "prospects", _("发展空间不足")
        FAMILY = "family", _("家庭原因")
        EXAMS = "exams", _("准备考试")
        FOUND = "found", _("已有着落")
        OTHER = "other", _("其他")

    class EmployerAnswer(models.TextChoices):
        WAITING = "waiting", _("待反馈")
        INTERVIEW = "interview", _("安排面试")
        HIRED = "hired", _("录用")
        REFUSED = "refused", _("未录用")
        SILENT = "silent", _("无反馈")

    person = models.ForeignKey(Person, models.CASCADE, related_name="pushes", verbose_name=_("毕业生"))
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="pushes", verbose_name=_("岗位"))
    pushed_on = models.DateField(_("推送日期"))
    pushed_at = models.DateTimeField(_("推送时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("推送人"))
    channel = models.CharField(_("方式"), max_length=10, choices=Channel)
    score = models.PositiveSmallIntegerField(_("匹配分"), default=0)
    components = models.JSONField(_("分项"), default=dict)
    reasons = models.JSONField(_("理由"), default=list)
    ranking = models.PositiveIntegerField(_("排序版本"), default=1)  # the components are by its weights
    arm = models.CharField(_("选取方式"), max_length=8, choices=Arm, blank=True)  # empty: before it was written down
    answer = models.CharField(_("本人答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    no_reason = models.CharField(_("不愿意原因"), max_length=12, choices=NoReason, blank=True)
    ask_again_on = models.DateField(_("再问日期"), null=True, blank=True)
    chased_on = models.DateField(_("催答日期"), null=True, blank=True)
    lost_on = models.DateField(_("岗位关闭知悉日期"), null=True, blank=True)
    lost_told_on = models.DateField(_("已告知本人日期"), null=True, blank=True)
    back_on = models.DateField(_("岗位重新开放日期"), null=True, blank=True)  # of one who was told that it was closed
    back_told_on = models.DateField(_("已告知重新开放日期"), null=True, blank=True)
    employer_answer = models.CharField(
        _("单位反馈"), max_length=10, choices=EmployerAnswer, default=EmployerAnswer.WAITING
    )
    employer_answered_on = models.DateField(_("反馈日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("岗位推送")
        ordering = ["-pushed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "posting"],
                name="one_posting_once_a_person",
                violation_error_message=_("该岗位已推送给此人。"),
            )
        ]
        indexes = [
            models.Index(fields=["answer", "pushed_on"], name="push_answer"),
            models.Index(fields=["pushed_on", "arm"], name="push_day_arm"),
            models.Index(fields=["pushed_at"], name="push_moment"),
            models.Index(
                fields=["person"], condition=Q(lost_on__isnull=False, lost_told_on=None), name="push_lost_untold"
            ),
            models.Index(
                fields=["person"], condition=Q(back_on__isnull=False, back_told_on=None), name="push_back_untold"
            ),
        ]
