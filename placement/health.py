"""Says whether this process can reach its database; the health check of every container."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def healthz(request):
    """Answer 200 "ok", or 503 with Retry-After when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unavailable", status=503, headers={"Retry-After": "5"}, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
