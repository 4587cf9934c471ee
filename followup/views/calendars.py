"""The office's calendar: which days are worked, a year's sheet received, a day taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from followup.forms.schedule import CalendarDaysForm, CalendarFileForm
from followup.models import CalendarDay
from followup.schedules import changes_to, days_of_year, decides_for_the_office, office_calendar, unannounced_year
from followup.scheduling import drop_day, keep_days
from followup.workdays import is_announced
from registry.refusals import Refusal


def _year(request, today):
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 < int(text) < 2100 else today.year


def _shown(request, form, **more):
    today, calendar = timezone.localdate(), office_calendar()
    year = _year(request, today)
    context = {
        "year": year,
        "years": range(today.year - 1, today.year + 3),
        "days": days_of_year(year),
        "is_announced": is_announced(year, calendar),
        "unannounced": unannounced_year(today, calendar),
        "may_change": decides_for_the_office(request.user),
        "form": form,
        **more,
    }
    return render(request, "followup/calendar.html", context)


@require_safe
@permission_required("followup.change_schedule", raise_exception=True)
def calendar(request):
    """A year's days off and days worked."""
    return _shown(request, CalendarFileForm())


@require_POST
@permission_required("followup.change_schedule", raise_exception=True)
def calendar_upload(request):
    """Read a sheet and show what would change; nothing is kept yet."""
    form = CalendarFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, form)
    sheet = form.cleaned_data["file"]
    shown = {"changes": changes_to(sheet.days), "wrong": sheet.wrong, "read": len(sheet.days)}
    return render(request, "followup/calendar_upload.html", {"form": CalendarDaysForm.showing(sheet.days), **shown})


@require_POST
@permission_required("followup.change_schedule", raise_exception=True)
def calendar_keep(request):
    """Keep the days that were shown."""
    form = CalendarDaysForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请重新上传。"))
    days = form.cleaned_data["days"]
    changed = keep_days(days, by=request.user)
    told = ngettext(
        "工作日历已更新 %(n)s 天，今晚起按新日历排期。", "工作日历已更新 %(n)s 天，今晚起按新日历排期。", changed
    )
    messages.success(request, told % {"n": changed} if changed else _("与现有日历一致，没有变化。"))
    return _back(min(days).year if days else timezone.localdate().year)


@require_POST
@permission_required("followup.change_schedule", raise_exception=True)
def calendar_drop(request, pk):
    """Take one of the office's own days back."""
    day = get_object_or_404(CalendarDay, pk=pk)
    drop_day(day, by=request.user)
    messages.success(request, _("%(day)s 已恢复为公布的日历。") % {"day": day.day.isoformat()})
    return _back(day.day.year)


def _back(year):
    return redirect(f"{reverse('followup:calendar')}?year={year}")
