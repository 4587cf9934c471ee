"""The people list, the case page, searching, and what is done with a selection."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from followup.conflicting import tell_conflicts, waiting_on
from followup.forms.case import AssignForm, OpenCaseForm
from followup.forms.view import ViewForm
from followup.ledger import ledger_of
from followup.listing import list_people
from followup.models import SavedView
from followup.opening import open_cases
from followup.responsible import responsible_for
from followup.searches import search_shown
from followup.tables import PersonTable, RowsInOrder, choices_of
from followup.views.doors import person_of, selected_people
from registry.identity import mask_id_number
from registry.looking import record_look
from registry.merging import kept_instead
from registry.refusals import Refusal
from registry.searching import find

ON_A_SELECTION = (
    "followup.assign_person",
    "followup.open_case",
    "followup.export_people",
    "followup.hold_gathering",
    "matching.push_posting",
)


@require_safe
@permission_required("registry.view_person", raise_exception=True)
def people(request):
    """The list, narrowed by the query, with what the selection can be used for."""
    today = timezone.localdate()
    listing = list_people(request.user, request.GET, today)
    may_tick = any(request.user.has_perm(act) for act in ON_A_SELECTION)
    table = PersonTable(RowsInOrder(listing.page.rows), today=today, may_tick=may_tick, columns=listing.columns)
    RequestConfig(request, paginate=False).configure(table)
    context = {
        "table": table,
        "page": listing.page,
        "count": listing.count,
        "columns": choices_of(listing.columns),
        "passed_on": [(name, value) for name, value in request.GET.items() if name != "at"],
        "views": list(SavedView.objects.visible_to(request.user).select_related("by")),
        "view_form": ViewForm(),
        "filter_form": listing.chosen,
        "filter_sentence": listing.chosen.sentence(request.GET),
        "may_tick": may_tick,
        "assign_form": AssignForm(officers=listing.chosen.officers),
        "open_form": OpenCaseForm(),
        "query": request.GET.urlencode(),
    }
    return render(request, "followup/people.html", context)


def _back(request):
    return redirect(f"{request.path.rsplit('/', 2)[0]}/?{request.GET.urlencode()}")


@require_POST
@permission_required("followup.assign_person", raise_exception=True)
def people_assign(request):
    """Carry the selection to where one sees what giving it to officers would do; nothing is given yet."""
    return _carried(request, "followup:handing_new")


@require_POST
@permission_required("followup.record_visit", raise_exception=True)
def people_move(request):
    """Carry the selection to where one sees what moving its visits would do."""
    return _carried(request, "followup:visits_move")


@require_POST
@permission_required("followup.transfer_person", raise_exception=True)
def people_transfer(request):
    """Carry the selection to where it is offered to another station."""
    return _carried(request, "followup:transfer_new")


def _carried(request, name):
    selected_people(request)  # nobody selected is said here, on the list
    query = request.GET.copy()
    for passed_on in ("columns", "sort", "at"):
        query.pop(passed_on, None)
    for ticked in ("people", "all", "to"):
        query.setlist(ticked, [value for value in request.POST.getlist(ticked) if value])
    return redirect(f"{reverse(name)}?{query.urlencode()}")


@require_POST
@permission_required("followup.open_case", raise_exception=True)
def people_open(request):
    """Open cases for the selection."""
    form = OpenCaseForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请选择服务标准。"))
    standard, today = form.cleaned_data["standard"], timezone.localdate()
    opened = open_cases(selected_people(request), standard=standard, by=request.user, on=today)
    messages.success(request, _("已为 %(n)s 人建立台账。") % {"n": opened})
    return _back(request)


@require_safe
@permission_required("registry.view_person", raise_exception=True)
def person(request, pk):
    """The case page. Opening it is recorded. Who came to be one with another is found under the other."""
    try:
        found = person_of(request, pk)
    except Http404:
        return redirect(person_of(request, kept_instead(pk)))
    record_look(found, by=request.user)
    today = timezone.localdate()
    ledger = ledger_of(found, today)
    context = {
        "ledger": ledger,
        "responsible": responsible_for(found, today),
        "search": search_shown(ledger.case, ledger.visits, today),
        "today": today,
    }
    conflicts = tell_conflicts(waiting_on(found)) if request.user.has_perm("followup.record_visit") else []
    return render(request, "followup/person.html", {"person": found, "conflicts": conflicts, **context})


@require_safe
@permission_required("registry.view_person", raise_exception=True)
def search(request):
    """The few people the letters typed so far could mean."""
    words = request.GET.get("q", "").strip()
    rows = [(person, mask_id_number(person.id_number)) for person in find(request.user, words)]
    return render(request, "followup/_search.html", {"rows": rows, "words": words})
