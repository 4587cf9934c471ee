"""The house: settings, addresses, accounts, dashboards and the processes that serve them."""

from placement.celery import app as celery_app

__all__ = ["celery_app"]
