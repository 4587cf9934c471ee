"""What happens around every page: refusals become sentences, htmx learns of redirects, pages stay private."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.refusals import Refusal


class AskToSignIn(LoginRequiredMiddleware):
    """Nobody gets past without having signed in; a program is told so in JSON, for it can follow no redirect."""

    def handle_no_permission(self, request, view_func):
        if not request.path_info.startswith("/api/"):
            return super().handle_no_permission(request, view_func)
        return JsonResponse({"code": "signed_out", "sign_in": f"{reverse(settings.LOGIN_URL)}?next=/door/"}, status=401)


class TellHtmxToRedirect:
    """A redirect answered to htmx would be swallowed into a fragment; this makes the whole page follow it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.headers.get("HX-Request") and response.status_code == 302:
            response.status_code = 204
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
        return response


class ShowRefusals:
    """A Refusal from any verb goes back to the page it came from with its sentence, and nothing was written."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refusal):
            return None
        back = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(
            back, {request.get_host()}, request.is_secure()
        ):
            messages.error(request, exception.sentence)
            return redirect(back)
        return render(request, "refusal.html", {"sentence": exception.sentence}, status=409)


class KeepPagesPrivate:
    """What a signed-in user saw stays in no cache, neither the browser's nor one between."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "user", None) and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
