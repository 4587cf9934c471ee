"""Every write to a version of the weights: drafted, observed, switched on, given up."""

from dataclasses import asdict

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import Push, RankingVersion
from matching.ranking import Weights
from matching.weights import current_weights
from registry.refusals import Refusal

State = RankingVersion.State


@transaction.atomic
def draft_version(points, *, by, note):
    """Put down new weights {component: points, "unknown": share} under the next number; nothing is ranked by them."""
    weights = _checked(points)
    _ship_first()
    latest = RankingVersion.objects.select_for_update().aggregate(latest=Max("number"))["latest"]
    try:
        with transaction.atomic():
            return RankingVersion.objects.create(number=latest + 1, note=note, made_by=by, **_now(), **weights)
    except IntegrityError as error:
        raise Refusal(_("刚有他人保存了新版本，请再保存一次。")) from error


def change_draft(version, points, *, note):
    """Change a draft; what was observed or in force once stays as it was."""
    changed = RankingVersion.objects.filter(pk=version.pk, state=State.DRAFT).update(note=note, **_checked(points))
    if not changed:
        raise Refusal(_("只有草稿可以修改；请另拟一版。"))


def _checked(points):
    try:
        Weights(**points)
    except ValueError as error:
        raise Refusal(_("六项权重之和须为 100。")) from error
    return points


def _ship_first():
    """The weights the product comes with get their row when a second version appears beside them."""
    shipped = Weights()
    facts = {**asdict(shipped), "state": State.CURRENT, **_now()}
    RankingVersion.objects.get_or_create(number=facts.pop("version"), defaults=facts)


def _now():
    return {"made_at": timezone.now()}


@transaction.atomic
def observe_version(version, *, by):
    """From now on lists are ranked by it silently beside those in force; one version at a time."""
    _must_be_of_the_city(by)
    if RankingVersion.objects.select_for_update().observed().exclude(pk=version.pk).exists():
        raise Refusal(_("已有版本在观察中，请先停止观察。"))
    claimed = RankingVersion.objects.filter(pk=version.pk, state=State.DRAFT)
    if not claimed.update(state=State.OBSERVED, observed_since=timezone.now()):
        raise Refusal(_("只有草稿可以开始观察。"))


def give_up_version(version, *, by):
    """End a draft or an observation; its number and what was seen of it stay."""
    _must_be_of_the_city(by)
    waiting = RankingVersion.objects.filter(pk=version.pk, state__in=(State.DRAFT, State.OBSERVED))
    if not waiting.update(state=State.RETIRED, current_until=timezone.now()):
        raise Refusal(_("启用中的版本不能停用，请启用另一版代替。"))


@transaction.atomic
def switch_on(version, *, by, reason=""):
    """Rank by a version from now on; its effect must have been looked at, and enough answers or a reason must be there."""
    _must_be_of_the_city(by)
    held = list(RankingVersion.objects.select_for_update().order_by("pk"))
    found = next(one for one in held if one.pk == version.pk)
    if found.state == State.CURRENT:
        raise Refusal(_("该版本已在启用中。"))
    against = current_weights().version
    if not found.previews.filter(against=against, asked_by=by, ended_at__isnull=False).exists():
        raise Refusal(_("请先预览该版本对名单的影响，再启用。"))
    lacking = settings.RANKING_ANSWERS - answered_while_observed(found).count()
    if lacking > 0 and not reason.strip():
        told = {"n": lacking}
        raise Refusal(_("观察期间有答复的推送还差 %(n)s 个；确需提前启用，请写明理由。") % told)
    now = timezone.now()
    RankingVersion.objects.current().update(state=State.RETIRED, current_until=now)
    found.state, found.current_since, found.current_until = State.CURRENT, now, None
    found.switched_by, found.override = by, reason.strip()[:200] if lacking > 0 else ""
    found.save(update_fields=["state", "current_since", "current_until", "switched_by", "override"])


def answered_while_observed(version):
    """Return the pushes a person answered whose place in the lists of this version was noted."""
    said = (Push.Answer.YES, Push.Answer.NO, Push.Answer.LATER)
    return Push.objects.filter(trial__observed=version.number, answer__in=said)


def _must_be_of_the_city(by):
    """One ranking serves all stations: whoever leads only some of them may propose, not decide."""
    if by.station is None or by.station.parent_id is not None:
        raise Refusal(_("排序权重由全市主管决定，您可以拟定草稿。"))
