"""The piece of a page that says how far a job is; the page asks for it again and again."""

from django.shortcuts import render
from django.utils import timezone

from registry.timing import seconds_left


def show_progress(request, template, name, job, *, total=None):
    """Render a job that counts rows, under its name; when it is there, the whole page comes anew."""
    left = seconds_left(job.began_at, job.rows_done, job.rows_total if total is None else total, timezone.now())
    response = render(request, template, {name: job, "left": left})
    if not job.is_moving:
        response["HX-Refresh"] = "true"
    return response
