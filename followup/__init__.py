"""What we promised and what we did: standards, cases, visits, plans, internships, outcomes."""
