"""What was given face to face: briefings, guidance sessions, and the individual plan with its actions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models import Person


class Manner(models.TextChoices):
    """How people met."""

    DOOR = "door", _("上门")
    OFFICE = "office", _("到站")
    PHONE = "phone", _("电话")
    VIDEO = "video", _("视频")
    WECHAT = "wechat", _("微信")
    GROUP = "group", _("集中活动")


class GivenQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))


class Briefing(models.Model):
    """政策宣讲: policies explained to one person by name."""

    class Topic(models.TextChoices):
        GRASSROOTS = "grassroots", _("基层服务项目")
        SUBSIDY = "subsidy", _("就业创业补贴")
        STARTUP = "startup", _("创业担保贷款")
        INTERNSHIP = "internship", _("就业见习政策")
        TRAINING = "training", _("技能培训")
        ARCHIVES = "archives", _("档案托管")
        INSURANCE = "insurance", _("社会保险")

    person = models.ForeignKey(Person, models.CASCADE, related_name="briefings")
    given_on = models.DateField(_("日期"))
    manner = models.CharField(_("方式"), max_length=10, choices=Manner)
    topics = models.JSONField(_("内容"), default=list)
    confirmed = models.BooleanField(_("本人已确认"), default=False)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("宣讲人"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("政策宣讲")
        ordering = ["-given_on", "-pk"]


class Session(models.Model):
    """职业指导: a booked or held guidance session, with minutes, topics and the agreed next step."""

    class Topic(models.TextChoices):
        CAREER = "career", _("职业规划")
        RESUME = "resume", _("简历修改")
        INTERVIEW = "interview", _("面试技巧")
        EXPECTATION = "expectation", _("就业期望调整")
        MARKET = "market", _("行业与岗位分析")
        ASSESSMENT = "assessment", _("职业测评")
        FAMILY = "family", _("家庭沟通")

    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    booked_for = models.DateTimeField(_("预约时间"), null=True, blank=True)
    held_on = models.DateField(_("指导日期"), null=True, blank=True)
    cancelled_on = models.DateField(_("取消日期"), null=True, blank=True)
    manner = models.CharField(_("方式"), max_length=10, choices=Manner, default=Manner.OFFICE)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True, blank=True)
    topics = models.JSONField(_("内容"), default=list)
    findings = models.TextField(_("分析与建议"), blank=True)
    agreed = models.CharField(_("约定的下一步"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("指导师"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("职业指导")
        ordering = ["-held_on", "-booked_for", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None) | Q(minutes__gt=0),
                name="held_session_has_minutes",
                violation_error_message=_("已完成的指导须填写时长。"),
            )
        ]


class Plan(models.Model):
    """一人一策: goals agreed with the person; a change is a new version, the old stays."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="plans")
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    goals = models.TextField(_("目标"))
    situation = models.TextField(_("现状与困难"), blank=True)
    made_on = models.DateField(_("制定日期"))
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    replaced_on = models.DateField(_("被替换日期"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("制定人"))

    objects = GivenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("一人一策")
        ordering = ["person", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], name="one_plan_a_version", violation_error_message=_("版本重复。")
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(replaced_on=None),
                name="one_plan_in_force",
                violation_error_message=_("此人已有执行中的一人一策。"),
            ),
        ]


class ActionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None, plan__replaced_on=None)


class Action(models.Model):
    """One thing agreed in a plan, by whom and until when."""

    class Actor(models.TextChoices):
        PERSON = "person", _("本人")
        OFFICE = "office", _("服务站点")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions")
    text = models.CharField(_("行动"), max_length=120)
    actor = models.CharField(_("由谁完成"), max_length=10, choices=Actor, default=Actor.PERSON)
    due_on = models.DateField(_("期限"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("行动")
        ordering = ["plan", "due_on", "pk"]
