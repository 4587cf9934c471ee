"""The house as a Django app: it owns the commands that run it."""

from django.apps import AppConfig


class PlacementConfig(AppConfig):
    name = "placement"
