"""The pool of postings: list, page, by hand, and lists brought in."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from matching import pooling, tasks
from matching.forms import CloseForm, PostingFilter, PostingForm, UploadForm
from matching.models import Employer, Posting, PostingBatch, PostingRow
from matching.places import area_of
from matching.requirements import read_majors
from matching.tables import BatchRowTable, BatchTable, EmployerTable, PostingTable

FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


def _listed(request, table, template, **context):
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, template, {"table": table, **context})


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def postings(request):
    """The pool, open postings first of all."""
    form = PostingFilter(request.GET)
    found = form.apply(Posting.objects.for_list(), timezone.localdate()).order_by("-pk")
    sentence = form.sentence(request.GET)
    table = PostingTable(found)
    return _listed(request, table, "matching/postings.html", filter_form=form, filter_sentence=sentence)


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def posting(request, pk):
    """One posting, with how often it was pushed and what came of it; no names here."""
    found = get_object_or_404(Posting.objects.for_list(), pk=pk)
    answers = found.pushes.aggregate(
        pushed=Count("pk"),
        yes=Count("pk", filter=Q(answer="yes")),
        no=Count("pk", filter=Q(answer="no")),
        hired=Count("pk", filter=Q(employer_answer="hired")),
    )
    return render(request, "matching/posting.html", {"posting": found, "answers": answers, "close_form": CloseForm()})


@FORM
@permission_required("matching.change_posting", raise_exception=True)
def posting_new(request):
    """Add one posting by hand."""
    form = PostingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        facts |= {"majors": read_majors(facts["majors_text"]), "area_code": area_of(facts["area_text"])}
        added = pooling.add_posting(by=request.user, on=timezone.localdate(), **facts)
        messages.success(request, _("岗位已登记。"))
        return redirect(added)
    return render(request, "matching/posting_new.html", {"form": form})


@require_POST
@permission_required("matching.change_posting", raise_exception=True)
def posting_close(request, pk):
    """Close a posting: from now on it is pushed to nobody."""
    found = get_object_or_404(Posting, pk=pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        pooling.close_posting(found, reason=form.cleaned_data["reason"], on=timezone.localdate())
        messages.success(request, _("岗位已关闭。"))
    else:
        messages.error(request, _("请选择关闭原因。"))
    return redirect(found)


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def employers(request):
    """Every employer, with its open postings."""
    is_open = Q(postings__closed_on=None, postings__isnull=False)
    found = Employer.objects.annotate(offers=Count("postings", filter=is_open)).order_by("-offers", "name", "pk")
    return _listed(request, EmployerTable(found), "matching/employers.html")


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def employer(request, pk):
    """One employer and its postings."""
    found = get_object_or_404(Employer, pk=pk)
    table = PostingTable(found.postings.for_list().order_by("-pk"))
    return _listed(request, table, "matching/employer.html", employer=found)


@require_safe
@permission_required("matching.view_batch", raise_exception=True)
def batches(request):
    """The lists that were brought in."""
    return _listed(request, BatchTable(PostingBatch.objects.select_related("received_by")), "matching/batches.html")


@FORM
@permission_required("matching.change_batch", raise_exception=True)
def batch_upload(request):
    """Receive a list; it is compared at once and believed only when applied."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        batch = pooling.receive_postings(
            file_name=file.name, content=file.read(), by=request.user, source=form.cleaned_data["source"]
        )
        tasks.compare_postings.delay_on_commit(batch.pk)
        return redirect(batch)
    return render(request, "matching/batch_upload.html", {"form": form})


@require_safe
@permission_required("matching.view_batch", raise_exception=True)
def batch(request, pk):
    """A list row by row: the verdict, what was understood, and why not."""
    found = get_object_or_404(PostingBatch.objects.select_related("received_by", "applied_by"), pk=pk)
    verdict = request.GET.get("verdict", "")
    rows = found.rows.filter(verdict=verdict) if verdict in PostingRow.Verdict.values else found.rows
    table = BatchRowTable(rows.order_by("number"))
    tabs = [(code, label, found.counts.get(code, 0)) for code, label in PostingRow.Verdict.choices]
    writable = sum(found.counts.get(code, 0) for code in ("new", "changed"))
    return _listed(request, table, "matching/batch.html", batch=found, tabs=tabs, verdict=verdict, writable=writable)


@require_safe
@permission_required("matching.view_batch", raise_exception=True)
def batch_progress(request, pk):
    """How far a list is; when it is there, the page comes anew."""
    found = get_object_or_404(PostingBatch, pk=pk)
    response = render(request, "matching/_batch_progress.html", {"batch": found})
    if not found.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@permission_required("matching.change_batch", raise_exception=True)
def batch_apply(request, pk):
    """Take a compared list into the pool."""
    found = pooling.start_applying(get_object_or_404(PostingBatch, pk=pk), by=request.user)
    tasks.apply_postings.delay_on_commit(found.pk)
    return redirect(found)
