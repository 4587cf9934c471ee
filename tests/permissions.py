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
    # placement
    "dashboards:today": "dashboards.view_today",
}
