"""Addresses of the registry."""

from django.urls import path

from registry.views import people, roster_rows, rosters

app_name = "registry"

urlpatterns = [
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/reveal/", people.person_reveal, name="person_reveal"),
    path("people/<int:pk>/phones/<int:phone>/dial/", people.phone_dial, name="phone_dial"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/upload/", rosters.roster_upload, name="roster_upload"),
    path("rosters/<int:pk>/", rosters.roster, name="roster"),
    path("rosters/<int:pk>/progress/", rosters.roster_progress, name="roster_progress"),
    path("rosters/<int:pk>/columns/", rosters.roster_columns, name="roster_columns"),
    path("rosters/<int:pk>/apply/", rosters.roster_apply, name="roster_apply"),
    path("rosters/<int:pk>/undo/", rosters.roster_undo, name="roster_undo"),
    path("rosters/rows/<int:pk>/", roster_rows.roster_row, name="roster_row"),
    path("rosters/<int:pk>/decide/", roster_rows.roster_decide, name="roster_decide"),
    path("rosters/<int:pk>/errors/", roster_rows.roster_errors, name="roster_errors"),
    path("rosters/<int:pk>/errors/back/", roster_rows.roster_bring_back, name="roster_bring_back"),
]
