"""Who may open what: every page's URL name and the permission it asks for; a page without a row fails the tests."""

# Open to anyone, signed in or not.
PUBLIC = {
    "accounts:sign_in",
    "healthz",
    "set_preferences",
}

# Open to every member of staff who has signed in.
SIGNED_IN = {
    "accounts:sign_out",
}

PAGES = {
    # dashboards
    "dashboards:today": "dashboards.view_today",
    "dashboards:figures": "dashboards.view_figures",
    "dashboards:names": "dashboards.view_figures",
    # registry
    "registry:person_new": "registry.add_person",
    "registry:person_edit": "registry.change_person",
    "registry:person_reveal": "registry.reveal_person",
    "registry:rosters": "registry.view_roster",
    "registry:roster_upload": "registry.change_roster",
    "registry:roster": "registry.view_roster",
    "registry:roster_progress": "registry.view_roster",
    "registry:roster_columns": "registry.change_roster",
    "registry:roster_apply": "registry.change_roster",
    "registry:roster_undo": "registry.change_roster",
    "registry:roster_row": "registry.change_roster",
    "registry:roster_decide": "registry.change_roster",
    "registry:roster_errors": "registry.change_roster",
    "registry:roster_bring_back": "registry.change_roster",
    # matching
    "matching:postings": "matching.view_posting",
    "matching:posting_new": "matching.change_posting",
    "matching:posting": "matching.view_posting",
    "matching:posting_close": "matching.change_posting",
    "matching:employers": "matching.view_posting",
    "matching:employer": "matching.view_posting",
    "matching:batches": "matching.view_batch",
    "matching:batch_upload": "matching.change_batch",
    "matching:batch": "matching.view_batch",
    "matching:batch_progress": "matching.view_batch",
    "matching:batch_apply": "matching.change_batch",
    # followup
    "followup:people": "registry.view_person",
    "followup:people_columns": "registry.view_person",
    "followup:views": "registry.view_person",
    "followup:view_save": "registry.view_person",
    "followup:view_change": "registry.view_person",
    "followup:view_delete": "registry.view_person",
    "followup:people_assign": "followup.assign_person",
    "followup:people_open": "followup.open_case",
    "followup:search": "registry.view_person",
    "followup:person": "registry.view_person",
    "followup:looks": "registry.view_look",
    "followup:visit_new": "followup.record_visit",
    "followup:visit_plan": "followup.record_visit",
    "followup:briefing_new": "followup.change_case",
    "followup:session_new": "followup.change_case",
    "followup:plan_edit": "followup.change_case",
    "followup:internship_new": "followup.change_case",
    "followup:jobs": "matching.push_posting",
    "followup:outcome_new": "followup.change_case",
    "followup:outcome_check": "followup.change_case",
    "followup:case_open": "followup.open_case",
    "followup:case_close": "followup.change_case",
    "followup:visits": "followup.view_visits",
    "followup:visit_cancel": "followup.record_visit",
    "followup:session_hold": "followup.change_case",
    "followup:action_done": "followup.change_case",
    "followup:internship_answer": "followup.change_case",
    "followup:internship_start": "followup.change_case",
    "followup:internship_end": "followup.change_case",
    "followup:push_answer": "matching.push_posting",
    "followup:push_employer": "matching.push_posting",
    "followup:step_excuse": "followup.excuse_step",
}
