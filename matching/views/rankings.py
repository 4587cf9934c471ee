"""The weights of the ranking: their versions, a draft, what it would change for whom, observing and switching on."""

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import previewing, tasks, weighing
from matching.beside import lists_beside
from matching.intervals import LEAST
from matching.models import RankingPreview, RankingVersion
from matching.placing import trial
from matching.ranking import COMPONENTS
from matching.truth import USUAL
from matching.weights import current_weights
from matching.weights_form import SwitchForm, WeightsForm
from registry.models import Person
from registry.refusals import Refusal
from registry.views.progress import show_progress

FORM = require_http_methods(["GET", "HEAD", "POST"])
VIEW = permission_required("matching.view_ranking", raise_exception=True)
CHANGE = permission_required("matching.change_ranking", raise_exception=True)
PER_PAGE = 30


@require_safe
@VIEW
def rankings(request):
    """Every version of the weights, the newest first."""
    versions, current = RankingVersion.objects.select_related("made_by", "switched_by"), current_weights()
    context = {
        "versions": [(version, _named(version.weights)) for version in versions],
        "current": current,
        "points": _named(current),
    }
    return render(request, "matching/rankings.html", context)


def _named(weights):
    """Return [(label, the most points)] of the components."""
    labels = (RankingVersion._meta.get_field(name).verbose_name for name in COMPONENTS)
    return list(zip(labels, weights.points(), strict=True))


@FORM
@CHANGE
def ranking_new(request):
    """Draft weights, beginning with those in force."""
    form = WeightsForm(request.POST or None, initial=asdict(current_weights()))
    if request.method == "POST" and form.is_valid():
        version = weighing.draft_version(form.points(), by=request.user, note=form.cleaned_data["note"])
        messages.success(request, _("草稿已保存，还没有影响任何名单。"))
        return redirect("matching:ranking", version.pk)
    return render(request, "matching/ranking_form.html", {"form": form, "current": current_weights()})


@FORM
@CHANGE
def ranking_edit(request, pk):
    """Change a draft."""
    version = get_object_or_404(RankingVersion, pk=pk, state=RankingVersion.State.DRAFT)
    form = WeightsForm(request.POST or None, initial={**asdict(version.weights), "note": version.note})
    if request.method == "POST" and form.is_valid():
        weighing.change_draft(version, form.points(), note=form.cleaned_data["note"])
        messages.success(request, _("草稿已保存，还没有影响任何名单。"))
        return redirect("matching:ranking", version.pk)
    return render(request, "matching/ranking_form.html", {"form": form, "version": version})


@require_safe
@VIEW
def ranking(request, pk):
    """One version beside the one in force: what it changes for whom, and what was observed."""
    version = get_object_or_404(RankingVersion.objects.select_related("made_by", "switched_by"), pk=pk)
    current, today = current_weights(), timezone.localdate()
    preview = previewing.latest(version, request.user)
    points = zip(_named(version.weights), current.points(), strict=True)
    context = {
        "version": version,
        "current": current,
        "rows": [(label, most, now, most - now) for (label, most), now in points],
        "preview": preview,
        "progress": previewing.running(version, request.user, timezone.now()),
        "effect": previewing.effect(preview) if preview else None,
        "page": _page(request, preview) if preview else None,
        "trial": trial(on=today, days=USUAL, version=version.number) if version.observed_since else None,
        "days": USUAL,
        "least": LEAST,
        "answered": weighing.answered_while_observed(version).count(),
        "needed": settings.RANKING_ANSWERS,
    }
    return render(request, "matching/ranking.html", context)


def _page(request, preview):
    """One page of the people whose list changes, of those the user sees: (Person, Change)."""
    changes = previewing.changed(preview)
    visible = Person.objects.visible_to(request.user).filter(pk__in=changes)
    seen = set(visible.values_list("pk", flat=True))
    page = Paginator([key for key in changes if key in seen], PER_PAGE).get_page(request.GET.get("page"))
    people = Person.objects.select_related("station").in_bulk(list(page.object_list))
    page.people = [(people[key], changes[key]) for key in page.object_list if key in people]
    return page


@require_POST
@CHANGE
def ranking_preview(request, pk):
    """Have the effect on the lists of the people one sees worked out."""
    version = get_object_or_404(RankingVersion, pk=pk)
    preview = previewing.ask_for_preview(version, by=request.user, on=timezone.localdate())
    tasks.preview_ranking.delay_on_commit(preview.pk)
    return redirect("matching:ranking", version.pk)


@require_safe
@VIEW
def ranking_progress(request, pk):
    """How far a preview is; when it is there, the page comes anew."""
    preview = get_object_or_404(RankingPreview, pk=pk)
    return show_progress(request, "matching/_ranking_progress.html", "progress", preview)


@require_safe
@VIEW
def ranking_beside(request, pk):
    """One person's list by a version and by the one in force, side by side with both breakdowns."""
    version = get_object_or_404(RankingVersion, pk=pk)
    key = request.GET.get("person", "")
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=int(key) if key.isdecimal() else 0)
    lists = lists_beside(person, current_weights(), version.weights, on=timezone.localdate())
    return render(request, "matching/ranking_beside.html", {"version": version, "person": person, "lists": lists})


@require_POST
@CHANGE
def ranking_observe(request, pk):
    """Begin to rank by a draft silently."""
    version = get_object_or_404(RankingVersion, pk=pk)
    weighing.observe_version(version, by=request.user)
    messages.success(request, _("已开始观察：工作人员看到的名单不变。"))
    return redirect("matching:ranking", version.pk)


@require_POST
@CHANGE
def ranking_give_up(request, pk):
    """End a draft or an observation."""
    version = get_object_or_404(RankingVersion, pk=pk)
    weighing.give_up_version(version, by=request.user)
    messages.success(request, _("该版本已停用。"))
    return redirect("matching:rankings")


@FORM
@CHANGE
def ranking_switch(request, pk):
    """Show the effect once more, then rank by a version."""
    version = get_object_or_404(RankingVersion, pk=pk)
    against = current_weights().version
    preview = version.previews.filter(asked_by=request.user, against=against, ended_at__isnull=False).first()
    if preview is None:
        raise Refusal(_("请先预览该版本对名单的影响，再启用。"))
    form = SwitchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        weighing.switch_on(version, by=request.user, **form.cleaned_data)
        messages.success(request, _("已启用：从现在起名单按新的权重排序。"))
        return redirect("matching:rankings")
    context = {
        "version": version,
        "form": form,
        "preview": preview,
        "effect": previewing.effect(preview),
        "lacking": settings.RANKING_ANSWERS - weighing.answered_while_observed(version).count(),
    }
    return render(request, "matching/ranking_switch.html", context)
