"""Where a fact comes from, and whose word is stronger. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceKind(TextChoices):
    """Who says so: the office's own staff, or the department a list came from."""

    STAFF = "staff", _("工作人员核实")
    COUNTER = "counter", _("窗口登记")
    EDUCATION = "education", _("教育部门")
    SCHOOL = "school", _("高校")
    CIVIL = "civil", _("民政部门")
    DISABLED = "disabled", _("残联")
    RURAL = "rural", _("乡村振兴部门")
    INSURANCE = "insurance", _("社会保险")
    ENROLMENT = "enrolment", _("学籍（升学）")
    ARMY = "army", _("兵役机关")
    BUSINESS = "business", _("市场监管（登记）")
    POLICE = "police", _("公安（户籍）")
    STREET = "street", _("街道社区摸排")
    NEIGHBOUR = "neighbour", _("外地转来")
    OTHER = "other", _("其他")


S = SourceKind
# The facts a department keeps itself: about these its word is stronger than another department's.
OWN_FACTS = {
    S.EDUCATION: {"school", "major", "major_code", "education", "graduated_on", "cohort"},
    S.SCHOOL: {"school", "major", "major_code", "education", "graduated_on", "cohort"},
    S.POLICE: {"name", "sex", "ethnicity", "hukou_text"},
    S.STREET: {"address", "phones", "family_phones"},
}
REPORTED, KEEPER, VERIFIED = 1, 2, 3


def strength(kind, fact):
    """Return how much a source's word weighs about a fact: reported, kept by that department, verified by staff."""
    if kind == S.STAFF:
        return VERIFIED
    return KEEPER if fact in OWN_FACTS.get(kind, ()) else REPORTED


def source_of(sources, fact):
    """Return [kind, day, words] of a fact, ["", "", ""] when it was never said."""
    return sources.get(fact) or sources.get("*") or ["", "", ""]


def may_overwrite(sources, fact, kind):
    """Whether a list of this kind may change a fact: an equal or stronger word does, a weaker one does not."""
    return strength(kind, fact) >= strength(source_of(sources, fact)[0], fact)


# What names a department in the words of whoever sent the list.
_NAMED = (
    (S.EDUCATION, ("教育", "教体")),
    (S.SCHOOL, ("大学", "学院", "高校", "学校")),
    (S.CIVIL, ("民政",)),
    (S.DISABLED, ("残联", "残疾")),
    (S.RURAL, ("乡村振兴", "扶贫")),
    (S.INSURANCE, ("社保", "社会保险", "医保")),
    (S.ARMY, ("武装", "征兵", "兵役")),
    (S.BUSINESS, ("市场监管", "工商")),
    (S.POLICE, ("公安", "派出所")),
    (S.STREET, ("街道", "社区", "乡", "镇", "村", "连队", "团场")),
)


def kind_named(words):
    """Return the kind of source that the sender's own words name, OTHER when they name none."""
    return next((kind for kind, names in _NAMED if any(name in words for name in names)), S.OTHER)
