"""Keeping what the ranking reached on a labelled set, with the version of its weights and the code that reached it."""

from hashlib import sha256
from pathlib import Path

from django.db import transaction

from matching.models import QualityMark
from matching.weights import current_weights

# What a labelled set is answered by: another word in any of these is other code.
RULES = ("eligibility", "evaluating", "fitting", "occupations", "ranking", "requirements", "terms", "titles")


def code_digest():
    """Return a short digest of the rules."""
    digest = sha256()
    for name in RULES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


@transaction.atomic
def keep_marks(marks, *, set_name, at):
    """Keep Marks of the weights in force and the code as it is; judged again, the same set has the same row."""
    for mark in marks:
        QualityMark.objects.update_or_create(
            version=current_weights().version,
            set_name=set_name,
            measure=mark.measure,
            code=code_digest(),
            defaults={"value": mark.value, "n": mark.n, "at": at},
        )
