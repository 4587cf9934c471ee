"""One human, one row, for ever; identity is the keyed digest of the ID number."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.sealed import SealedField
from registry.statuses import Education, Ethnicity, Group, NeedKind, Sex, Status, Willingness, WorkKind


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The only door to a person: a user's own people and those of an absent colleague, the subtree, or nobody."""
        reach = getattr(user, "reach", None)
        if reach == "own":
            return self.filter(pk__in=_own(user))
        if reach == "subtree":
            stations = apps.get_model("accounts.Station").objects.within(user.station).values("pk")
            return self.filter(Q(station__in=stations) | Q(also_station__in=stations))
        return self.none()

    def counted_for(self, user):
        """Those whom the user's own station and below count: everyone at one station, whoever serves along."""
        if getattr(user, "reach", None) == "subtree":
            stations = apps.get_model("accounts.Station").objects.within(user.station).values("pk")
            return self.filter(station__in=stations)
        return self.visible_to(user).filter(owner=user)

    def willing(self):
        return self.filter(willingness=Willingness.WILLING)

    def unassigned(self):
        return self.filter(owner=None)

    def for_list(self):
        """With what a list row shows, in a constant number of queries."""
        return self.select_related("station", "owner")


def _own(user):
    """The keys of a user's own people, by each way of being one's own: every part has its index, their `or` has none."""
    people = Person.everyone.order_by().values("pk")
    along = (people.filter(counsellor=user), people.filter(also_owner=user), people.filter(owner__in=_away_today(user)))
    return people.filter(owner=user).union(*along, Helper.objects.order_by().filter(user=user).values("person"))


def _away_today(user):
    """The colleagues for whom a user stands in while they are on leave."""
    absences = apps.get_model("followup.Absence").objects.on(timezone.localdate())
    return absences.filter(stand_in=user).values("user")


class PresentPeople(models.Manager.from_queryset(PersonQuerySet)):
    """Everyone but those whose record was merged into another or withdrawn with its roster."""

    def get_queryset(self):
        return super().get_queryset().filter(gone="")


class Person(models.Model):
    """A graduate. Facts that point at the person (ID number, address) are sealed."""

    class Gone(models.TextChoices):
        """Why a record is kept but is nobody's any more; its file stays readable, and it can come back."""

        MERGED = "merged", _("已并入另一份档案")
        WITHDRAWN = "withdrawn", _("随名册撤销")

    class Basis(models.TextChoices):
        """Which of the two places the person is counted at."""

        HUKOU = "hukou", _("户籍地")
        RESIDENCE = "residence", _("常住地")

    id_digest = models.CharField(_("身份摘要"), max_length=64, unique=True, editable=False)
    id_tail_digest = models.CharField(max_length=64, db_index=True, editable=False)
    id_number = SealedField(_("身份证号码"), purpose="id_number")
    name = models.CharField(_("姓名"), max_length=60)
    name_keys = models.CharField(max_length=300, blank=True, editable=False)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    ethnicity = models.CharField(_("民族"), max_length=2, choices=Ethnicity, blank=True)
    born_on = models.DateField(_("出生日期"), null=True)
    station = models.ForeignKey("accounts.Station", models.PROTECT, related_name="people", verbose_name=_("服务站点"))

    hukou_area = models.CharField(_("户籍地区划"), max_length=12, blank=True)
    hukou_text = models.CharField(_("户籍地址（街道以上）"), max_length=120, blank=True)
    residence_area = models.CharField(_("常住地区划"), max_length=12, blank=True)
    address = SealedField(_("常住详细地址"), purpose="address", blank=True, default="")
    work_area = models.CharField(_("就业地区划"), max_length=12, blank=True)

    school = models.CharField(_("毕业院校"), max_length=80, blank=True)
    major = models.CharField(_("专业（原文）"), max_length=80, blank=True)
    major_code = models.CharField(_("专业代码"), max_length=8, blank=True)
    education = models.CharField(_("学历"), max_length=2, choices=Education, blank=True)
    graduated_on = models.DateField(_("毕业日期"), null=True, blank=True)
    cohort = models.PositiveSmallIntegerField(_("届别"), null=True, blank=True)

    status = models.CharField(_("状态"), max_length=20, choices=Status, default=Status.TO_VERIFY)
    status_since = models.DateField(_("状态起始"))
    willingness = models.CharField(_("就业意愿"), max_length=10, choices=Willingness, default=Willingness.UNKNOWN)
    status_note = models.CharField(_("状态说明"), max_length=200, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("责任专员"),
    )
    counsellor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counselled",
        verbose_name=_("职业指导师"),
    )
    # The station above counts the person; the second place serves along, and is never counted.
    basis = models.CharField(_("计数依据"), max_length=10, choices=Basis, default=Basis.HUKOU)
    also_station = models.ForeignKey(
        "accounts.Station",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="also_people",
        verbose_name=_("协同站点"),
    )
    also_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="also_people",
        verbose_name=_("协同专员"),
    )
    gone = models.CharField(max_length=10, choices=Gone, blank=True, default="", editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged_from")
    # {fact: [source kind, day, source in words]}, "*" for every fact without a line of its own: see sources.py.
    sources = models.JSONField(_("信息来源"), default=dict, editable=False)
    version = models.PositiveIntegerField(_("版本"), default=1)
    registered_on = models.DateField(_("入册日期"))
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = PresentPeople()
    everyone = PersonQuerySet.as_manager()  # for identity and history only: whoever is gone included

    class Meta:
        verbose_name = verbose_name_plural = _("毕业生")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["station", "status"], name="person_station_status"),
            models.Index(fields=["name", "born_on"], name="person_name_born"),
            models.Index(fields=["cohort", "station"], name="person_cohort_station"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(gone="merged"),
                name="merged_is_gone",
                violation_error_message=_("并入他人的档案须标明已并入。"),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("followup:person", args=[self.pk])


class Tier(models.Model):
    """A rung of 四级包保 as the office configures it: who helps beside the owner."""

    name = models.CharField(_("层级"), max_length=30, unique=True)
    rank = models.PositiveSmallIntegerField(_("顺序"), unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("包保层级")
        ordering = ["rank"]

    def __str__(self):
        return self.name


class Helper(models.Model):
    """Someone who helps a person beside the owner, at one tier; sees the person as the owner does."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="helping", verbose_name=_("包保人"))
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("层级"))
    since = models.DateField(_("起"))

    class Meta:
        verbose_name = verbose_name_plural = _("包保人")
        ordering = ["person", "tier"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tier"], name="one_helper_a_tier", violation_error_message=_("该层级已有包保人。")
            )
        ]


class Phone(models.Model):
    """A number with its source and whether it works; sealed, found by digest."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("未核实")
        WORKS = "works", _("可接通")
        DEAD = "dead", _("空号停机")
        WRONG = "wrong", _("非本人")

    class Whose(models.TextChoices):
        SELF = "self", _("本人")
        FAMILY = "family", _("家属")

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    number = SealedField(_("电话"), purpose="phone")
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    whose = models.CharField(_("机主"), max_length=10, choices=Whose, default=Whose.SELF)
    state = models.CharField(_("号码状态"), max_length=10, choices=State, default=State.UNKNOWN)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField(_("顺序"), default=1)
    added_on = models.DateField(_("登记日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("电话")
        ordering = ["person", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "digest"], name="one_number_once", violation_error_message=_("该号码已登记。")
            )
        ]


class Wish(models.Model):
    """What the person wants, up to three, ranked."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField(_("顺位"), default=1)
    occupation = models.CharField(_("期望职业"), max_length=60)
    areas = models.JSONField(_("期望地区"), default=list, blank=True)
    pay_floor = models.PositiveIntegerField(_("期望月薪下限（元）"), null=True, blank=True)
    kind = models.CharField(_("工作性质"), max_length=12, choices=WorkKind, blank=True)
    other_province = models.BooleanField(_("接受外省"), default=False)
    available_from = models.DateField(_("可到岗日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("就业意向")
        ordering = ["person", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rank"], name="one_wish_a_rank", violation_error_message=_("该顺位已有意向。")
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=3),
                name="three_wishes",
                violation_error_message=_("就业意向最多三个。"),
            ),
        ]

    def __str__(self):
        return self.occupation


class Skill(models.Model):
    """Something the person can do, with its certificate where there is one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    name = models.CharField(_("技能"), max_length=40)
    level = models.CharField(_("等级"), max_length=20, blank=True)
    certificate = models.CharField(_("证书"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("技能")
        ordering = ["person", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"], name="one_skill_once", violation_error_message=_("该技能已登记。")
            )
        ]

    def __str__(self):
        return self.name


class GroupMembership(models.Model):
    """The person belongs to a key group, from a day until a day, with the proof's reference."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="groups")
    group = models.CharField(_("重点群体"), max_length=20, choices=Group)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)
    evidence = models.CharField(_("证明编号"), max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("重点群体")
        ordering = ["person", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(until=None),
                name="one_open_membership",
                violation_error_message=_("已在该重点群体中。"),
            )
        ]

    def __str__(self):
        return str(self.get_group_display())


class Need(models.Model):
    """A service the person asked for."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="needs")
    kind = models.CharField(_("服务需求"), max_length=20, choices=NeedKind)
    asked_on = models.DateField(_("提出日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("服务需求")
        ordering = ["person", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="one_need_once", violation_error_message=_("该需求已登记。")
            )
        ]

    def __str__(self):
        return str(self.get_kind_display())
