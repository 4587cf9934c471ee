"""People between two stations: offered, accepted, refused, taken back, and what came back."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from followup import transferring
from followup.briefs import briefs_of, tell_briefs
from followup.caseloads import staff_near
from followup.forms.transfer import RefuseForm, TransferForm
from followup.handing_tables import TransferTable
from followup.models import Transfer
from followup.previews import OFFERED
from followup.receiving import accept_transfers
from followup.views.doors import carried_out, selected_people
from followup.worklist import transfers_of
from registry.identity import mask_id_number
from registry.looking import record_look
from registry.refusals import Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 20  # names above the form; how many there are is said


@FORM
@permission_required("followup.transfer_person", raise_exception=True)
def transfer_new(request):
    """Offer the selection to another station."""
    people, today = selected_people(request, request.GET), timezone.localdate()
    form, offered = TransferForm(request.POST or None), []
    ask = partial(transferring.ask_transfer, people, by=request.user, on=today)
    if carried_out(request, form, lambda data: offered.append(ask(**data))):
        messages.success(request, _("已发起转接 %(n)s 人，接收前仍由我方计数和服务。") % {"n": offered[0]})
        return redirect("followup:transfers")
    names = people.select_related("station").order_by("name", "pk")[:SHOWN]
    context = {"form": form, "n": people.count(), "people": names, "days": transferring.ANSWER_DAYS}
    return render(request, "followup/transfer_new.html", context)


@require_safe
@permission_required("followup.view_handing", raise_exception=True)
def transfers(request):
    """What is to be answered, what waits for others, what came back, and what is late."""
    today = timezone.localdate()
    sides = transfers_of(request.user, today)
    side = request.GET.get("side") if request.GET.get("side") in sides else "in"
    may_tick = side == "in" and request.user.has_perm("followup.transfer_person")
    table = TransferTable(sides[side].for_list(), today=today, may_tick=may_tick)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "table": table,
        "side": side,
        "counts": {code: found.count() for code, found in sides.items()},
        "may_tick": may_tick,
        "officers": _offered(_officers(request.user, sides["in"])) if may_tick else [],
    }
    return render(request, "followup/transfers.html", context)


def _officers(user, offers):
    return staff_near(user, ["caseworker"], offers.order_by().values_list("receiver__path", flat=True).distinct())


def _offered(officers):
    """A choice of very many is none; the rule chooses then."""
    return officers if len(officers) <= OFFERED else []


@require_POST
@permission_required("followup.transfer_person", raise_exception=True)
def transfers_accept(request):
    """Take over the ticked offers; one officer, or by the rule whoever is near and has least to do."""
    ticked = [int(key) for key in request.POST.getlist("transfers") if key.isdecimal() and len(key) < 19]
    offers = Transfer.objects.incoming(request.user).filter(pk__in=ticked)
    officers = _officers(request.user, offers)
    if request.POST.get("to"):
        officers = [officer for officer in officers if str(officer.pk) == request.POST["to"]]
    if not ticked:
        raise Refusal(_("请先选择要接收的转接。"))
    handing = accept_transfers(offers, officers, by=request.user, on=timezone.localdate())
    messages.success(request, _("已接收 %(n)s 人，现由我方负责。") % {"n": handing.lines.count()})
    return redirect(handing)


@require_safe
@permission_required("followup.view_handing", raise_exception=True)
def transfer(request, pk):
    """One offer: who it is, how things stand, and the answer. Looking at it is recorded."""
    user, today = request.user, timezone.localdate()
    found = get_object_or_404(Transfer.objects.visible_to(user).for_list(), pk=pk)
    record_look(found.person, by=user)
    [brief] = tell_briefs([briefs_of([found.person_id])[found.person_id]], today)
    this, may = Transfer.objects.filter(pk=pk), user.has_perm("followup.transfer_person")
    is_mine = may and Transfer.objects.outgoing(user).filter(pk=pk).exists()
    context = {
        "transfer": found,
        "masked_id": mask_id_number(found.person.id_number),
        "brief": brief,
        "may_answer": may and Transfer.objects.incoming(user).waiting().filter(pk=pk).exists(),
        "may_withdraw": is_mine and this.waiting().exists(),
        "may_see": is_mine and this.come_back().exists(),
        "officers": _officers(user, this),
        "refuse_form": RefuseForm(),
        "today": today,
    }
    return render(request, "followup/transfer.html", context)


@require_POST
@permission_required("followup.transfer_person", raise_exception=True)
def transfer_refuse(request, pk):
    """Send one back, with a reason."""
    found = get_object_or_404(Transfer.objects.incoming(request.user), pk=pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("退回须说明原因。"))
    transferring.refuse_transfer(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
    messages.success(request, _("已退回，仍由转出方计数和服务。"))
    return redirect("followup:transfers")


@require_POST
@permission_required("followup.transfer_person", raise_exception=True)
def transfer_withdraw(request, pk):
    """Take an offer back."""
    found = get_object_or_404(Transfer.objects.outgoing(request.user), pk=pk)
    transferring.withdraw_transfer(found, by=request.user, on=timezone.localdate())
    messages.success(request, _("转接已撤回。"))
    return redirect(found)


@require_POST
@permission_required("followup.transfer_person", raise_exception=True)
def transfer_seen(request, pk):
    """Take note that a person came back."""
    found = get_object_or_404(Transfer.objects.outgoing(request.user), pk=pk)
    transferring.see_transfer(found, by=request.user, on=timezone.localdate())
    messages.success(request, _("已知悉，继续由我方服务。"))
    return redirect("followup:transfers")
