"""The pool of postings: list, page, by hand, and who offers them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import editing, parting, pooling
from matching.employing import keep_employer_apart, written_names
from matching.forms import CloseForm, EditForm, PostingFilter, PostingForm, ReopenForm
from matching.kinds import tell_audience
from matching.models import Employer, Posting, PostingSource
from matching.places import area_of
from matching.requirements import read_majors
from matching.tables import EmployerTable, PostingTable
from matching.views.listing import listed

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def postings(request):
    """The pool, open postings first of all."""
    form = PostingFilter(request.GET)
    found = form.apply(Posting.objects.for_list(), timezone.localdate()).order_by("-pk")
    sentence = form.sentence(request.GET)
    table = PostingTable(found)
    return listed(request, table, "matching/postings.html", filter_form=form, filter_sentence=sentence)


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def posting(request, pk):
    """One posting, with how often it was pushed and what came of it; no names here."""
    found = get_object_or_404(Posting.objects.for_list(), pk=pk)
    answers = found.pushes.aggregate(
        pushed=Count("pk"),
        yes=Count("pk", filter=Q(answer="yes")),
        no=Count("pk", filter=Q(answer="no")),
        expired=Count("pk", filter=Q(answer="expired")),
        hired=Count("pk", filter=Q(employer_answer="hired")),
    )
    context = {
        "posting": found,
        "answers": answers,
        "close_form": CloseForm(),
        "reopen_form": ReopenForm(),
        "reopenings": found.reopenings.select_related("by"),
        "others": found.others.order_by("pk"),
        "inquiries": found.inquiries.select_related("asked_by", "answered_by")[:5],
        "audience": tell_audience(found.audience),
    }
    return render(request, "matching/posting.html", context)


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


@require_POST
@permission_required("matching.change_posting", raise_exception=True)
def posting_reopen(request, pk):
    """Open a posting again that was closed by mistake."""
    found = get_object_or_404(Posting, pk=pk)
    form = ReopenForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    editing.reopen_posting(found.pk, reason, by=request.user, on=timezone.localdate())
    messages.success(request, _("岗位已重新开放。"))
    return redirect(found)


@FORM
@permission_required("matching.change_posting", raise_exception=True)
def posting_edit(request, pk):
    """Put right what was read; what an officer set, no list rewrites."""
    found = get_object_or_404(Posting, pk=pk)
    form = EditForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        editing.edit_posting(found.pk, form.changes())
        messages.success(request, _("岗位已更正，以后导入不会改回。"))
        return redirect(found)
    return render(request, "matching/posting_edit.html", {"form": form, "posting": found})


@require_POST
@permission_required("matching.change_posting", raise_exception=True)
def posting_apart(request, pk):
    """Make another board's offer a posting of its own."""
    apart = parting.keep_offer_apart(get_object_or_404(PostingSource.objects.select_related("row__batch"), pk=pk))
    messages.success(request, _("已拆分为独立岗位。"))
    return redirect(apart)


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def employers(request):
    """Every employer, with its open postings."""
    is_open = Q(postings__closed_on=None, postings__isnull=False)
    found = Employer.objects.annotate(offers=Count("postings", filter=is_open)).order_by("-offers", "name", "pk")
    return listed(request, EmployerTable(found), "matching/employers.html")


@require_safe
@permission_required("matching.view_posting", raise_exception=True)
def employer(request, pk):
    """One employer and its postings."""
    found = get_object_or_404(Employer, pk=pk)
    table = PostingTable(found.postings.for_list().order_by("-pk"))
    names = [(name, times) for name, times in written_names(found) if name != found.name]
    return listed(request, table, "matching/employer.html", employer=found, names=names)


@require_POST
@permission_required("matching.change_posting", raise_exception=True)
def employer_apart(request, pk):
    """Make a way the employer's name was written an employer of its own."""
    apart = keep_employer_apart(get_object_or_404(Employer, pk=pk), request.POST.get("name", ""))
    messages.success(request, _("“%(name)s”已成为独立单位。") % {"name": apart.name})
    return redirect(apart)
