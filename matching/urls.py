"""Addresses of the pool."""

from django.urls import path

from matching.views import freshness, intake, lists, pool, rankings, truth, words

app_name = "matching"

urlpatterns = [
    path("postings/", pool.postings, name="postings"),
    path("postings/new/", pool.posting_new, name="posting_new"),
    path("postings/<int:pk>/", pool.posting, name="posting"),
    path("postings/<int:pk>/close/", pool.posting_close, name="posting_close"),
    path("postings/<int:pk>/reopen/", pool.posting_reopen, name="posting_reopen"),
    path("postings/<int:pk>/edit/", pool.posting_edit, name="posting_edit"),
    path("postings/offers/<int:pk>/apart/", pool.posting_apart, name="posting_apart"),
    path("postings/inquiries/", freshness.inquiries, name="inquiries"),
    path("postings/inquiries/record/", freshness.inquiries_record, name="inquiries_record"),
    path("employers/", pool.employers, name="employers"),
    path("employers/<int:pk>/", pool.employer, name="employer"),
    path("employers/<int:pk>/apart/", pool.employer_apart, name="employer_apart"),
    path("batches/", lists.batches, name="batches"),
    path("batches/upload/", lists.batch_upload, name="batch_upload"),
    path("batches/<int:pk>/", lists.batch, name="batch"),
    path("batches/<int:pk>/progress/", lists.batch_progress, name="batch_progress"),
    path("batches/<int:pk>/apply/", lists.batch_apply, name="batch_apply"),
    path("batches/rows/<int:pk>/apart/", lists.batch_row_apart, name="batch_row_apart"),
    path("words/", words.words, name="words"),
    path("words/<int:pk>/withdraw/", words.word_withdraw, name="word_withdraw"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/new/", rankings.ranking_new, name="ranking_new"),
    path("rankings/<int:pk>/", rankings.ranking, name="ranking"),
    path("rankings/<int:pk>/edit/", rankings.ranking_edit, name="ranking_edit"),
    path("rankings/<int:pk>/preview/", rankings.ranking_preview, name="ranking_preview"),
    path("rankings/previews/<int:pk>/progress/", rankings.ranking_progress, name="ranking_progress"),
    path("rankings/<int:pk>/beside/", rankings.ranking_beside, name="ranking_beside"),
    path("rankings/<int:pk>/observe/", rankings.ranking_observe, name="ranking_observe"),
    path("rankings/<int:pk>/give-up/", rankings.ranking_give_up, name="ranking_give_up"),
    path("rankings/<int:pk>/switch/", rankings.ranking_switch, name="ranking_switch"),
    path("rankings/truth/", truth.truth, name="truth"),
    path("rankings/truth/pushes/", truth.truth_pushes, name="truth_pushes"),
    path("api/postings/", intake.intake, name="intake"),
    path("api/postings/<int:pk>/", intake.intake_batch, name="intake_batch"),
]
