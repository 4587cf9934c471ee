"""What administrators keep by hand: stations and staff. People, plans and pushes are never edited here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from placement.accounts.forms import StaffForm
from placement.accounts.models import Station, User
from placement.accounts.staffing import place_station


class ByTable:
    """Admin pages open to whoever the roles table lets manage accounts; deleting is never offered."""

    def has_module_permission(self, request):
        return request.user.has_perm("accounts.manage")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("accounts.manage")

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Nobody is placed at a closed station, nor is a station."""
        if db_field.related_model is Station:
            kwargs["queryset"] = Station.objects.standing()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Station)
class StationAdmin(ByTable, admin.ModelAdmin):
    """Stations are added here; what changes with a past, and closing, has pages of its own under /stations/."""

    list_display = ("name", "code", "level", "parent", "area_code", "closed_on")
    list_filter = ("level",)
    search_fields = ("name", "code")
    list_select_related = ("parent",)
    exclude = ("closed_on", "merged_into")

    def get_readonly_fields(self, request, obj=None):
        return ("name", "code", "parent", "area_code") if obj else ()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        place_station(obj)


@admin.register(User)
class StaffAdmin(ByTable, UserAdmin):
    add_form = StaffForm
    list_display = ("username", "name", "role", "station", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name")
    list_select_related = ("station",)
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("人员"), {"fields": ("name", "role", "station", "phone", "visits_a_day", "is_active")}),
        (_("记录"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "role", "station", "phone", "password1", "password2")}),)
