"""Answers Django's permission questions from the table in roles.py."""

from django.contrib.auth.backends import ModelBackend

from placement.accounts.roles import permissions_of


class RoleBackend(ModelBackend):
    """Passwords as Django keeps them; permissions by role, never by rows in the database."""

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set(permissions_of(user_obj.role))

    def has_perm(self, user_obj, perm, obj=None):
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj, app_label):
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
