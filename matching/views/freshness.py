"""Whether postings are still open: whom to ask, about what, and what was said."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from matching import freshening
from matching.forms import AskedFilter, InquiryForm
from matching.tables import InquiryTable
from matching.views.listing import listed


@require_safe
@permission_required("matching.change_posting", raise_exception=True)
def inquiries(request):
    """The open postings nobody confirmed for long, oldest first, and whom to ask about them."""
    today = timezone.localdate()
    form = AskedFilter(request.GET)
    found = form.apply(freshening.to_ask(today).select_related("employer"))
    context = {"whom": freshening.whom_to_ask(today), "chosen": form.chosen(), "after": freshening.ASK_AFTER}
    return listed(request, InquiryTable(found), "matching/inquiries.html", **context)


@require_POST
@permission_required("matching.change_posting", raise_exception=True)
def inquiries_record(request):
    """Mark postings as asked about, or record what their source said."""
    form, narrowed, today = InquiryForm(request.POST), AskedFilter(request.POST), timezone.localdate()
    postings = form.chosen(narrowed, freshening.to_ask(today)) if form.is_valid() else []
    if not postings:
        messages.error(request, _("请先勾选岗位。"))
    elif form.cleaned_data["act"] == InquiryForm.ASKED:
        _told(request, freshening.ask_about(postings, by=request.user, on=today))
    else:
        _told(request, freshening.record_answers(postings, form.cleaned_data["act"], by=request.user, on=today))
    return redirect(f"{reverse('matching:inquiries')}?{urlencode(narrowed.chosen())}")


def _told(request, done):
    messages.success(request, ngettext("已登记 %(n)s 个岗位。", "已登记 %(n)s 个岗位。", done) % {"n": done})
