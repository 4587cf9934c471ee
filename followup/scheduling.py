"""Every write to what the plan of visits goes by: the office's days off and worked, the rules of a standard."""

from django.db import transaction
from django.utils.translation import gettext as _

from followup.models import CadenceRule, CalendarDay
from followup.schedules import decides_for_the_office
from registry.refusals import Refusal


def _refuse_others(by):
    if not decides_for_the_office(by):
        raise Refusal(_("由全市统一维护，请联系市级主管或系统管理员。"))


@transaction.atomic
def keep_days(days, *, by):
    """Lay {day: (is it worked?, name)} over the published calendar; the same again changes nothing.

    Returns how many days changed. Dates given to people before stay; what is only proposed moves in the next night.
    """
    if by is not None:  # None is the command line
        _refuse_others(by)
    known = {one.day: one for one in CalendarDay.objects.select_for_update().filter(day__in=days)}
    changed = [
        CalendarDay(day=day, works=works, name=name)
        for day, (works, name) in sorted(days.items())
        if day not in known or (known[day].works, known[day].name) != (works, name)
    ]
    CalendarDay.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["day"], update_fields=["works", "name"]
    )
    return len(changed)


def drop_day(day, *, by):
    """Let a day be what the published calendar says again; twice is once."""
    _refuse_others(by)
    CalendarDay.objects.filter(pk=day.pk).delete()


@transaction.atomic
def set_rules(standard, rules, *, by):
    """Let a standard be kept by these Rules alone, besides the product's; returns whether anything changed."""
    _refuse_others(by)
    wanted = {rule.key: (rule.days, rule.ahead) for rule in rules}
    fields = ("why", "status", "key_groups_only", "days", "ahead")
    own = CadenceRule.objects.select_for_update().filter(standard=standard)
    if {tuple(row[:3]): tuple(row[3:]) for row in own.values_list(*fields)} == wanted:
        return False
    own.delete()
    CadenceRule.objects.bulk_create(
        CadenceRule(standard=standard, **dict(zip(fields, (*key, *numbers), strict=True)))
        for key, numbers in wanted.items()
    )
    return True
