"""Addresses of the service, grouped by what they act on."""

from django.urls import path

from followup.views import cases, looks, merges, people, saved, service, visits

app_name = "followup"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/assign/", people.people_assign, name="people_assign"),
    path("people/open/", people.people_open, name="people_open"),
    path("people/columns/", saved.people_columns, name="people_columns"),
    path("people/views/", saved.views, name="views"),
    path("people/views/save/", saved.view_save, name="view_save"),
    path("people/views/<int:pk>/change/", saved.view_change, name="view_change"),
    path("people/views/<int:pk>/delete/", saved.view_delete, name="view_delete"),
    path("people/search/", people.search, name="search"),
    path("people/duplicates/", merges.duplicates, name="duplicates"),
    path("people/duplicates/apart/", merges.told_apart, name="told_apart"),
    path("people/<int:pk>/merge/", merges.merge, name="merge"),
    path("merges/<int:pk>/", merges.merged, name="merged"),
    path("merges/<int:pk>/undo/", merges.merge_undo, name="merge_undo"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/looks/", looks.looks, name="looks"),
    path("looks/", looks.look_log, name="look_log"),
    path("people/<int:pk>/visit/", visits.visit_new, name="visit_new"),
    path("people/<int:pk>/visit/plan/", visits.visit_plan, name="visit_plan"),
    path("people/<int:pk>/briefing/", service.briefing_new, name="briefing_new"),
    path("people/<int:pk>/session/", service.session_new, name="session_new"),
    path("people/<int:pk>/plan/", service.plan_edit, name="plan_edit"),
    path("people/<int:pk>/internship/", service.internship_new, name="internship_new"),
    path("people/<int:pk>/jobs/", cases.jobs, name="jobs"),
    path("people/<int:pk>/outcome/", cases.outcome_new, name="outcome_new"),
    path("people/<int:pk>/outcome/check/", cases.outcome_check, name="outcome_check"),
    path("people/<int:pk>/case/open/", cases.case_open, name="case_open"),
    path("people/<int:pk>/case/close/", cases.case_close, name="case_close"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<int:pk>/cancel/", visits.visit_cancel, name="visit_cancel"),
    path("sessions/<int:pk>/hold/", service.session_hold, name="session_hold"),
    path("actions/<int:pk>/done/", service.action_done, name="action_done"),
    path("internships/<int:pk>/answer/", service.internship_answer, name="internship_answer"),
    path("internships/<int:pk>/start/", service.internship_start, name="internship_start"),
    path("internships/<int:pk>/end/", service.internship_end, name="internship_end"),
    path("pushes/<int:pk>/answer/", cases.push_answer, name="push_answer"),
    path("pushes/<int:pk>/employer/", cases.push_employer, name="push_employer"),
    path("steps/<int:pk>/excuse/", cases.step_excuse, name="step_excuse"),
]
