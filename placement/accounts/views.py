"""Signing in and out."""

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.utils import timezone
from django.utils.translation import gettext as _

from placement.accounts.forms import SignInForm
from placement.accounts.models import Station


class SignIn(LoginView):
    """The door; someone already inside is sent to their own first page."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        """Say it to those whose station has just become another: their people came along."""
        response = super().form_valid(form)
        for gone in Station.objects.merged_lately(self.request.user.station, timezone.localdate()):
            told = {"gone": gone, "day": gone.closed_on.isoformat(), "station": self.request.user.station}
            messages.info(self.request, _("%(gone)s已于 %(day)s 并入%(station)s，人员和期限不变。") % told)
        return response


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
