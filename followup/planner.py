"""How the planner fares: whether it moves, whom it could not plan, which year's holidays it lacks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from followup.models import Case, ParkedCase, PlanRun
from followup.schedules import office_calendar, unannounced_year

SILENT = timedelta(hours=26)  # a run a night: more than a day without one is no lateness of minutes
SHOWN = 10


@dataclass(frozen=True)
class Trouble:
    """What a supervisor must know of the planner; false when there is nothing."""

    is_silent: bool
    moved_at: datetime | None  # when it last did anything, None: never
    parked: list
    parked_count: int
    year: int | None

    def __bool__(self):
        return bool(self.is_silent or self.parked_count or self.year)


def trouble_of(user, now):
    """Return the Trouble in the planning of the people a user sees."""
    today = timezone.localdate(now)
    last = PlanRun.objects.order_by("-moved_at").values_list("moved_at", flat=True).first()
    parked = ParkedCase.objects.filter(case__in=Case.objects.visible_to(user).open()).select_related("case__person")
    return Trouble(
        is_silent=_is_silent(last, now, today),
        moved_at=last,
        parked=list(parked.order_by("since", "pk")[:SHOWN]),
        parked_count=parked.count(),
        year=unannounced_year(today, office_calendar()),
    )


def _is_silent(last, now, today):
    """Whether a night has passed over open cases without the planner."""
    if last and now - last <= SILENT:
        return False
    return Case.objects.open().filter(opened_on__lt=today - timedelta(days=1)).exists()
