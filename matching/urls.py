"""Addresses of the pool."""

from django.urls import path

from matching import views

app_name = "matching"

urlpatterns = [
    path("postings/", views.postings, name="postings"),
    path("postings/new/", views.posting_new, name="posting_new"),
    path("postings/<int:pk>/", views.posting, name="posting"),
    path("postings/<int:pk>/close/", views.posting_close, name="posting_close"),
    path("employers/", views.employers, name="employers"),
    path("employers/<int:pk>/", views.employer, name="employer"),
    path("batches/", views.batches, name="batches"),
    path("batches/upload/", views.batch_upload, name="batch_upload"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/progress/", views.batch_progress, name="batch_progress"),
    path("batches/<int:pk>/apply/", views.batch_apply, name="batch_apply"),
]
