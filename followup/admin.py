"""What administrators keep by hand: service standards and rungs of helpers. A standard that cases were opened under is never edited."""

from django.contrib import admin

from followup.models import Promise, Standard
from registry.models import Tier


class ByTable:
    """Opens to whoever the roles table lets manage accounts; deleting is never offered."""

    def has_module_permission(self, request):
        return request.user.has_perm("accounts.manage")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("accounts.manage")

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        """A used version stays as it was promised; a change is a new version."""
        used = isinstance(obj, Standard) and obj.cases.exists()
        return request.user.has_perm("accounts.manage") and not used

    def has_delete_permission(self, request, obj=None):
        return False


class PromiseInline(ByTable, admin.TabularInline):
    model = Promise
    extra = 1


@admin.register(Standard)
class StandardAdmin(ByTable, admin.ModelAdmin):
    list_display = ("name", "code", "version", "is_default", "retired_on")
    inlines = (PromiseInline,)


@admin.register(Tier)
class TierAdmin(ByTable, admin.ModelAdmin):
    """The rungs of 四级包保, as many as the office has; renaming one leaves what files say of it."""

    list_display = ("name", "rank")
