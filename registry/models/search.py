"""What a person is found by while someone types: one row for every beginning a search may have."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.person import Person


class SearchKey(models.Model):
    """A key as UTF-8 bytes, so that a prefix is a range in the same order on both databases.

    The station stands beside it: a search within a subtree reads nothing but the index.
    """

    key = models.BinaryField(max_length=120)
    station = models.ForeignKey("accounts.Station", models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="search_keys")

    class Meta:
        verbose_name = verbose_name_plural = "search keys"
        indexes = [models.Index(fields=["key", "station", "person"], name="search_key")]


class SchoolName(models.Model):
    """A school that somebody registered came from, as it is compared: few rows, so any part of a name is found."""

    name = models.CharField(_("毕业院校"), max_length=80, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("毕业院校")
        ordering = ["name"]

    def __str__(self):
        return self.name
