"""What officers say of words: added, withdrawn, and handed to ranking as it stands."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import TermLink
from matching.terms import Links
from matching.titles import term_of
from registry.refusals import Refusal

Kind = TermLink.Kind


def standing_links(at=None):
    """Return the Links that stand, or stood at a moment; who wrote first makes no difference; one query."""
    pairs = {kind: [] for kind in Kind}
    standing = TermLink.objects.standing() if at is None else TermLink.objects.stood(at)
    for kind, one, other in standing.order_by("one", "other").values_list("kind", "one", "other"):
        pairs[kind].append((one, other))
    return Links(*(tuple(pairs[kind]) for kind in (Kind.SAME, Kind.NEAR, Kind.APART)))


@transaction.atomic
def add_link(left, right, kind, *, by, note=""):
    """Say how two words belong together; what is said of a pair already has to be withdrawn first."""
    one, other = sorted(map(term_of, (left, right)))
    if one == other:
        raise Refusal(_("这两个词在系统看来是同一个词，不需要登记。"))
    said = {"left": left.strip(), "right": right.strip(), "kind": Kind(kind), "note": note.strip()}
    try:
        with transaction.atomic():
            return TermLink.objects.create(one=one, other=other, by=by, at=timezone.now(), **said)
    except IntegrityError:
        standing = TermLink.objects.standing().get(one=one, other=other)
        told = {"left": standing.left, "right": standing.right, "kind": standing.get_kind_display()}
        raise Refusal(_("“%(left)s”与“%(right)s”已登记为%(kind)s，请先撤回。") % told) from None


def withdraw_link(link, *, by):
    """Take back what was said of two words; said twice it is taken back once."""
    TermLink.objects.standing().filter(pk=link.pk).update(withdrawn_at=timezone.now(), withdrawn_by=by)
