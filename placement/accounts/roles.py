"""What each role may do and whose records it reaches: the one table of permissions. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CASEWORKER = "caseworker", _("就业服务专员")
    COUNSELLOR = "counsellor", _("职业指导师")
    SUPERVISOR = "supervisor", _("主管")
    CLERK = "clerk", _("数据员")
    JOB_OFFICER = "job_officer", _("岗位专员")
    ADMINISTRATOR = "administrator", _("系统管理员")
    AUDITOR = "auditor", _("审计员")


class Reach(TextChoices):
    """Which people a role can see at all; what it may do with them is the table below."""

    NOBODY = "nobody", _("不接触个人信息")
    OWN = "own", _("本人负责的毕业生")
    SUBTREE = "subtree", _("本站点及下级站点")


REACH = {
    Role.CASEWORKER: Reach.OWN,
    Role.COUNSELLOR: Reach.OWN,
    Role.SUPERVISOR: Reach.SUBTREE,
    Role.CLERK: Reach.SUBTREE,
    Role.JOB_OFFICER: Reach.NOBODY,
    Role.ADMINISTRATOR: Reach.NOBODY,
    Role.AUDITOR: Reach.SUBTREE,
}

_EVERYONE = {"dashboards.view_today"}
_SEES_PEOPLE = {"registry.view_person", "followup.view_case", "matching.view_posting"}
_SERVES_PEOPLE = _SEES_PEOPLE | {
    "registry.change_person",
    "registry.reveal_person",
    "matching.push_posting",
    "followup.view_visits",
    "followup.record_visit",
    "followup.enter_absence",
    "followup.change_case",
    "followup.export_people",
    "followup.view_gathering",
    "followup.hold_gathering",
}
_WORKS_POOL = {"matching.view_posting", "matching.change_posting", "matching.view_batch", "matching.change_batch"}

PERMISSIONS = {
    Role.CASEWORKER: _EVERYONE | _SERVES_PEOPLE | {"followup.receive_person"},
    Role.COUNSELLOR: _EVERYONE | _SERVES_PEOPLE | {"followup.receive_person"},
    Role.SUPERVISOR: _EVERYONE
    | _SERVES_PEOPLE
    | {
        "matching.view_ranking",
        "matching.change_ranking",
        "registry.add_person",
        "registry.merge_person",
        "registry.view_comparison",
        "registry.decide_finding",
        "registry.view_roster",
        "registry.view_look",
        "followup.open_case",
        "followup.assign_person",
        "followup.view_handing",
        "followup.transfer_person",
        "followup.excuse_step",
        "followup.decide_lost",
        "followup.grant_date",
        "followup.correct_any_visit",
        "followup.export_unmasked",
        "followup.change_template",
        "followup.change_schedule",
        "dashboards.view_figures",
    },
    Role.CLERK: _EVERYONE
    | _SEES_PEOPLE
    | {
        "registry.add_person",
        "registry.change_person",
        "registry.merge_person",
        "registry.view_roster",
        "registry.view_comparison",
        "registry.change_comparison",
        "registry.decide_finding",
        "registry.change_roster",
        "followup.open_case",
        "followup.export_people",
        "followup.change_template",
        "matching.view_batch",
        "matching.change_batch",
    },
    Role.JOB_OFFICER: _EVERYONE | _WORKS_POOL | {"matching.view_ranking"},
    Role.ADMINISTRATOR: _EVERYONE | {"followup.change_schedule", "accounts.manage", "matching.view_ranking"},
    Role.AUDITOR: _EVERYONE
    | _SEES_PEOPLE
    | {"matching.view_ranking"}
    | {"registry.view_look", "dashboards.view_figures", "followup.view_handing", "followup.view_gathering"},
}


def permissions_of(role):
    """Return the set of permission names of a role; an unknown role has none."""
    return PERMISSIONS.get(role, frozenset())


def reach_of(role):
    """Return how far a role sees; an unknown role sees nobody."""
    return REACH.get(role, Reach.NOBODY)
