"""Pushes after they were made: whom to remind, to ask again, to tell, and what employers owe an answer to."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from followup import chasing
from followup.forms.push import LetterForm
from followup.push_tables import PushTable
from followup.worklist import pushes_of
from matching.models import Push
from matching.models.push import CHASE_AFTER, EXPIRE_AFTER
from registry.identity import mask_id_number
from registry.looking import record_look, reveal
from registry.models import Look
from registry.refusals import Refusal

ANSWER_DAYS = 10  # in which the employer is asked to send the slip back


@require_safe
@permission_required("matching.push_posting", raise_exception=True)
def pushes(request):
    """The pushes of one's people, by what there is to do about each."""
    found = pushes_of(request.user, timezone.localdate())
    side = request.GET.get("side") if request.GET.get("side") in found else "chase"
    table = PushTable(found[side].for_list().order_by("pushed_on", "pk"), side=side)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    labels = _sides()
    context = {
        "table": table,
        "side": side,
        "sides": [(code, labels[code], rows.count()) for code, rows in found.items()],
        "chase_after": CHASE_AFTER,
        "expire_after": EXPIRE_AFTER,
    }
    return render(request, "followup/pushes.html", context)


def _sides():
    return {
        "chase": _("该催一次"),
        "again": _("该再问"),
        "lost": _("岗位已关闭，须告知"),
        "back": _("岗位重新开放，须告知"),
        "hear": _("待单位反馈"),
        "waiting": _("待答复"),
        "expired": _("逾期未答"),
    }


@require_safe
@permission_required("matching.push_posting", raise_exception=True)
def push_letter(request, pk):
    """The referral letter and its return slip, for print, with the ID number masked. Looking at it is recorded."""
    push = get_object_or_404(Push.objects.visible_to(request.user).for_list(), pk=pk)
    record_look(push.person, by=request.user)
    return _letter(request, push, mask_id_number(push.person.id_number))


@require_POST
@permission_required("registry.reveal_person", raise_exception=True)
def push_letter_whole(request, pk):
    """The same with the whole ID number, after the reason has been written down."""
    push = get_object_or_404(Push.objects.visible_to(request.user).for_list(), pk=pk)
    form = LetterForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("请说明查看原因。"))
    return _letter(request, push, reveal(push.person, what=Look.What.ID_NUMBER, by=request.user, **form.cleaned_data))


def _letter(request, push, id_number):
    today = timezone.localdate()
    context = {
        "push": push,
        "id_number": id_number,
        "form": LetterForm(),
        "number": f"{push.pushed_on:%Y%m%d}-{push.pk}",
        "today": today,
        "answer_by": today + timedelta(days=ANSWER_DAYS),
    }
    return render(request, "followup/push_letter.html", context)


def _done(request, pk, act, said, side):
    push = get_object_or_404(Push.objects.visible_to(request.user).select_related("person"), pk=pk)
    act(push, by=request.user, on=timezone.localdate())
    messages.success(request, said)
    return redirect(f"{reverse('followup:pushes')}?side={side}")


@require_POST
@permission_required("matching.push_posting", raise_exception=True)
def push_chase(request, pk):
    """Record that the person was reminded."""
    return _done(request, pk, chasing.chase_push, _("已记录催答。"), "chase")


@require_POST
@permission_required("matching.push_posting", raise_exception=True)
def push_told(request, pk):
    """Record that the person knows the posting is closed."""
    return _done(request, pk, chasing.tell_lost, _("已记录告知。"), "lost")


@require_POST
@permission_required("matching.push_posting", raise_exception=True)
def push_back_told(request, pk):
    """Record that the person knows the posting is open again."""
    return _done(request, pk, chasing.tell_back, _("已记录告知。"), "back")
