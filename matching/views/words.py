"""The list of words: what officers say that two job terms have to do with each other."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matching import wording
from matching.models import TermLink
from matching.tables import WordTable
from matching.touching import touched_by
from matching.views.listing import listed
from matching.words_form import LinkForm, WordFilter

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@permission_required("matching.change_posting", raise_exception=True)
def words(request):
    """What is said of words, the newest first; and saying something more."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = wording.add_link(by=request.user, **form.cleaned_data)
        messages.success(request, _said(link))
        return redirect("matching:words")
    narrowed = WordFilter(request.GET)
    table = WordTable(narrowed.apply(TermLink.objects.select_related("by", "withdrawn_by")).order_by("-pk"))
    context = {"form": form, "filter": narrowed, "withdrawn": narrowed.wants_withdrawn()}
    return listed(request, table, "matching/words.html", **context)


def _said(link):
    touched = touched_by([link])[link.pk]
    told = {"left": link.left, "right": link.right, "wishes": touched.wishes, "postings": touched.postings}
    return _("已登记“%(left)s”与“%(right)s”：涉及 %(wishes)s 个意向、%(postings)s 个岗位，立即生效。") % told


@require_POST
@permission_required("matching.change_posting", raise_exception=True)
def word_withdraw(request, pk):
    """Take back what was said of two words."""
    wording.withdraw_link(get_object_or_404(TermLink, pk=pk), by=request.user)
    messages.success(request, _("已撤回，立即生效。"))
    return redirect("matching:words")
