"""What a source's own system sends and asks: JSON under a token of its own, staged like any other list."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from matching import tasks
from matching.intake import LARGEST, receive_sent, token_of
from matching.telling import tell
from registry.refusals import Refusal

ROWS = 500


def _refused(sentence, status):
    response = JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@csrf_exempt
@login_not_required
@require_POST
def intake(request):
    """Receive postings; they are compared at once and wait for an officer to take them in."""
    token = token_of(request.headers.get("Authorization"))
    if token is None:
        return _refused(_("令牌无效。"), 401)
    content = request.read(LARGEST + 1)
    if len(content) > LARGEST:
        return _refused(_("内容超过 20 MB，请分几次发送。"), 413)
    try:
        batch, is_new = receive_sent(token, content)
    except Refusal as refusal:
        return _refused(refusal.sentence, 400)
    if is_new:
        tasks.compare_postings.delay_on_commit(batch.pk)
    told = {"batch": batch.pk, "status": reverse("matching:intake_batch", args=[batch.pk])}
    return JsonResponse(told, status=202 if is_new else 200)


@login_not_required
@require_safe
def intake_batch(request, pk):
    """Tell a source what became of its list: the stage, the verdicts, and the rows that were not taken and why."""
    token = token_of(request.headers.get("Authorization"))
    if token is None:
        return _refused(_("令牌无效。"), 401)
    batch = token.batches.filter(pk=pk).first()
    if batch is None:
        return _refused(_("没有这个批次。"), 404)
    refused = batch.rows.filter(verdict="invalid").order_by("number")[:ROWS]
    rows = [{"row": row.number, "reasons": [str(tell(reason)) for reason in row.reasons]} for row in refused]
    told = {"batch": batch.pk, "stage": batch.stage, "verdicts": batch.counts, "problem": batch.problem}
    return JsonResponse({**told, "not_taken": rows}, json_dumps_params={"ensure_ascii": False})
