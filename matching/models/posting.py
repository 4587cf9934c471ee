"""What is on offer: employers, lists of postings as received, and the postings they became."""

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.statuses import Education, WorkKind


class Employer(models.Model):
    """A unit that offers work; one row for one normalised name."""

    class Kind(models.TextChoices):
        """单位性质 as the education ministry reports it."""

        AUTHORITY = "10", _("机关")
        RESEARCH = "20", _("科研设计单位")
        UNIVERSITY = "21", _("高等教育单位")
        SCHOOL = "22", _("中初教育单位")
        HEALTH = "23", _("医疗卫生单位")
        INSTITUTION = "29", _("其他事业单位")
        STATE_FIRM = "31", _("国有企业")
        FOREIGN_FIRM = "32", _("三资企业")
        FIRM = "39", _("其他企业")
        MILITARY = "40", _("部队")
        VILLAGE = "55", _("农村建制村")
        COMMUNITY = "56", _("城镇社区")

    name = models.CharField(_("单位名称"), max_length=120)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(_("单位性质"), max_length=2, choices=Kind, blank=True)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    area_code = models.CharField(_("所在地区划"), max_length=12, blank=True)
    is_internship_base = models.BooleanField(_("见习单位"), default=False)
    is_source = models.BooleanField(_("发布单位（非用人单位）"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("matching:employer", args=[self.pk])


class PostingBatch(models.Model):
    """A file of postings as received; staged row by row, believed only when applied."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("已接收")
        COMPARING = "comparing", _("比对中")
        COMPARED = "compared", _("待入库")
        APPLYING = "applying", _("入库中")
        APPLIED = "applied", _("已入库")
        FAILED = "failed", _("无法读取")

    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    header = models.JSONField(_("表头"), default=list)
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, default=Stage.RECEIVED)
    rows_total = models.PositiveIntegerField(_("行数"), default=0)
    rows_done = models.PositiveIntegerField(_("已处理"), default=0)
    counts = models.JSONField(_("各结论行数"), default=dict)
    problem = models.CharField(_("问题"), max_length=300, blank=True)
    token = models.ForeignKey("matching.IntakeToken", models.PROTECT, null=True, blank=True, related_name="batches")
    sent_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of what a source's system sent
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("接收人")
    )
    received_at = models.DateTimeField(_("接收时间"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("入库人")
    )
    applied_at = models.DateTimeField(_("入库时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("岗位批次")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["token", "sent_sha256"],
                condition=Q(token__isnull=False),
                name="one_batch_for_what_was_sent",
                violation_error_message=_("该内容已接收。"),
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("matching:batch", args=[self.pk])

    @property
    def told_source(self):
        """Who published the list, as its postings remember it."""
        return self.source or self.file_name[:60]

    @property
    def is_moving(self):
        """Whether a task is at work on it, so that a page should look again."""
        return self.stage in (self.Stage.RECEIVED, self.Stage.COMPARING, self.Stage.APPLYING)


class PostingFile(models.Model):
    """The received file itself, until its rows are staged and applied."""

    batch = models.OneToOneField(PostingBatch, models.CASCADE, related_name="file")
    content = models.BinaryField()


class PostingRow(models.Model):
    """A row of a batch as received, its verdict and reasons; one row may become several postings."""

    class Verdict(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("变更")
        SAME = "same", _("一致")
        JOINED = "joined", _("并入")
        INVALID = "invalid", _("未采用")

    batch = models.ForeignKey(PostingBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    cells = models.JSONField(_("原始单元格"), default=dict)
    facts = models.JSONField(_("识别结果"), default=list)  # a dict of facts for each posting in the row
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict)
    reasons = models.JSONField(_("说明"), default=list)  # [{"code": ..., ...}]
    applied = models.BooleanField(_("已入库"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("岗位行")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"], name="one_posting_row_a_number", violation_error_message=_("行号重复。")
            )
        ]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="posting_row_verdict")]


class PostingQuerySet(models.QuerySet):
    def open_on(self, today):
        """Postings that may be pushed on this day."""
        return self.filter(
            Q(opens_on=None) | Q(opens_on__lte=today), Q(closes_on=None) | Q(closes_on__gte=today), closed_on=None
        )

    def about(self, words):
        """Postings whose title or employer holds these words."""
        return self.filter(Q(title__icontains=words) | Q(employer__name__icontains=words))

    def paying(self, floor):
        """Postings that may pay this much; what is not said is left out, for here it was asked for."""
        return self.filter(Q(pay_max__gte=floor) | Q(pay_max=None, pay_min__gte=floor))

    def for_graduates(self):
        """Postings that ask for no years of work, or do not say."""
        return self.filter(Q(experience_years=0) | Q(experience_years=None))

    def kept_for(self, code):
        """Postings kept for a group; the codes are a JSON list of plain words, which reads alike in both databases."""
        return self.annotate(audience_words=Cast("audience", models.TextField())).filter(
            audience_words__contains=f'"{code}"'
        )

    def last_confirmed_by(self, day):
        """Postings that nobody has said are open since this day."""
        return self.filter(Q(confirmed_on__lte=day) | Q(confirmed_on=None, opens_on__lte=day))

    def with_inquiry(self):
        """Add `asked_on`, the day on which the inquiry was sent that still waits for an answer."""
        waiting = FilteredRelation("inquiries", condition=Q(inquiries__answer="waiting"))
        return self.annotate(waiting=waiting, asked_on=F("waiting__asked_on"))

    def for_list(self):
        return self.select_related("employer")


class Posting(models.Model):
    """One job on offer. What a source did not say is empty, and empty never means no."""

    class ClosedReason(models.TextChoices):
        FILLED = "filled", _("已招满")
        EXPIRED = "expired", _("已过期")
        WITHDRAWN = "withdrawn", _("已撤回")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="postings", verbose_name=_("单位"))
    row = models.ForeignKey(PostingRow, models.SET_NULL, null=True, blank=True, related_name="postings")
    source_key = models.CharField(max_length=64, unique=True, editable=False)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    title = models.CharField(_("岗位名称"), max_length=120)
    title_raw = models.CharField(_("岗位名称（原文）"), max_length=500, blank=True)
    term = models.CharField(max_length=120, db_index=True, editable=False)  # normalised title, what matching compares
    category = models.CharField(_("岗位类别"), max_length=60, blank=True)
    occupation_code = models.CharField(_("职业代码"), max_length=12, blank=True)
    area_code = models.CharField(_("工作地区划"), max_length=12, blank=True, db_index=True)
    area_text = models.CharField(_("工作地"), max_length=80, blank=True)
    education = models.CharField(_("学历要求"), max_length=2, choices=Education, blank=True)  # the least that will do
    education_text = models.CharField(_("学历要求（原文）"), max_length=120, blank=True)
    majors_text = models.TextField(_("专业要求（原文）"), blank=True)
    majors = models.JSONField(_("专业要求"), default=dict, blank=True)  # matching/requirements.py states its shape
    skills = models.JSONField(_("技能要求"), default=list, blank=True)
    experience_text = models.CharField(_("经验要求"), max_length=200, blank=True)
    experience_years = models.PositiveSmallIntegerField(
        _("最少工作年限"), null=True, blank=True
    )  # 0: a graduate will do
    pay_min = models.PositiveIntegerField(_("月薪下限（元）"), null=True, blank=True)
    pay_max = models.PositiveIntegerField(_("月薪上限（元）"), null=True, blank=True)
    pay_text = models.CharField(_("薪酬（原文）"), max_length=200, blank=True)
    headcount = models.PositiveIntegerField(_("招聘人数"), null=True, blank=True)
    kind = models.CharField(_("工作性质"), max_length=12, choices=WorkKind, default=WorkKind.FULL_TIME)
    audience = models.JSONField(_("面向群体"), default=list, blank=True)
    details = models.TextField(_("说明"), blank=True)
    opens_on = models.DateField(_("发布日期"), null=True, blank=True)
    closes_on = models.DateField(_("截止日期"), null=True, blank=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    closed_reason = models.CharField(_("关闭原因"), max_length=10, choices=ClosedReason, blank=True)
    confirmed_on = models.DateField(
        _("最近确认"), null=True, blank=True, db_index=True
    )  # the source last said it is open
    # Employer, term and place in one: by it the same job is known on another board. Empty where no employer is named.
    same_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    by_hand = models.JSONField(
        default=list, blank=True, editable=False
    )  # facts that an officer set; no list rewrites them
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("岗位")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_min=None) | Q(pay_max=None) | Q(pay_min__lte=F("pay_max")),
                name="pay_in_order",
                violation_error_message=_("月薪下限不能高于上限。"),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_reason="") | Q(closed_on__isnull=False) & ~Q(closed_reason=""),
                name="closed_with_a_reason",
                violation_error_message=_("关闭岗位须说明原因。"),
            ),
        ]
        indexes = [
            models.Index(fields=["closed_on", "closes_on"], name="posting_open"),
            # What an index of the pool does not know yet is asked for at every search.
            models.Index(fields=["updated_at"], name="posting_updated"),
            models.Index(fields=["opens_on"], name="posting_opens"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("matching:posting", args=[self.pk])

    @property
    def pay(self):
        """The pay as one reads it: 4000–6000, ≥4000, ≤6000, or what the source wrote."""
        if self.pay_min and self.pay_max:
            return str(self.pay_min) if self.pay_min == self.pay_max else f"{self.pay_min}–{self.pay_max}"
        if self.pay_min or self.pay_max:
            return f"≥{self.pay_min}" if self.pay_min else f"≤{self.pay_max}"
        return self.pay_text[:30]
