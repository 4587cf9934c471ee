"""Addresses of the pool."""

from django.urls import path

from matching.views import freshness, intake, lists, pool

app_name = "matching"

urlpatterns = [
    path("postings/", pool.postings, name="postings"),
    path("postings/new/", pool.posting_new, name="posting_new"),
    path("postings/<int:pk>/", pool.posting, name="posting"),
    path("postings/<int:pk>/close/", pool.posting_close, name="posting_close"),
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
    path("api/postings/", intake.intake, name="intake"),
    path("api/postings/<int:pk>/", intake.intake_batch, name="intake_batch"),
]
