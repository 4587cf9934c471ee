"""The lists of a night: everybody's best postings, ranked in shards and kept until they are two nights old."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models.posting import Posting
from registry.models import Person


class RankingRunQuerySet(models.QuerySet):
    def holding(self, on, weights, words):
        """The day's run, done and by these weights and words."""
        return self.filter(on=on, ended_at__isnull=False, weights=str(weights), words=words)


class RankingRun(models.Model):
    """One night's ranking of everybody who is served, and what it was ranked by."""

    on = models.DateField(_("日期"), unique=True)  # once a day, however often it is asked for
    weights = models.CharField(_("权重版本"), max_length=64)
    words = models.CharField(_("词表版本"), max_length=64)
    shards = models.PositiveSmallIntegerField(_("分片数"))
    began_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("完成时间"), null=True)

    objects = RankingRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("夜间排序")
        ordering = ["-on"]

    def __str__(self):
        return self.on.isoformat()


class RankingShardQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(ended_at=None)

    def free(self, long_ago):
        """Those nobody works on: not begun, or by a worker that has not moved since long ago."""
        return self.unfinished().filter(Q(moved_at=None) | Q(moved_at__lt=long_ago))


class RankingShard(models.Model):
    """A stretch of people that one machine ranks; taken by a claim that lapses when its worker stops moving."""

    run = models.ForeignKey(RankingRun, models.CASCADE, related_name="parts", verbose_name=_("夜间排序"))
    number = models.PositiveSmallIntegerField(_("分片"))
    first_person = models.BigIntegerField()
    last_person = models.BigIntegerField()
    claims = models.PositiveSmallIntegerField(_("领取次数"), default=0)  # only the latest claim may write
    index = models.CharField(_("索引版本"), max_length=32, blank=True)  # empty where the pool is small
    began_at = models.DateTimeField(_("开始时间"), null=True)
    moved_at = models.DateTimeField(_("最近进展"), null=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True)
    people = models.PositiveIntegerField(_("人数"), default=0)
    rows = models.PositiveIntegerField(_("条数"), default=0)

    objects = RankingShardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("排序分片")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], name="one_shard_a_number", violation_error_message=_("分片编号重复。")
            )
        ]

    def __str__(self):
        return f"{self.run_id}-{self.number}"


class Listed(models.Model):
    """A posting in a person's list of a night, with the components that add up to its score.

    Millions come and go in one night: no key of its own, no constraint that a row would have to be held against. Who
    reads them joins what is still there.
    """

    pk = models.CompositePrimaryKey("run", "person", "place")
    run = models.ForeignKey(RankingRun, models.CASCADE, related_name="listed", db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    place = models.SmallIntegerField(_("名次"))
    posting = models.ForeignKey(Posting, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    score = models.SmallIntegerField(_("得分"))
    title = models.SmallIntegerField(_("意向"))
    major = models.SmallIntegerField(_("专业"))
    skills = models.SmallIntegerField(_("技能"))
    pay = models.SmallIntegerField(_("薪酬"))
    distance = models.SmallIntegerField(_("距离"))
    freshness = models.SmallIntegerField(_("时效"))

    class Meta:
        verbose_name = verbose_name_plural = _("夜间名单")
