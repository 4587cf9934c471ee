"""The shell of the door: a page without anybody's facts, its worker and its manifest. Open to all, for it is empty."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from followup import shell


def _shown(text, content_type="text/html; charset=utf-8"):
    """Nothing in it is private; asked for anew each time, so that a release is seen at once."""
    return HttpResponse(text, content_type=content_type, headers={"Cache-Control": "no-cache"})


def _language_of(request):
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language()


@require_safe
@login_not_required
def door(request):
    """The page that opens on a phone with or without a network."""
    return _shown(shell.page_of(_language_of(request)))


@require_safe
@login_not_required
def door_offline(request):
    """What any other page becomes without a network."""
    return _shown(shell.notice_of(_language_of(request)))


@require_safe
@login_not_required
def door_worker(request):
    """The service worker of the whole site, of this release."""
    return _shown(shell.worker("plain" not in request.GET), "text/javascript; charset=utf-8")


@require_safe
@login_not_required
def door_manifest(request):
    """What makes the site installable."""
    manifest = {
        "name": _("护航 1311"),
        "short_name": _("护航 1311"),
        "lang": get_language(),
        "start_url": reverse("followup:door"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f5",
        "theme_color": "#14402a",
        "icons": [
            {"src": static(f"icons/{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})
