"""A visit's photo, for whoever sees the person."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from followup.models import Visit, VisitPhoto
from followup.photos import look_at_photo


@require_safe
@permission_required("registry.view_person", raise_exception=True)
def visit_photo(request, uuid):
    """Show a photo; opening it is recorded."""
    visits = Visit.objects.visible_to(request.user)
    photo = get_object_or_404(VisitPhoto.objects.select_related("visit__person"), uuid=uuid, visit__in=visits)
    return HttpResponse(look_at_photo(photo, by=request.user), content_type="image/jpeg")
