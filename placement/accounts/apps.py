"""The accounts app, known to the others by the label `accounts`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "placement.accounts"
    label = "accounts"
    verbose_name = _("站点与人员")
