"""The forms of signing in and of staff."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.utils.translation import gettext_lazy as _

from placement.accounts.models import User


class SignInForm(AuthenticationForm):
    """Account and password; the refusal names neither as the wrong one."""

    error_messages = {
        "invalid_login": _("账号或密码不正确，请重试。"),
        "inactive": _("该账号已停用，请联系系统管理员。"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")

    def confirm_login_allowed(self, user):
        """Nobody works at a station that was closed; who does not move along has to be placed first."""
        super().confirm_login_allowed(user)
        if user.station and user.station.closed_on:
            closed = {"station": user.station, "day": user.station.closed_on.isoformat()}
            raise forms.ValidationError(_("%(station)s已于 %(day)s 撤销，请联系系统管理员为您调整站点。") % closed)


class StaffForm(UserCreationForm):
    """A new member of staff, as the administrator adds one."""

    class Meta:
        model = User
        fields = ("username", "name", "role", "station", "phone")
        field_classes = {"username": forms.CharField}
