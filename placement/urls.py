"""Every address of the house; each app lists its own."""

from django.contrib import admin
from django.urls import include, path

from placement import health, preferences

urlpatterns = [
    path("", include("placement.dashboards.urls")),
    path("", include("followup.urls")),
    path("", include("registry.urls")),
    path("", include("matching.urls")),
    path("", include("placement.accounts.urls")),
    path("", include("placement.stations.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("preferences/", preferences.set_preferences, name="set_preferences"),
    path("admin/", admin.site.urls),
]
