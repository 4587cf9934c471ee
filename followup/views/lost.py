"""The search for people who cannot be found: asking for the finding, and deciding on it with the proof in sight."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from followup import losing
from followup.forms.lost import AGREE, AskLostForm, DecideLostForm, TryForm
from followup.lost_tables import LostTable
from followup.models import Lost
from followup.searches import search_of, with_proof
from followup.selecting import is_key
from followup.views.doors import back_to, carried_out, person_of, show_form
from followup.visiting import record_visit
from registry.looking import record_look
from registry.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST = 30  # decided at a time: each with its proof in sight


@FORM
@permission_required("followup.record_visit", raise_exception=True)
def lost_ask(request, pk):
    """Where the search stands, and asking for the finding once the ladder is climbed."""
    person, today = person_of(request, pk), timezone.localdate()
    case = get_object_or_404(person.cases.open().select_related("standard"))
    form = AskLostForm(request.POST or None)
    if carried_out(request, form, lambda data: losing.ask_lost(case, by=request.user, on=today, **data)):
        messages.success(request, _("已申请失联认定，待主管审核。"))
        return back_to(person)
    more = {"search": search_of(case, today), "today": today, "template": "followup/lost_ask.html"}
    return show_form(request, person, form, title=_("寻访与失联认定"), submit=_("申请认定失联"), **more)


@FORM
@permission_required("followup.record_visit", raise_exception=True)
def lost_try(request, pk):
    """Record that a school, a roster's source or a village cadre was asked in vain."""
    person, today = person_of(request, pk), timezone.localdate()
    form = TryForm(request.POST or None, today=today, initial={"rung": request.GET.get("rung")})
    record = partial(record_visit, person, by=request.user, made_at=timezone.now())
    if carried_out(request, form, lambda data: record(**data)):
        messages.success(request, _("寻访已记录。"))
        return back_to(person, "search")
    hint = _("问到了新号码，请在“更正”里登记。")
    return show_form(request, person, form, title=_("记录寻访"), submit=_("保存"), hint=hint)


@require_safe
@permission_required("followup.view_case", raise_exception=True)
def lost(request):
    """What waits for a decision, who is found unreachable, and what was refused or ended."""
    sides = losing.sides_of(request.user)
    side = request.GET.get("side") if request.GET.get("side") in sides else "waiting"
    may_tick = side == "waiting" and request.user.has_perm("followup.decide_lost")
    table = LostTable(sides[side].for_list(), may_tick=may_tick)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    counts = {code: found.count() for code, found in sides.items()}
    context = {"table": table, "side": side, "counts": counts, "may_tick": may_tick}
    return render(request, "followup/lost.html", context)


@require_safe
@permission_required("followup.view_case", raise_exception=True)
def lost_one(request, pk):
    """One finding with its proof. Looking at it is recorded."""
    found = get_object_or_404(Lost.objects.visible_to(request.user).for_list(), pk=pk)
    record_look(found.person, by=request.user)
    is_mine = request.user.pk in (found.asked_by_id, found.person.owner_id)
    context = {
        "lost": with_proof([found])[0],
        "form": DecideLostForm(),
        "may_decide": found.is_waiting and request.user.has_perm("followup.decide_lost"),
        "asked_it": request.user.pk == found.asked_by_id,
        "may_withdraw": found.is_waiting and is_mine and request.user.has_perm("followup.record_visit"),
    }
    return render(request, "followup/lost_one.html", context)


@FORM
@permission_required("followup.decide_lost", raise_exception=True)
def lost_decide(request):
    """Decide on the ticked ones, seen one under the other with their proof."""
    keys = [int(key) for key in (request.POST or request.GET).getlist("lost") if is_key(key)][:MOST]
    waiting = Lost.objects.visible_to(request.user).waiting().filter(pk__in=keys)
    found = list(waiting.for_list().select_related("case__standard").order_by("asked_on", "pk"))
    if not found:
        raise Refusal(_("请先选择待认定的申请。"))
    form = DecideLostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _decide(request, found, form.cleaned_data)
        return redirect("followup:lost")
    for one in found:
        record_look(one.person, by=request.user)
    return render(request, "followup/lost_decide.html", {"losts": with_proof(found), "form": form})


def _decide(request, found, data):
    decide = partial(losing.decide_many, remark=data["remark"], by=request.user, on=timezone.localdate())
    done, left = decide(found, agreed=data["decision"] == AGREE)
    if done:
        messages.success(request, _("已处理 %(n)s 人。") % {"n": done})
    for one, why in left:
        messages.error(request, _("%(name)s：%(why)s") % {"name": one.person.name, "why": why})


@require_POST
@permission_required("followup.record_visit", raise_exception=True)
def lost_withdraw(request, pk):
    """Take a request back."""
    found = get_object_or_404(Lost.objects.visible_to(request.user).select_related("person"), pk=pk)
    losing.withdraw_lost(found, by=request.user, on=timezone.localdate())
    messages.success(request, _("申请已撤回。"))
    return redirect(found)
