"""Pairs that may be one person, two files side by side, the merge of them and its way back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.forms.merge import MergeForm, PairForm
from followup.merging import merge_files, undo_merge
from followup.resemblance import hanging_on, side_by_side
from followup.views.doors import carried_out, person_of
from registry.duplicates import likely_pairs, tell_apart
from registry.identity import mask_id_number
from registry.models import Merge, Person
from registry.refusals import Refusal
from registry.searching import find

MOST = 100  # pairs on the page; the next come up when these are decided


@require_safe
@permission_required("registry.merge_person", raise_exception=True)
def duplicates(request):
    """The pairs that nobody has merged or told apart."""
    pairs = likely_pairs(Person.objects.visible_to(request.user))
    shown = [(pair, *(mask_id_number(person.id_number) for person in pair[:2])) for pair in pairs[:MOST]]
    return render(request, "followup/duplicates.html", {"pairs": shown, "total": len(pairs)})


@require_POST
@permission_required("registry.merge_person", raise_exception=True)
def told_apart(request):
    """Keep that two records are two people."""
    form = PairForm(request.POST, people=Person.objects.visible_to(request.user))
    if not form.is_valid():
        raise Refusal(_("请选择另一份档案。"))
    tell_apart(form.cleaned_data["one"], form.cleaned_data["other"], by=request.user)
    messages.success(request, _("已记为两个人，不再提示。"))
    return redirect("followup:duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("registry.merge_person", raise_exception=True)
def merge(request, pk):
    """Choose the other file, then what is taken from it, and why."""
    kept = person_of(request, pk)
    other = request.GET.get("with", "")
    if not other.isdecimal():
        return _choose(request, kept)
    gone = person_of(request, int(other[:18]))
    form = MergeForm(request.POST or None, kept=kept, gone=gone)
    act = {"by": request.user, "on": timezone.localdate()}
    if carried_out(request, form, lambda data: merge_files(kept, gone, **form.chosen(), **act)):
        messages.success(request, _("已合并为一份档案。"))
        return redirect(kept)
    context = {
        "person": kept,
        "gone": gone,
        "form": form,
        "rows": side_by_side(kept, gone, form),
        "hanging": hanging_on(gone),
    }
    return render(request, "followup/merge.html", context)


def _choose(request, kept):
    words = request.GET.get("q", "")
    found = [one for one in find(request.user, words or kept.name) if one.pk != kept.pk]
    rows = [(one, mask_id_number(one.id_number)) for one in found]
    return render(request, "followup/merge_with.html", {"person": kept, "rows": rows, "words": words})


@require_safe
@permission_required("registry.merge_person", raise_exception=True)
def merged(request, pk):
    """One merge: of what, by whom, why, and the way back."""
    done = get_object_or_404(Merge.objects.visible_to(request.user).select_related("kept", "gone", "by"), pk=pk)
    masked = mask_id_number(done.kept.id_number), mask_id_number(done.gone.id_number)
    return render(request, "followup/merged.html", {"merge": done, "masked": masked})


@require_POST
@permission_required("registry.merge_person", raise_exception=True)
def merge_undo(request, pk):
    """Make two files of one again."""
    done = get_object_or_404(Merge.objects.visible_to(request.user).select_related("kept", "gone"), pk=pk)
    left = undo_merge(done, by=request.user)
    messages.success(request, _("已恢复为两份档案。"))
    if left:
        messages.warning(request, _("合并后又改动过的 %(n)s 项保持现状。") % {"n": left})
    return redirect(reverse("followup:merged", args=[done.pk]))
