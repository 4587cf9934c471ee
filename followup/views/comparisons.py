"""Lists held against the registry: uploaded, compared, and what they say decided one by one or by filter."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from followup import tasks
from followup.forms.comparison import DecisionForm, ListForm
from followup.narrowing import FindingFilter
from followup.proposals import ComparisonTable, FindingTable, acts_of, fetched
from followup.proposing import decide_findings, sentences_left
from registry.models import Comparison, Finding
from registry.reconciling import receive_list
from registry.refusals import Refusal
from registry.tasks import compare as compare_roster
from registry.tasks import compare_list
from registry.telling import tell_remark
from registry.views.progress import show_progress

PER_PAGE = 50
AT_ONCE = 500  # findings that are decided while one waits


def comparison_of(request, pk):
    """Return the comparison, or 404 when the user may not see it: missing and hidden look the same."""
    seen = Comparison.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("station", "received_by"), pk=pk)


@require_safe
@permission_required("registry.view_comparison", raise_exception=True)
def comparisons(request):
    """The lists compared for the user's station and below."""
    table = ComparisonTable(Comparison.objects.visible_to(request.user).select_related("station", "received_by"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "followup/comparisons.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("registry.change_comparison", raise_exception=True)
def comparison_upload(request):
    """Receive a list; it is compared at once, and nobody is changed by that."""
    form = ListForm(request.POST or None, request.FILES or None, user=request.user, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file = data.pop("file")
        comparison = receive_list(**data, file_name=file.name, content=file.read(), by=request.user)
        compare_list.delay_on_commit(comparison.pk)
        return redirect(comparison)
    return render(request, "followup/comparison_upload.html", {"form": form})


@require_safe
@permission_required("registry.view_comparison", raise_exception=True)
def comparison(request, pk):
    """What a list and the registry say of each other, one sort at a time."""
    found = comparison_of(request, pk)
    query = request.GET.copy()
    query.setdefault("what", _first(found))
    context = {
        "comparison": found,
        "tabs": _tabs(found.counts),
        "remarks": [tell_remark(remark) for remark in found.remarks],
        "query": query.urlencode(),
        "left": None,
    }
    return render(request, "followup/comparison.html", context | _findings(request, found, query))


def _tabs(counts):
    """The sorts of finding there are: how many in all, and how many of them wait."""
    left = counts.get("left", {})
    return [(code, label, left.get(code, 0), counts[code]) for code, label in Finding.What.choices if counts.get(code)]


def _findings(request, comparison, query):
    """The findings that are looked at, and what can be done with them."""
    chosen = FindingFilter(query, user=request.user)
    what = chosen.chosen("what")
    may_decide = request.user.has_perm("registry.decide_finding")
    findings = chosen.apply(comparison.findings.visible_to(request.user))
    table = FindingTable(fetched(findings, what), may_decide=may_decide)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return {
        "table": table,
        "what": what,
        "acts": acts_of(what) if what and may_decide else [],
        "filter_form": chosen,
        "filter_sentence": chosen.sentence(query),
        "passed_on": [("what", what)],
    }


def _first(comparison):
    """The sort of finding that is shown first: proposals, else the first there is."""
    there = [what for what in Finding.What.values if comparison.counts.get(what)]
    return Finding.What.HIT if Finding.What.HIT in there else next(iter(there), "")


@require_safe
@permission_required("registry.view_comparison", raise_exception=True)
def comparison_progress(request, pk):
    """How far a comparison is; when it is there, the page comes anew."""
    return show_progress(request, "followup/_comparison_progress.html", "comparison", comparison_of(request, pk))


@require_POST
@permission_required("registry.decide_finding", raise_exception=True)
def findings_decide(request, pk):
    """Decide one finding, those ticked, or all that match; one path. Many are decided after the answer."""
    found, form = comparison_of(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请选择如何处置。"))
    decision, note = form.cleaned_data["decision"], form.cleaned_data["note"]
    findings, count = _meant(request, found, form.cleaned_data["only"])
    back = redirect(f"{found.get_absolute_url()}?{request.GET.urlencode()}")
    if count > AT_ONCE and request.POST.get("all") == "yes":
        tasks.decide_matching.delay_on_commit(found.pk, request.GET.urlencode(), decision, request.user.pk, note)
        messages.success(request, _("正在处置 %(n)s 条，可以离开本页。") % {"n": count})
        return back
    decided = decide_findings(found, findings, decision, by=request.user, on=timezone.localdate(), note=note)
    _tell(request, decided)
    return redirect(decided.roster) if decided.roster else back


def _meant(request, comparison, only):
    """Return (findings, how many): the one of a button, those ticked, or all that the filter matches."""
    findings = comparison.findings.visible_to(request.user)
    if only:
        findings = findings.filter(pk=only)
    elif request.POST.get("all") == "yes":
        findings = FindingFilter(request.GET, user=request.user).apply(findings)
    else:
        ticked = [int(pk) for pk in request.POST.getlist("findings") if pk.isdecimal() and len(pk) < 19]
        findings = findings.filter(pk__in=ticked)
    count = findings.count()
    if not count:
        raise Refusal(_("请先选择要处置的结果。"))
    return findings, count


def _tell(request, decided):
    messages.success(request, _("已处置 %(n)s 条。") % {"n": decided.done})
    for sentence in sentences_left(decided.left):
        messages.warning(request, sentence)
    if decided.roster:
        compare_roster.delay_on_commit(decided.roster.pk)
