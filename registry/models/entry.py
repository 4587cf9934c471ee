"""A person's file: one append-only, chained line for every act, and one for every look."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.person import Person


class Entry(models.Model):
    """One line of a person's file. Lines are chained by digest: a changed or missing line shows."""

    class Act(models.TextChoices):
        REGISTERED = "registered", _("入册")
        FACTS_CHANGED = "facts_changed", _("信息变更")
        STATUS_CHANGED = "status_changed", _("状态变更")
        ASSIGNED = "assigned", _("分配责任人")
        REVEALED = "revealed", _("查看完整信息")
        CASE_OPENED = "case_opened", _("建立台账")
        CASE_CLOSED = "case_closed", _("台账结案")
        STEP_EXCUSED = "step_excused", _("步骤免除")
        BRIEFED = "briefed", _("政策宣讲")
        PUSHED = "pushed", _("岗位推送")
        ANSWERED = "answered", _("推送答复")
        VISIT_PLANNED = "visit_planned", _("安排走访")
        VISITED = "visited", _("走访")
        VISIT_CANCELLED = "visit_cancelled", _("取消走访")
        GUIDED = "guided", _("职业指导")
        PLAN_CHANGED = "plan_changed", _("一人一策")
        INTERNSHIP = "internship", _("就业见习")
        OUTCOME = "outcome", _("去向登记")
        MERGED = "merged", _("合并档案")
        UNMERGED = "unmerged", _("撤销合并")
        WITHDRAWN = "withdrawn", _("撤销入册")
        TRANSFER = "transfer", _("跨站转接")
        HELPER = "helper", _("包保调整")
        FINDING = "finding", _("比对处置")
        VISIT_CORRECTED = "visit_corrected", _("更正走访")
        VISIT_MOVED = "visit_moved", _("走访改期")
        OVERDUE_TOLD = "overdue_told", _("逾期说明")
        LOST = "lost", _("失联认定")
        GATHERED = "gathered", _("集中活动")
        CARRIED = "carried", _("存入手机")
        CONFLICT = "conflict", _("信息冲突")

    person = models.ForeignKey(Person, models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField(_("序号"))
    act = models.CharField(_("事项"), max_length=20, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("经办")
    )
    at = models.DateTimeField(_("时间"))
    facts = models.JSONField(_("内容"), default=dict, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("档案记录")
        ordering = ["person", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "number"], name="entries_in_one_line", violation_error_message=_("档案序号重复。")
            )
        ]


class LookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Looks at the people a user sees; those whose record is gone are still answered for."""
        return self.filter(person__in=Person.everyone.visible_to(user).order_by().values("pk"))

    def at_person(self, person):
        """Looks at a person, and at the records that went into theirs."""
        return self.filter(Q(person=person) | Q(person__merged_into=person))

    def newest_first(self, *, before=None):
        """From a key on, backwards: pages do not slow down with depth."""
        found = self.filter(pk__lt=before) if before else self
        return found.select_related("by__station", "person").order_by("-pk")


class Look(models.Model):
    """Someone saw a person's data: which page or which sealed fact, and why."""

    class What(models.TextChoices):
        PAGE = "page", _("查看台账")
        ID_NUMBER = "id_number", _("查看身份证号码")
        PHONE = "phone", _("查看电话")
        ADDRESS = "address", _("查看住址")
        EXPORT = "export", _("导出")

    SEALED = (What.ID_NUMBER, What.PHONE, What.ADDRESS)  # what asks for a reason

    person = models.ForeignKey(Person, models.CASCADE, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("查看人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    what = models.CharField(_("内容"), max_length=10, choices=What)
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("查阅记录")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="look_person_at"),
            models.Index(fields=["what", "-id"], name="look_what"),
            models.Index(fields=["by", "-id"], name="look_by"),
        ]
