"""One account for each role, to try the demo city with; for demonstrations only, the password is public."""

from django.contrib.auth.hashers import make_password

from placement.accounts.models import User
from placement.accounts.roles import Role

_PASSWORD = "baiyang-1311-demo"  # public on purpose; make_city refuses it outside the embedded default

# (username, password, role label), as `make run` prints them
DEMO_ACCOUNTS = [
    ("zhuanyuan", _PASSWORD, Role.CASEWORKER.label),
    ("zhidaoshi", _PASSWORD, Role.COUNSELLOR.label),
    ("zhuguan", _PASSWORD, Role.SUPERVISOR.label),
    ("shujuyuan", _PASSWORD, Role.CLERK.label),
    ("gangwei", _PASSWORD, Role.JOB_OFFICER.label),
    ("guanliyuan", _PASSWORD, Role.ADMINISTRATOR.label),
    ("shenjiyuan", _PASSWORD, Role.AUDITOR.label),
]
_NAMES = {
    Role.CASEWORKER: "阿依努尔·哈力别克",
    Role.COUNSELLOR: "欧阳文静",
    Role.SUPERVISOR: "陈建疆",
    Role.CLERK: "马晓梅",
    Role.JOB_OFFICER: "关志远",
    Role.ADMINISTRATOR: "李卫东",
    Role.AUDITOR: "巴图",
}


def hire_demo_accounts(seats, city):
    """Hire one member of staff for each role, at the station `seats` names or else the city; returns {role: key}."""
    hashed = make_password(_PASSWORD)  # hashed once: a hash costs a third of a second
    hired = {}
    for role, (username, *_rest) in zip(Role, DEMO_ACCOUNTS, strict=True):
        user = User(username=username, name=_NAMES[role], role=role, station=seats.get(role, city), password=hashed)
        user.save(force_insert=True)
        hired[role] = user.pk
    return hired
