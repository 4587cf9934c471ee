"""Addresses of the first page and the figures."""

from django.urls import path

from placement.dashboards import views

app_name = "dashboards"

urlpatterns = [
    path("", views.today, name="today"),
    path("dashboards/", views.figures, name="figures"),
    path("dashboards/<str:code>/names/", views.names, name="names"),
]
