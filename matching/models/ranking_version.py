"""Weights as they were and as they might become, what a change would do to lists, and what speaks for it or against."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from matching.models.push import Push
from matching.ranking import COMPONENTS, MOST_UNKNOWN, TOTAL, Weights


class RankingVersionQuerySet(models.QuerySet):
    def current(self):
        return self.filter(state=RankingVersion.State.CURRENT)

    def observed(self):
        return self.filter(state=RankingVersion.State.OBSERVED)


class RankingVersion(models.Model):
    """The weights of the ranking under a number that never comes again; only a draft may still be changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        OBSERVED = "observed", _("观察中")
        CURRENT = "current", _("启用中")
        RETIRED = "retired", _("已停用")

    number = models.PositiveIntegerField(_("版本"), unique=True)
    title = models.PositiveSmallIntegerField(_("意向"))
    major = models.PositiveSmallIntegerField(_("专业"))
    skills = models.PositiveSmallIntegerField(_("技能"))
    pay = models.PositiveSmallIntegerField(_("薪酬"))
    distance = models.PositiveSmallIntegerField(_("距离"))
    freshness = models.PositiveSmallIntegerField(_("时效"))
    unknown = models.PositiveSmallIntegerField(_("不详时计几成（%）"))
    note = models.CharField(_("为什么改"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("拟定人")
    )  # nobody: the weights the product comes with
    made_at = models.DateTimeField(_("拟定时间"))
    observed_since = models.DateTimeField(_("观察起"), null=True)
    current_since = models.DateTimeField(_("启用时间"), null=True)
    current_until = models.DateTimeField(_("停用时间"), null=True)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("启用人")
    )
    override = models.CharField(_("提前启用的理由"), max_length=200, blank=True)

    objects = RankingVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("排序权重")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(title=TOTAL - F("major") - F("skills") - F("pay") - F("distance") - F("freshness")),
                name="weights_add_up",
                violation_error_message=_("六项权重之和须为 100。"),
            ),
            models.CheckConstraint(
                condition=Q(unknown__lte=MOST_UNKNOWN),
                name="unknown_below_what_is_said",
                violation_error_message=_("不详时最多计 60%，不得高于写明的。"),
            ),
            *(
                models.UniqueConstraint(
                    fields=["state"], condition=Q(state=state), name=f"one_ranking_{state}", violation_error_message=why
                )
                for state, why in (
                    ("current", _("只能有一个启用中的版本。")),
                    ("observed", _("只能有一个观察中的版本。")),
                )
            ),
        ]

    def __str__(self):
        return _("第 %(n)s 版") % {"n": self.number}

    @property
    def weights(self):
        return Weights(self.number, *(getattr(self, name) for name in COMPONENTS), self.unknown)


class RankingPreview(models.Model):
    """What lists of ten would be under a version, beside those of the current one: for people of one user, or nightly.

    What changes is kept by the person's key: [key, how many are new in the list, how far the furthest moved, whether
    the first three change]. The lists themselves are made again for whoever is looked at.
    """

    version = models.ForeignKey(RankingVersion, models.CASCADE, related_name="previews", verbose_name=_("版本"))
    against = models.PositiveIntegerField(_("对照版本"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("查看人")
    )  # nobody: the silent run of a night
    on = models.DateField(_("日期"))
    asked_at = models.DateTimeField(_("时间"))
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(_("可见人数"), default=0)
    rows_total = models.PositiveIntegerField(_("比较人数"), default=0)
    rows_done = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("排序预览")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.version} · {self.on.isoformat()}"

    @property
    def is_moving(self):
        return self.ended_at is None


class TrialPlace(models.Model):
    """Where the posting of one push stood when it was pushed: in the lists compared, and among all that were eligible.

    A place beyond the hundredth is not told apart; without any eligible posting nothing could be told.
    """

    push = models.OneToOneField(Push, models.CASCADE, related_name="trial", verbose_name=_("推送"))
    current = models.PositiveIntegerField(_("启用版本"))
    observed = models.PositiveIntegerField(_("观察版本"), null=True)
    place_current = models.PositiveSmallIntegerField(_("启用版本名次"), null=True)
    place_observed = models.PositiveSmallIntegerField(_("观察版本名次"), null=True)
    place_newest = models.PositiveIntegerField(_("按最新名次"), null=True)
    eligible = models.PositiveIntegerField(_("符合条件的岗位数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("推送名次")
        indexes = [models.Index(fields=["observed"], name="trial_observed")]

    def __str__(self):
        return f"{self.push_id}: {self.place_current}"


class QualityMark(models.Model):
    """What a version of the ranking, by the code of a moment, reached on a labelled set."""

    version = models.PositiveIntegerField(_("版本"))
    set_name = models.CharField(_("评测集"), max_length=60)
    measure = models.CharField(_("指标"), max_length=20)
    value = models.FloatField(_("得分"))
    n = models.PositiveIntegerField(_("样本数"))
    code = models.CharField(_("代码摘要"), max_length=16)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("评测得分")
        ordering = ["-at", "set_name", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "set_name", "measure", "code"],
                name="one_mark_a_measure",
                violation_error_message=_("该评测已记录。"),
            )
        ]

    def __str__(self):
        return f"{self.set_name} {self.measure} {self.value:.3f}"
