"""The Celery application: the same tasks on the embedded worker and on Redis."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "placement.settings")

app = Celery("placement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
