"""Pushing to many: what is proposed for those short of pushes, whom a posting suits, a basket, and sending it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from followup import basket, suggesting, tasks
from followup.filters import people_of
from followup.forms.push import EachForm, SendForm
from followup.selecting import is_key
from followup.views.doors import selected_people
from matching.candidates import offers_of
from matching.models import Employer, Posting
from matching.suiting import nearest, rank_people
from registry.models import Person
from registry.refusals import Refusal
from registry.statuses import OPEN

SHOWN = 100  # people a posting suits best
SHOWN_AS_FIELDS = ("find", "each", "postings", "employer")  # of a basket; what is unticked there is out of it
FOUND = 10  # postings a search in the basket shows
PUSH = permission_required("matching.push_posting", raise_exception=True)


# --- Proposed by the standard -----------------------------------------------------------------


@require_safe
@PUSH
def push_suggestions(request):
    """What is proposed for those short of pushes: checked here, sent in one act, never by itself."""
    user, today = request.user, timezone.localdate()
    owed = suggesting.short_of_pushes(user, today)
    found = suggesting.kept(user, on=today)
    context = {
        "rows": _proposed(found, owed, user, today),
        "is_kept": found is not None,
        "is_asked_for": suggesting.is_asked_for(user, on=today),
        "owed": owed.count(),
        "most": suggesting.MOST,
        "control_percent": settings.CONTROL_PERCENT,
        "form": SendForm(),
        "today": today,
    }
    return render(request, "followup/push_suggestions.html", context)


def _proposed(found, owed, user, today):
    if found is None:
        return []
    due = dict(owed[: suggesting.MOST])
    return basket.rows_of(found.given, by=user, on=today, due=due, arms=found.arms)


@require_POST
@PUSH
def push_suggest(request):
    """Have the proposals worked out; nothing is sent."""
    if suggesting.ask_for(request.user, on=timezone.localdate()):
        tasks.suggest_pushes.delay_on_commit(request.user.pk)
    return redirect("followup:push_suggestions")


@require_safe
@PUSH
def push_suggest_progress(request):
    """Whether the proposals are there; then the page comes anew."""
    if suggesting.is_asked_for(request.user, on=timezone.localdate()):
        return render(request, "followup/_push_progress.html")
    return HttpResponse(headers={"HX-Refresh": "true"})


# --- Whom it suits ----------------------------------------------------------------------------


@require_safe
@PUSH
def push_suits(request, pk):
    """The people within one's reach whom a posting suits, by the same scores as their own lists."""
    posting = get_object_or_404(Posting.objects.for_list(), pk=pk)
    return _suits(request, posting, Posting.objects.filter(pk=pk), {"postings": pk})


@require_safe
@PUSH
def push_hall(request, pk):
    """The people within one's reach for one employer: who suits which of its postings best."""
    employer = get_object_or_404(Employer, pk=pk)
    return _suits(request, employer, employer.postings.all(), {"employer": pk})


def _suits(request, about, postings, carried):
    today = timezone.localdate()
    chosen, found = people_of(request, today)
    people = Person.objects.filter(pk__in=found.order_by().values("pk"), status__in=OPEN)
    offers = offers_of(_newest(postings.open_on(today)))
    compared, total = nearest(people, offers, basket.MOST_PEOPLE)
    ranked = {person: found for person, found in rank_people(compared, offers, on=today, limit=1).items() if found}
    best = dict(sorted(ranked.items(), key=lambda one: (-one[1][0].score, one[0]))[:SHOWN])
    context = {
        "about": about,
        "rows": basket.rows_of(best, by=request.user, on=today),
        "suited": len(ranked),
        "total": total,
        "compared": min(total, basket.MOST_PEOPLE),
        "is_open": bool(offers),
        "carried": carried,
        "passed_on": [],
        "filter_form": chosen,
        "filter_sentence": chosen.sentence(request.GET),
    }
    return render(request, "followup/push_suits.html", context)


def _newest(postings):
    keys = postings.order_by("-pk").values_list("pk", flat=True)[: basket.MOST_POSTINGS]
    return Posting.objects.filter(pk__in=list(keys))


# --- The basket -------------------------------------------------------------------------------


@require_POST
@PUSH
def people_push(request):
    """Carry the selection of the list into a basket, where the postings are chosen."""
    people = selected_people(request).count()
    if people > basket.MOST_PEOPLE:
        told = {"n": people, "most": basket.MOST_PEOPLE}
        raise Refusal(_("所选 %(n)s 人，一次最多 %(most)s 人，请缩小范围。") % told)
    query = request.GET.copy()
    for passed_on in ("columns", "sort", "at"):
        query.pop(passed_on, None)
    for ticked in ("people", "all"):
        query.setlist(ticked, request.POST.getlist(ticked))
    return redirect(f"{reverse('followup:push_basket')}?{query.urlencode()}")


@require_safe
@PUSH
def push_basket(request):
    """Who would get what of the chosen postings, and the message; nothing is pushed yet."""
    today = timezone.localdate()
    people = selected_people(request, request.GET)
    n = people.count()
    if n > basket.MOST_PEOPLE:
        raise Refusal(_("一次最多 %(most)s 人，请缩小范围。") % {"most": basket.MOST_PEOPLE})
    postings, (each_form, each) = _chosen(request.GET, today), EachForm.asked(request.GET)
    filled = basket.fill(people, postings, each=each, on=today)
    context = {
        "n": n,
        "postings": postings.select_related("employer").order_by("pk"),
        "rows": basket.rows_of(filled.given, by=request.user, on=today),
        "refused": Person.objects.filter(pk__in=filled.refused).order_by("name", "pk"),
        "unsuited": Person.objects.filter(pk__in=filled.unsuited).order_by("name", "pk"),
        "form": SendForm(),
        "each_form": each_form,
        "find": request.GET.get("find", "").strip(),
        "found": _found(request.GET, today),
        "passed_on": [
            (name, value) for name, values in request.GET.lists() if name not in SHOWN_AS_FIELDS for value in values
        ],
    }
    return render(request, "followup/push_basket.html", context)


def _chosen(query, today):
    """The open postings in the basket: those chosen, or all of one employer."""
    keys = [int(key) for key in query.getlist("postings") if is_key(key)]
    wanted = Q(pk__in=keys)
    if is_key(query.get("employer", "")):
        wanted |= Q(employer=int(query["employer"]))
    return _newest(Posting.objects.open_on(today).filter(wanted))


def _found(query, today):
    words = query.get("find", "").strip()
    if len(words) < 2:
        return []
    return Posting.objects.open_on(today).for_list().about(words).order_by("-pk")[:FOUND]


@require_POST
@PUSH
def push_send(request):
    """Push what is ticked, in one act."""
    form, pairs = SendForm(request.POST), basket.pairs_of(request.POST.getlist("pushes"))
    if not form.is_valid():
        raise Refusal(_("请选择方式。"))
    today, arms = timezone.localdate(), {}
    if request.POST.get("proposed") == "yes":
        arms = suggesting.arms_kept(request.user, on=today)
    given = basket.send(pairs, by=request.user, on=today, arms=arms, **form.cleaned_data)
    messages.success(request, basket.tell_given(given, len(pairs)))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect("followup:pushes")
