"""What an officer puts right in a posting: kept as said by hand, so that no list writes over it."""

from django.db import transaction

from matching.models import Posting
from matching.requirements import read_majors

EDITABLE = (
    "kind",
    "audience",
    "education",
    "majors_text",
    "experience_years",
    "pay_min",
    "pay_max",
    "headcount",
    "closes_on",
)


@transaction.atomic
def edit_posting(pk, changes):
    """Set facts of a posting by hand; returns it. Nothing changed marks nothing."""
    posting = Posting.objects.select_for_update().get(pk=pk)
    facts = {fact: value for fact, value in changes.items() if fact in EDITABLE and getattr(posting, fact) != value}
    if "majors_text" in facts:
        facts["majors"] = read_majors(facts["majors_text"])
    for fact, value in facts.items():
        setattr(posting, fact, value)
    posting.by_hand = sorted({*posting.by_hand, *facts})
    if facts:
        posting.save(update_fields=[*facts, "by_hand", "updated_at"])
    return posting
