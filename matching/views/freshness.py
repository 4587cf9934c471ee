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
    form = InquiryForm(request.POST)
    if form.is_valid():
        act, postings = form.cleaned_data["act"], form.cleaned_data["postings"]
        facts = {"by": request.user, "on": timezone.localdate()}
        if act == InquiryForm.ASKED:
            done = freshening.ask_about(postings, **facts)
        else:
            done = freshening.record_answers(postings, act, **facts)
        messages.success(request, ngettext("已登记 %(n)s 个岗位。", "已登记 %(n)s 个岗位。", done) % {"n": done})
    else:
        messages.error(request, _("请先勾选岗位。"))
    chosen = AskedFilter(request.POST).chosen()
    return redirect(f"{reverse('matching:inquiries')}?{urlencode(chosen)}")
