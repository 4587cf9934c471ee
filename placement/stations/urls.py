"""Addresses of stations and what becomes of them."""

from django.urls import path

from placement.stations import views

app_name = "stations"

urlpatterns = [
    path("stations/", views.stations, name="stations"),
    path("stations/<int:pk>/", views.station, name="station"),
    path("stations/<int:pk>/rename/", views.station_rename, name="station_rename"),
    path("stations/<int:pk>/merge/", views.station_merge, name="station_merge"),
    path("stations/<int:pk>/split/", views.station_split, name="station_split"),
]
