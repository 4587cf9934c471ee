"""Employers, postings as received and as offered, and what was pushed to whom."""

from matching.models.nightly import Listed, RankingRun, RankingShard
from matching.models.posting import Employer, Posting, PostingBatch, PostingFile, PostingRow
from matching.models.push import Push
from matching.models.ranking_version import QualityMark, RankingPreview, RankingVersion, TrialPlace
from matching.models.sourcing import Inquiry, IntakeToken, PostingSource, Reopening
from matching.models.wording import TermLink

__all__ = [
    "Employer",
    "Inquiry",
    "IntakeToken",
    "Listed",
    "Posting",
    "PostingBatch",
    "PostingFile",
    "PostingRow",
    "PostingSource",
    "Push",
    "QualityMark",
    "RankingPreview",
    "RankingRun",
    "RankingShard",
    "RankingVersion",
    "Reopening",
    "TermLink",
    "TrialPlace",
]
