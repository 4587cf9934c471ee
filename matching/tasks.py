"""Matching's work after the response and at night."""

from celery import shared_task
from django.utils import timezone

from matching import candidates, freshening, pooling
from matching.index import keeping
from matching.models import Posting, PostingBatch
from matching.weights import current_weights


@shared_task(ignore_result=True)
def compare_postings(batch_pk):
    """Compare a received batch; run twice it stores the same verdicts. A deleted batch is not an error."""
    batch = PostingBatch.objects.filter(pk=batch_pk).first()
    if batch:
        pooling.compare_postings(batch, today=timezone.localdate())


@shared_task(ignore_result=True)
def apply_postings(batch_pk):
    """Apply a taken batch; run twice, or again after a kill, it writes every row once."""
    batch = PostingBatch.objects.filter(pk=batch_pk).first()
    if batch:
        pooling.apply_postings(batch)


@shared_task(ignore_result=True)
def close_expired_postings():
    """Close postings past their last day; running it twice closes nothing more."""
    pooling.close_expired(on=timezone.localdate())


@shared_task(ignore_result=True)
def build_index():
    """Build this machine's index of the open postings; nothing is published where the pool is small."""
    today = timezone.localdate()
    postings = Posting.objects.open_on(today)
    if postings.order_by()[candidates.POOL : candidates.POOL + 1].exists():
        keeping.build(candidates.offers_of(postings), on=today, weights=current_weights())


@shared_task(ignore_result=True)
def close_filled_postings():
    """Close postings whose places are taken; running it twice closes nothing more."""
    freshening.close_filled(on=timezone.localdate())
