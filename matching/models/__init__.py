"""Employers, postings as received and as offered, and what was pushed to whom."""

from matching.models.posting import Employer, Posting, PostingBatch, PostingFile, PostingRow
from matching.models.push import Push

__all__ = ["Employer", "Posting", "PostingBatch", "PostingFile", "PostingRow", "Push"]
