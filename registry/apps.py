"""The registry app."""

from django.apps import AppConfig
from django.db.models import Field, ForeignObject
from django.utils.translation import gettext_lazy as _

from registry.among import Among


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("毕业生名册")

    def ready(self):
        for kind in (Field, ForeignObject):  # relations do not inherit the lookups of other fields
            kind.register_lookup(Among)
