"""Gatherings: planned for a selection, the roll called name by name on a phone, taken back for one or as a whole."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from followup import gathering as verbs
from followup.forms.gathering import GatheringForm, MarkForm, RestForm, SheetForm, WhyForm
from followup.gathering_tables import GatheringTable
from followup.models import Attendance, Gathering
from followup.rolls import (
    Row,
    counts_of,
    gatherings_for,
    in_order,
    open_to_more,
    roll_page,
    rows_of,
    who_came,
)
from followup.selecting import is_key
from followup.views.doors import carried_out, person_of, selected_people
from registry.models import Person
from registry.refusals import Refusal

SEE = permission_required("followup.view_gathering", raise_exception=True)
HOLD = permission_required("followup.hold_gathering", raise_exception=True)
FORM = require_http_methods(["GET", "HEAD", "POST"])
NAMED = 50  # names that a form tells; the list itself has everybody
# What htmx asks for a part of the page, by the place it goes to.
PARTS = {"roll": "followup/_gathering_roll.html", "found": "followup/_gathering_found.html"}


def _seen(request, pk):
    return get_object_or_404(Gathering.objects.visible_to(request.user).select_related("station", "by"), pk=pk)


def _led(request, pk):
    return get_object_or_404(Gathering.objects.led_by(request.user).select_related("station", "by"), pk=pk)


def _seat(request, pk):
    seats = Attendance.objects.callable_by(request.user)
    return get_object_or_404(seats.select_related("gathering", "person__station"), pk=pk)


# --- The list, and a new one ------------------------------------------------------------------


@require_safe
@SEE
def gatherings(request):
    """Every gathering one leads, of one's station, or to which one's own people are asked; the newest first."""
    table = GatheringTable(gatherings_for(request.user), today=timezone.localdate())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "followup/gatherings.html", {"table": table})


@require_POST
@HOLD
def people_gather(request):
    """Carry the selection of the list to a gathering; nobody is asked yet."""
    people = selected_people(request).count()
    if people > verbs.MOST:
        told = {"n": people, "most": verbs.MOST}
        raise Refusal(_("所选 %(n)s 人，一次最多 %(most)s 人，请缩小范围。") % told)
    query = request.GET.copy()
    for passed_on in ("columns", "sort", "at"):
        query.pop(passed_on, None)
    for ticked in ("people", "all"):
        query.setlist(ticked, request.POST.getlist(ticked))
    return redirect(f"{reverse('followup:gathering_new')}?{query.urlencode()}")


@FORM
@HOLD
def gathering_new(request):
    """Plan a gathering for a selection, or put the selection on the list of one that is planned."""
    people = _selection(request)
    form = GatheringForm(request.POST or None, today=timezone.localdate())
    plan = partial(verbs.plan_gathering, by=request.user)
    if carried_out(request, form, lambda data: _asked(request, plan(**data), people)):
        return redirect(Gathering.objects.get(uuid=form.cleaned_data["uuid"]))
    context = {
        "form": form,
        "n": people.count(),
        "people": people.order_by("name", "pk")[:NAMED],
        "others": open_to_more(request.user)[:NAMED],
    }
    return render(request, "followup/gathering_new.html", context)


def _selection(request):
    if "people" in request.GET or "all" in request.GET:
        return selected_people(request, request.GET)
    return Person.objects.none()


def _asked(request, gathering, people):
    n = verbs.ask_people(gathering, people, by=request.user)
    messages.success(request, _("名单新增 %(n)s 人。") % {"n": n})


@require_POST
@HOLD
def gathering_ask(request):
    """Put the selection on the list of a gathering that is planned already."""
    key = request.POST.get("gathering", "")
    gathering = _seen(request, int(key) if is_key(key) else 0)
    _asked(request, gathering, _selection(request))
    return redirect(gathering)


# --- The roll ---------------------------------------------------------------------------------


@require_safe
@SEE
def gathering(request, pk):
    """One gathering: its sheet, and the roll to be called by whoever may."""
    found, user = _seen(request, pk), request.user
    part = PARTS.get(request.headers.get("HX-Target")) if request.headers.get("HX-Request") else None
    find = request.GET.get("find", "").strip()
    context = {
        "gathering": found,
        "leads": Gathering.objects.led_by(user).filter(pk=pk).exists(),
        "may_call": found.is_open and user.has_perm("followup.hold_gathering"),
        "has_begun": found.held_on <= timezone.localdate(),
        "counts": counts_of(found, user),
        "page": roll_page(found, user, request.GET),
        "find": find,
        "found": who_came(found, user, find),
        "reasons": Attendance.AbsentReason.choices,
    }
    return render(request, part or "followup/gathering.html", context)


@require_POST
@HOLD
def seat_mark(request, pk):
    """Say of one person that they are there, late or absent."""
    seat, form = _seat(request, pk), MarkForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请选择到场情况。"))
    verbs.mark(seat, by=request.user, **form.cleaned_data)
    if not request.headers.get("HX-Request"):
        return redirect(f"{seat.gathering.get_absolute_url()}#seat-{pk}")
    (row,) = rows_of(Attendance.objects.filter(pk=pk), request.user)
    context = {
        "row": row,
        "gathering": seat.gathering,
        "counts": counts_of(seat.gathering, request.user),
        "may_call": True,
        "has_begun": True,
        "reasons": Attendance.AbsentReason.choices,
    }
    return render(request, "followup/_gathering_marked.html", context)


@require_POST
@HOLD
def gathering_walk_in(request, pk):
    """Put somebody who simply came on the list, as there."""
    found, key = _seen(request, pk), request.POST.get("person", "")
    person = person_of(request, int(key) if is_key(key) else 0)
    seat = verbs.walk_in(found, person, "present", by=request.user)
    messages.success(request, _("%(name)s已加入名单，记为到场。") % {"name": person.name})
    return redirect(f"{found.get_absolute_url()}#seat-{seat.pk}")


@FORM
@HOLD
def seat_undo(request, pk):
    """Take one person off the list, with a reason."""
    seat = _seat(request, pk)
    form = WhyForm(request.POST or None)
    if carried_out(request, form, lambda data: verbs.undo_for(seat, by=request.user, **data)):
        messages.success(request, _("已从名单撤销，所记服务一并收回。"))
        return redirect(seat.gathering)
    context = {"gathering": seat.gathering, "form": form, "row": Row(seat, opens=False), "submit": _("撤销此人")}
    return render(request, "followup/gathering_form.html", context | {"title": _("从名单撤销一人")})


# --- The whole gathering ----------------------------------------------------------------------


@FORM
@HOLD
def gathering_rest(request, pk):
    """Everybody not called yet, by name, before the same is said of all of them."""
    found, form = _seen(request, pk), RestForm(request.POST or request.GET)
    if not form.is_valid():
        return redirect(found)
    state = form.cleaned_data["state"]
    if request.method == "POST":
        n = verbs.mark_rest(found, state, seats=form.cleaned_data["seats"], by=request.user)
        messages.success(request, _("已记录 %(n)s 人。") % {"n": n})
        return redirect(found)
    words = {"present": _("其余全部到场"), "absent": _("其余全部缺席（未说明）")}
    return _confirm(request, found, title=words[state], state=state)


@FORM
@HOLD
def gathering_close(request, pk):
    """End the roll: whoever was not called was absent without a word."""
    found = _led(request, pk)
    if request.method == "POST":
        verbs.close_roll(found, by=request.user)
        messages.success(request, _("点名已结束。"))
        return redirect(found)
    return _confirm(request, found, title=_("结束点名"))


def _confirm(request, found, **context):
    seats = found.attendances.callable_by(request.user).standing().filter(state=Attendance.State.ASKED)
    rows = rows_of(in_order(seats), request.user)
    context |= {"gathering": found, "rows": rows, "seats": ",".join(str(row.seat.pk) for row in rows)}
    return render(request, "followup/gathering_rest.html", context)


@require_POST
@HOLD
def gathering_reopen(request, pk):
    """Let a closed roll be called on."""
    found = _led(request, pk)
    verbs.reopen(found, by=request.user)
    messages.success(request, _("点名已重新打开。"))
    return redirect(found)


@FORM
@HOLD
def gathering_edit(request, pk):
    """Put the topic sheet right; what those present heard is put right with it."""
    found = _led(request, pk)
    form = SheetForm(request.POST or None, gathering=found)
    if carried_out(request, form, lambda data: verbs.change_gathering(found, by=request.user, **data)):
        messages.success(request, _("已保存。"))
        return redirect(found)
    context = {"gathering": found, "form": form, "title": _("主题单"), "submit": _("保存")}
    return render(request, "followup/gathering_form.html", context)


@FORM
@HOLD
def gathering_call_off(request, pk):
    """Let a gathering not take place, with a reason."""
    found = _led(request, pk)
    form = WhyForm(request.POST or None)
    call_off = {"by": request.user, "on": timezone.localdate()}
    if carried_out(request, form, lambda data: verbs.call_off(found, **call_off, **data)):
        messages.success(request, _("活动已取消。"))
        return redirect(found)
    context = {"gathering": found, "form": form, "title": _("取消活动"), "submit": _("确认取消活动")}
    return render(request, "followup/gathering_form.html", context)


@require_safe
@SEE
def gathering_sheet(request, pk):
    """The sign-in sheet on paper: everybody on the list, a line each to sign on, and empty lines for who comes."""
    found = _seen(request, pk)
    seats = found.attendances.callable_by(request.user).standing()
    context = {"gathering": found, "rows": rows_of(in_order(seats), request.user), "empty_lines": range(6)}
    return render(request, "followup/gathering_sheet.html", context)
