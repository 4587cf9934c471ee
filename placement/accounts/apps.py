"""The accounts app, known to the others by the label `accounts`, and the administrators' site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "placement.accounts"
    label = "accounts"
    verbose_name = _("站点与人员")


class HouseAdminConfig(AdminConfig):
    default_site = "placement.accounts.site.HouseAdminSite"
