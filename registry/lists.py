"""What another department's list is, what it can tell about people, and what it suggests became of them. Pure."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from registry import columns
from registry.statuses import OPEN, OUT, Status


class ListKind(TextChoices):
    EDUCATION = "education", _("教育部门离校未就业名单")
    CIVIL = "civil", _("民政重点群体名单")
    INSURANCE = "insurance", _("社会保险参保名单")
    ENROLMENT = "enrolment", _("升学录取（学籍）名单")
    ARMY = "army", _("入伍名单")
    BUSINESS = "business", _("市场主体登记名单")
    NEIGHBOUR = "neighbour", _("外县市名单")
    ROSTER = "roster", _("上月名册")


@dataclass(frozen=True)
class Telling:
    """What can be concluded from a kind of list."""

    names_ours: bool = False  # whom it names should be registered here, so that a stranger is missing here
    corrects: bool = False  # its facts are held against what is registered
    claims: bool = False  # whom it names, another office counts as its own
    suggests: Status | None = None  # what being on it suggests became of a person
    agrees: frozenset = frozenset()  # statuses that being on it is no news to
    should_name: frozenset = frozenset()  # people of these statuses should be on it: else they are missing there
    should_name_groups: bool = False  # so should people of the groups it lists


PRESENT = frozenset(set(Status) - OUT)
TELLINGS = {
    ListKind.EDUCATION: Telling(names_ours=True, corrects=True, should_name=OPEN),
    ListKind.CIVIL: Telling(corrects=True, should_name_groups=True),
    ListKind.INSURANCE: Telling(
        suggests=Status.EMPLOYED,
        agrees=frozenset([Status.EMPLOYED, Status.FLEXIBLE, Status.OWN_BUSINESS, Status.GRASSROOTS, Status.RESEARCH]),
        should_name=frozenset([Status.EMPLOYED]),
    ),
    ListKind.ENROLMENT: Telling(
        suggests=Status.STUDYING, agrees=frozenset([Status.STUDYING]), should_name=frozenset([Status.STUDYING])
    ),
    ListKind.ARMY: Telling(suggests=Status.ARMY, agrees=frozenset([Status.ARMY]), should_name=frozenset([Status.ARMY])),
    ListKind.BUSINESS: Telling(
        suggests=Status.OWN_BUSINESS,
        agrees=frozenset([Status.OWN_BUSINESS]),
        should_name=frozenset([Status.OWN_BUSINESS]),
    ),
    ListKind.NEIGHBOUR: Telling(claims=True),
    ListKind.ROSTER: Telling(names_ours=True, corrects=True, should_name=PRESENT),
}

# Headers that rosters do not have, or that mean something else on a list of this sort.
_SUGGESTING = {
    "employer": (
        "单位名称 参保单位 参保单位名称 缴费单位 用人单位 工作单位 录取院校 录取学校 就读院校 就读学校 学籍院校 录取单位 "
        "市场主体名称 企业名称 个体工商户名称 字号名称 主体名称 应征地"
    ),
    "began_on": (
        "参保日期 参保时间 首次参保日期 首次参保时间 本次参保日期 本次参保时间 参保起始年月 缴费起始年月 录取日期 录取时间 入学日期 "
        "入学时间 入伍日期 入伍时间 批准入伍日期 成立日期 注册日期 登记日期 设立日期"
    ),
    "standing": "状态 参保状态 缴费状态 在保状态 学籍状态 登记状态 经营状态 主体状态 当前状态",
}
_ENDED = ("停", "断", "终", "退", "注销", "吊销", "毕业", "减员", "失效")


def words_of(kind):
    """Return {plain header: fact} that such a list knows beside, or instead of, what every list does."""
    if TELLINGS[kind].suggests is None:
        return {}
    return {columns.plain_header(word): fact for fact, words in _SUGGESTING.items() for word in words.split()}


def has_ended(facts):
    """Whether a row says itself that what it lists is over: insurance stopped, business struck off."""
    return any(word in facts.get("standing", "") for word in _ENDED)


# --- What is suggested --------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    """Likely this status, since this day, at this place; `is_dated` tells whether the list itself said when."""

    status: Status
    since: date
    where: str
    is_dated: bool


def suggestion_of(kind, facts, listed_on):
    """Return what a row of such a list suggests, or None where the kind suggests nothing.

    Without a date, or with one that lies after the list was made, no more is known than the day of the list.
    """
    status = TELLINGS[kind].suggests
    if status is None:
        return None
    told = date.fromisoformat(facts["began_on"]) if facts.get("began_on") else None
    is_dated = told is not None and told <= listed_on
    return Suggestion(status, told if is_dated else listed_on, facts.get("employer", ""), is_dated)


# --- What is compared ---------------------------------------------------------------------------

CORRECTED = ("name", "ethnicity", "education", "school", "major", "hukou_text", "graduated_on", "groups")


def said(kind, facts):
    """Return what a row says that a decision depends on: said again next month, it is the same thing."""
    telling = TELLINGS[kind]
    if telling.suggests is not None:
        return {name: facts[name] for name in ("employer", "began_on") if facts.get(name)}
    return {name: facts[name] for name in CORRECTED if facts.get(name)} if telling.corrects else {}
