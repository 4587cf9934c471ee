"""The administrators' site: opens by the roles table, signs in through the house's own door."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class HouseAdminSite(AdminSite):
    """Django's admin for stations, staff and standards."""

    site_header = site_title = _("护航 1311 · 系统设置")
    index_title = _("系统设置")

    def has_permission(self, request):
        return request.user.is_active and request.user.has_perm("accounts.manage")

    def login(self, request, extra_context=None):
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/admin/"))
