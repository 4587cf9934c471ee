"""Addresses of the registry."""

from django.urls import path

from registry.views import people, rosters

app_name = "registry"

urlpatterns = [
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/reveal/", people.person_reveal, name="person_reveal"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/upload/", rosters.roster_upload, name="roster_upload"),
    path("rosters/<int:pk>/", rosters.roster, name="roster"),
    path("rosters/<int:pk>/progress/", rosters.roster_progress, name="roster_progress"),
    path("rosters/<int:pk>/apply/", rosters.roster_apply, name="roster_apply"),
]
