"""The plan of visits and the visit at the door."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from followup.forms.visit import CancelVisitForm, PlanVisitForm, VisitForm
from followup.models import Visit
from followup.tables import VisitTable
from followup.views.doors import back_to, carried_out, person_of, show_form
from followup.visiting import cancel_visit, plan_visit, record_visit
from followup.worklist import due_visits, planned_visits

# Where the saved visit leads when something is to be given on the spot.
THEN = {"jobs": "followup:jobs", "session": "followup:session_new", "internship": "followup:internship_new"}


@require_safe
@permission_required("followup.view_visits", raise_exception=True)
def visits(request):
    """All planned visits of the people a user sees, the most pressing first."""
    today = timezone.localdate()
    found, when = planned_visits(request.user), request.GET.get("when", "")
    due = due_visits(found, today)
    counts = {code: visits.count() for code, visits in due.items()}
    found = due.get(when, found)
    table = VisitTable(found, today=today)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "followup/visits.html", {"table": table, "when": when, "counts": counts})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.record_visit", raise_exception=True)
def visit_new(request, pk):
    """Record a contact that was made; the same form sent twice is one visit."""
    person, today = person_of(request, pk), timezone.localdate()
    case = person.cases.open().select_related("standard").first()
    form = VisitForm(request.POST or None, today=today, person=person, standard=case and case.standard)
    record = partial(record_visit, person, by=request.user, made_at=timezone.now())
    if carried_out(request, form, lambda _data: record(**form.contact())):
        messages.success(request, _("走访已记录。"))
        return redirect(THEN.get(request.POST.get("then"), "followup:person"), person.pk)
    more = {"planned": person.visits.planned().first(), "stands": form.stands(), "has_case": case is not None}
    return show_form(
        request, person, form, title=_("记走访"), submit=_("保存走访"), template="followup/visit_new.html", **more
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.record_visit", raise_exception=True)
def visit_plan(request, pk):
    """Agree a day with the person."""
    person = person_of(request, pk)
    form = PlanVisitForm(request.POST or None, today=timezone.localdate())
    if carried_out(request, form, lambda data: plan_visit(person, by=request.user, **data)):
        messages.success(request, _("已约定下次联系。"))
        return back_to(person)
    return show_form(request, person, form, title=_("约定下次联系"), submit=_("保存"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("followup.record_visit", raise_exception=True)
def visit_cancel(request, pk):
    """Cancel a planned visit with a reason."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).planned().select_related("person"), pk=pk)
    form = CancelVisitForm(request.POST or None)
    cancel = partial(cancel_visit, visit, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: cancel(**data)):
        messages.success(request, _("走访已取消。"))
        return redirect("followup:visits")
    return show_form(request, visit.person, form, title=_("取消走访"), submit=_("确认取消"))
