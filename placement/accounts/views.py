"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from placement.accounts.forms import SignInForm


class SignIn(LoginView):
    """The door; someone already inside is sent to their own first page."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
