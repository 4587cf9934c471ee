"""Employers, postings as received and as offered, and what was pushed to whom."""

from matching.models.posting import Employer, Posting, PostingBatch, PostingFile, PostingRow
from matching.models.push import Push
from matching.models.sourcing import Inquiry, IntakeToken, PostingSource

__all__ = [
    "Employer",
    "Inquiry",
    "IntakeToken",
    "Posting",
    "PostingBatch",
    "PostingFile",
    "PostingRow",
    "PostingSource",
    "Push",
]
