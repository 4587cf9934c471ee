"""Where a fact comes from, and whose word is stronger. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceKind(TextChoices):
    """Who says so: the office's own staff, or the department a list came from."""

    STAFF = "staff", _("工作人员核实")
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
VERIFIED, KEEPER, REPORTED, HEARSAY = 9, 6, 3, 1


def strength(kind, fact):
    """Return how much a source's word weighs about a fact: verified by staff, kept, reported, or unnamed."""
    if kind == S.STAFF:
        return VERIFIED
    if fact in OWN_FACTS.get(kind, ()):
        return KEEPER
    return HEARSAY if kind in ("", S.OTHER) else REPORTED


def source_of(sources, fact):
    """Return [kind, day, words] of a fact, ["", "", ""] when it was never said."""
    return sources.get(fact) or sources.get("*") or ["", "", ""]


def may_overwrite(sources, fact, kind):
    """Whether a list of this kind may change a fact: an equal or stronger word does, a weaker one does not."""
    return strength(kind, fact) >= strength(source_of(sources, fact)[0], fact)
