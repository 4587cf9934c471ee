"""Lists brought in: upload, what they would change row by row, and taking them into the pool."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import parting, pooling, tasks
from matching.forms import UploadForm
from matching.models import PostingBatch, PostingRow
from matching.tables import BatchRowTable, BatchTable
from matching.views.listing import listed

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("matching.view_batch", raise_exception=True)
def batches(request):
    """The lists that were brought in."""
    return listed(request, BatchTable(PostingBatch.objects.select_related("received_by")), "matching/batches.html")


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
    may_part = found.stage == PostingBatch.Stage.COMPARED and request.user.has_perm("matching.change_batch")
    table = BatchRowTable(rows.order_by("number"), may_part=may_part)
    tabs = [(code, label, found.counts.get(code, 0)) for code, label in PostingRow.Verdict.choices]
    writable = sum(found.counts.get(code, 0) for code in pooling.WRITING)
    return listed(request, table, "matching/batch.html", batch=found, tabs=tabs, verdict=verdict, writable=writable)


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


@require_POST
@permission_required("matching.change_batch", raise_exception=True)
def batch_row_apart(request, pk):
    """Let a row that would join another board's posting become its own."""
    row = get_object_or_404(PostingRow.objects.select_related("batch"), pk=pk)
    parting.keep_row_apart(row)
    messages.success(request, _("第 %(row)s 行将单独入库。") % {"row": row.number})
    return redirect(f"{row.batch.get_absolute_url()}?verdict=joined")
