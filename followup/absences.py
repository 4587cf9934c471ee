"""请假: an officer is away for some days, a colleague stands in and sees the people meanwhile; no date moves."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from followup.caseloads import SERVING
from followup.models import Absence
from registry.models import Person
from registry.refusals import Refusal

LONGEST = 365  # days of one leave
SMALL = ("community", "point")  # stations at which one may be alone


@transaction.atomic
def enter_absence(user, *, begins_on, ends_on, by, on, stand_in=None, reason=""):
    """Let an officer be away, entered by the officer or by whoever leads them. Returns the Absence."""
    if not on <= ends_on or not begins_on <= ends_on or (ends_on - begins_on).days > LONGEST:
        raise Refusal(_("请假止日不能早于起日和今天，且不超过一年。"))
    if not may_enter(by, user):
        raise Refusal(_("只能为本人或本站点及下级站点的人员登记请假。"))
    # Two who enter something for the same people at once wait for each other.
    staff = {user.pk, stand_in.pk} if stand_in else {user.pk}
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk__in=staff).order_by("pk").values_list("pk"))
    during = Absence.objects.during(begins_on, ends_on)
    if during.filter(user=user).exists():
        raise Refusal(_("这段时间已登记请假。"))
    if stand_in:
        _refuse_stand_in(user, stand_in, during, by)
    return Absence.objects.create(
        user=user, begins_on=begins_on, ends_on=ends_on, stand_in=stand_in, reason=reason[:200], by=by
    )


def may_enter(by, user):
    """Whether somebody may enter leave for a user."""
    if by.pk == user.pk:
        return True
    return by.reach == "subtree" and user.station is not None and user.station.path.startswith(by.station.path)


def _refuse_stand_in(user, stand_in, during, by):
    if not stand_ins_for(user).filter(pk=stand_in.pk).exists():
        raise Refusal(_("代理人须是附近在岗的专员或指导师。"))
    if during.filter(user=stand_in).exists():
        raise Refusal(_("代理人这段时间也请假。"))


def stand_ins_for(user):
    """Return the colleagues who can stand in for a user: who serve at the same station or, at a village, its street."""
    if user.station is None:
        return get_user_model().objects.none()
    above = user.station.parent if user.station.level in SMALL and user.station.parent else user.station
    staff = get_user_model().objects.filter(role__in=SERVING, is_active=True, station__path__startswith=above.path)
    return staff.exclude(pk=user.pk).select_related("station").order_by("station__path", "name", "pk")


@transaction.atomic
def withdraw_absence(absence, *, by, on):
    """Call a leave off, or end it early: who stood in sees nobody from now on."""
    if not may_enter(by, absence.user):
        raise Refusal(_("只能为本人或本站点及下级站点的人员登记请假。"))
    if not Absence.objects.filter(pk=absence.pk, withdrawn_on=None, ends_on__gte=on).update(withdrawn_on=on):
        raise Refusal(_("该请假已结束或已撤销。"))


def may_be_away(by):
    """Return the staff for whom somebody may enter leave, oneself first of all."""
    found = Q(pk=by.pk)
    if by.reach == "subtree":
        found |= Q(station__path__startswith=by.station.path, role__in=SERVING)
    staff = get_user_model().objects.filter(found, is_active=True).select_related("station")
    return staff.order_by("station__path", "name", "pk")


# --- Read -----------------------------------------------------------------------------------------


def absences_of(user, today):
    """Return the leave a user may enter, not over yet: one's own, and that of those one leads."""
    found = Absence.objects.exclude(ends_on__lt=today).filter(withdrawn_on=None)
    mine = Q(user=user) | Q(stand_in=user)
    if user.reach == "subtree":
        mine |= Q(user__station__path__startswith=user.station.path)
    return found.filter(mine).select_related("user__station", "stand_in", "by").order_by("begins_on", "pk")


def standing_in(user, today):
    """Return the leave for which a user stands in today, each with how many people that is."""
    found = Absence.objects.on(today).filter(stand_in=user).select_related("user__station")
    people = Count("user__people", filter=Q(user__people__gone=""))
    return found.annotate(people=people).order_by("ends_on", "pk")


def people_stood_in_for(user, today):
    """Return the people of colleagues for whom a user stands in today."""
    return Person.objects.filter(owner__in=Absence.objects.on(today).filter(stand_in=user).values("user"))
