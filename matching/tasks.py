"""Matching's work after the response and at night."""

from celery import shared_task
from django.utils import timezone

from matching import candidates, freshening, nightly, pooling, previewing, trialling
from matching.index import keeping
from matching.models import Posting, PostingBatch, RankingPreview
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
    """Build this machine's index of the open postings, but not where the pool is small; then rank everybody."""
    today = timezone.localdate()
    if candidates.is_large(today):
        keeping.build(candidates.each_offer(Posting.objects.open_on(today)), on=today, weights=current_weights())
    rank_everybody.delay()


@shared_task(ignore_result=True)
def rank_everybody():
    """Cut today's people into shards and send them out; run twice, the second sends what is not taken yet."""
    nightly.start_run(on=timezone.localdate())
    take_up_shards()


@shared_task(ignore_result=True)
def take_up_shards():
    """Send the shards that stand still: not begun, or their worker was killed."""
    for key in nightly.free_shards(now=timezone.now()):
        rank_shard.delay(key)


@shared_task(ignore_result=True)
def rank_shard(shard_pk):
    """Rank one shard on this machine; run twice, or again after a kill, there is one set of rows."""
    nightly.rank_shard(shard_pk)


@shared_task(ignore_result=True)
def close_filled_postings():
    """Close postings whose places are taken; running it twice closes nothing more."""
    freshening.close_filled(on=timezone.localdate())


@shared_task(ignore_result=True)
def preview_ranking(preview_pk):
    """Work out what a version would do to lists; run twice, or again after a kill, it is worked out once."""
    preview = RankingPreview.objects.select_related("version", "asked_by").filter(pk=preview_pk).first()
    if preview:
        previewing.work_out(preview)


@shared_task(ignore_result=True)
def observe_ranking():
    """Compare the version under observation with the one in force, silently; run twice, it is done once a night."""
    preview = previewing.observe_lists(on=timezone.localdate())
    if preview and preview.is_moving:
        preview_ranking.delay(preview.pk)


@shared_task(ignore_result=True)
def record_places():
    """Note where what was just pushed stood in the lists compared; run twice, each push is noted once."""
    while trialling.record_places(at=timezone.now()) == trialling.AT_ONCE:
        pass
