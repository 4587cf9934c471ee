"""The demo city as an app: it holds the command that builds it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "placement.demo"
    label = "demo"
